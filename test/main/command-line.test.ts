import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../src/main/command-line.ts';
import { defaultSettings } from '../node-under-test.ts';

const parse = (...args: string[]) => parseCommand(args, '1.2.3', 2);

describe('parseCommand', () => {
  test('has the defaults that the tests use', () => {
    expect(parse()).toEqual({ kind: 'run', options: { ...defaultSettings, workers: 1, statsIntervalMs: 0 } });
  });

  test('takes every option', () => {
    const args =
      '--strategy cas --service lin-kv --acks local --workers 3 --flush-interval-ms 5 --read-staleness-ms 6 ' +
      '--reply-deadline-ms 700 --kv-timeout-ms 8 --queue-max 9 --queue-bytes-max 1024 --stats-interval-ms 11';
    expect(parse(...args.split(' '))).toEqual({
      kind: 'run',
      options: {
        strategy: 'cas',
        service: 'lin-kv',
        acks: 'local',
        workers: 3,
        flushIntervalMs: 5,
        readStalenessMs: 6,
        replyDeadlineMs: 700,
        kvTimeoutMs: 8,
        queueMax: 9,
        queueBytesMax: 1_024,
        statsIntervalMs: 11,
      },
    });
  });

  test('--workers auto leaves a core to the main thread', () => {
    const workers = (cores: number) => {
      const command = parseCommand(['--workers', 'auto'], '', cores);
      return command.kind === 'run' && command.options.workers;
    };
    expect([1, 2, 3, 4, 64].map(workers)).toEqual([0, 1, 2, 3, 4]);
  });

  test.each([
    [['--strategy', 'gossip'], "--strategy must be per-key or cas, not 'gossip'"],
    [['--service', 'lww-kv'], "--service must be seq-kv or lin-kv, not 'lww-kv'"],
    [['--queue-max', '0'], "--queue-max must be a whole number from 1 to 2147483648, not '0'"],
    [['--kv-timeout-ms', '1e3'], "--kv-timeout-ms must be a whole number from 1 to 86400000, not '1e3'"],
    [['--workers', 'many'], "--workers must be a whole number from 0 to 64 or auto, not 'many'"],
  ])('%j is answered with one sentence', (args, problem) => {
    expect(parse(...args)).toEqual({ kind: 'usage', problem });
  });
});
