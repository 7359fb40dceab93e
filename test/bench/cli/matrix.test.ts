import { describe, expect, test } from 'vitest';
import { matrix } from '../../../bench/cli/matrix.ts';
import { BadCommandLine } from '../../../src/main/flags/read-flags.ts';

const options = (...args: readonly string[]) => matrix.read(args);

describe('the command line of the matrix', () => {
  test('is everything by default', () => {
    const all = options();
    expect(all.designs).toHaveLength(12);
    expect(all.stores).toHaveLength(5);
    expect(all.faultSets.map(({ name }) => name)).toEqual([
      'none',
      'partition',
      'network',
      'kill',
      'pause',
      'isolate-kv',
      'everything',
    ]);
    expect(all.short).toBe(false);
  });

  test('takes lists, each item once and in the order given, and faults joined by +', () => {
    const some = options(
      ...['--designs', 'sluice-cas, cas-loop,cas-loop', '--stores', 'seq-kv', '--faults', 'kill,loss+reorder'],
      ...['--runs', '7', '--seed', '100', '--jobs', '1', '--out', 'x'],
    );
    expect(some).toMatchObject({ runs: 7, firstSeed: 100, jobs: 1, out: 'x', designs: ['sluice-cas', 'cas-loop'] });
    expect(some.stores.map(({ name }) => name)).toEqual(['seq-kv']);
    expect(some.faultSets).toEqual([
      { name: 'kill', faults: ['kill'] },
      { name: 'loss+reorder', faults: ['loss', 'reorder'] },
    ]);
  });

  test('--short runs only what that table shows', () => {
    const short = options('--short');
    expect(short.stores.map(({ name }) => name)).toEqual(['osc-u', 'seq-kv', 'adversarial-sequential']);
    expect(short.faultSets.map(({ name }) => name)).toEqual(['none', 'partition', 'network', 'kill']);
  });

  test.each([
    [['--runs', '0'], "--runs must be a whole number from 1 to 1000000, not '0'"],
    [['--runs', '2', '--seed', '4294967295'], "--seed must be a whole number from 0 to 4294967294, not '4294967295'"],
    [['--designs', 'cas-lop'], /^--designs must be one of .*, not 'cas-lop'; did you mean 'cas-loop'\?$/],
    [['--stores', 'seq-kv,etcd'], /^--stores must be one of .*seq-kv.*, not 'etcd'$/],
    [
      ['--faults', 'loss+floods'],
      /^--faults must be one of none, .*, or single faults joined by \+, not 'loss\+floods'$/,
    ],
    [['--out', ''], '--out must not be empty'],
    [['extra'], "Unexpected argument 'extra'"],
  ])('refuses %j in one sentence', (args, sentence) => {
    const error = typeof sentence === 'string' ? new BadCommandLine(sentence) : sentence;
    expect(() => options(...args)).toThrow(error);
  });
});
