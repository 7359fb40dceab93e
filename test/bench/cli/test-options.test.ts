import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { readTest } from '../../../bench/cli/test.ts';
import { faultKinds } from '../../../bench/nemesis/fault.ts';
import { BadCommandLine } from '../../../src/main/flags/read-flags.ts';

const parsed = (...args: string[]) => readTest(args);

describe('defaults', () => {
  test('without arguments: the test our node is made for', () => {
    expect(parsed()).toMatchObject({
      workload: 'g-counter',
      bin: undefined,
      nodeArgs: [],
      nodes: ['n0', 'n1', 'n2'],
      concurrency: 3,
      rate: 100,
      timeLimitMs: 20_000,
      recoveryMs: 10_000,
      latency: { meanMs: 0, distribution: 'constant' },
      faults: ['partition'],
      nemesisIntervalMs: 10_000,
      restartQueue: 'keep',
      strict: true,
      seed: undefined,
      testCount: 1,
      note: undefined,
      promise: { consistency: 'fresh', stalenessMs: 0 },
      availability: undefined,
      out: 'store',
      logStderr: false,
      logNetSend: false,
      logNetRecv: false,
    });
  });

  test('the rest of them stays when some options are given', () => {
    expect(parsed('--rate', '5')).toMatchObject({ rate: 5, timeLimitMs: 20_000, faults: ['partition'] });
  });

  test('the faults of our own node are drawn until they bite, unless they are chosen', () => {
    expect(parsed()).toMatchObject({ schedule: 'biting' });
    expect(parsed('--seed', '7', '--time-limit', '5')).toMatchObject({ schedule: 'biting' });
    expect(parsed('--nemesis', 'partition')).toMatchObject({ schedule: undefined });
    expect(parsed('--nemesis-interval', '2')).toMatchObject({ schedule: undefined });
    expect(parsed('--bin', './node.py')).toMatchObject({ schedule: undefined });
  });

  test('--demo: all there is, in seven seconds; what is given stays', () => {
    expect(parsed('--demo')).toMatchObject({
      bin: undefined,
      nodeArgs: ['--strategy', 'cas'],
      nodes: ['n0', 'n1', 'n2'],
      timeLimitMs: 7_000,
      faults: faultKinds,
      latency: { meanMs: 5, distribution: 'exponential' },
      promise: { consistency: 'linearizable', stalenessMs: 0 },
      schedule: 'in-turn',
    });
    expect(parsed('--demo', '--rate', '5', '--latency', '0', '--', '--strategy', 'per-key')).toMatchObject({
      rate: 5,
      timeLimitMs: 7_000,
      latency: { meanMs: 0 },
      nodeArgs: ['--strategy', 'per-key'],
      promise: { consistency: 'fresh' },
    });
  });

  test("with --bin: Maelstrom's own", () => {
    expect(parsed('--bin', './node.py')).toMatchObject({
      bin: './node.py',
      nodes: ['n1', 'n2', 'n3', 'n4', 'n5'],
      concurrency: 5,
      strict: false,
      rate: 5,
      timeLimitMs: 60_000,
      faults: [],
      promise: { consistency: 'final', stalenessMs: 0 },
    });
  });
});

describe('flags', () => {
  test('all of them', () => {
    expect(
      parsed(
        ...[
          '-w',
          'pn-counter',
          '--bin',
          'x',
          '--node-count',
          '4',
          '--rate',
          '0.5',
          '--time-limit',
          '1.5',
          '--concurrency',
          '2n',
        ],
        ...[
          '--latency',
          '50',
          '--latency-dist',
          'exponential',
          '--nemesis',
          'partition, kill,kill',
          '--nemesis-interval',
          '0.5',
        ],
        ...['--availability', '0.9', '--consistency', 'monotone', '--recovery', '0', '--seed', '0', '--out', 'out'],
        ...[
          '--restart-queue',
          'drop',
          '--strict',
          '--log-stderr',
          '--log-net-send',
          '--log-net-recv',
          '--',
          '--own',
          '--help',
          '--',
          'x',
        ],
      ),
    ).toEqual({
      workload: 'pn-counter',
      bin: 'x',
      nodeArgs: ['--own', '--help', '--', 'x'],
      nodes: ['n0', 'n1', 'n2', 'n3'],
      concurrency: 8,
      rate: 0.5,
      timeLimitMs: 1_500,
      recoveryMs: 0,
      latency: { meanMs: 50, distribution: 'exponential' },
      faults: ['partition', 'kill'],
      nemesisIntervalMs: 500,
      restartQueue: 'drop',
      strict: true,
      seed: 0,
      testCount: 1,
      keepGoing: false,
      lockstep: false,
      check: false,
      jobs: availableParallelism(),
      note: undefined,
      promise: { consistency: 'monotone', stalenessMs: 0 },
      availability: 0.9,
      out: 'out',
      logStderr: true,
      logNetSend: true,
      logNetRecv: true,
    });
    expect(parsed('--concurrency', '10', '--nemesis=none', '--availability', 'total')).toMatchObject({
      concurrency: 10,
      faults: [],
      availability: 'total',
    });
    expect(parsed('--bin', 'x', '--node-count', '5').nodes).toEqual(['n0', 'n1', 'n2', 'n3', 'n4']);
    expect(parsed('--no-strict').strict).toBe(false);
    expect(parsed('--latency', '0', '--latency-dist', 'constant').latency).toEqual({
      meanMs: 0,
      distribution: 'constant',
    });
  });
});

describe('many tests', () => {
  test('--runs and --test-count are one number', () => {
    expect(parsed('--runs', '7').testCount).toBe(7);
    expect(parsed('--lockstep', '--runs', '7', '--jobs', '3', '--keep-going')).toMatchObject({
      lockstep: true,
      testCount: 7,
      jobs: 3,
      keepGoing: true,
    });
  });
});

describe('what our node is held to', () => {
  test.each([
    [[], 'fresh', 0],
    [['--strategy', 'per-key'], 'fresh', 0],
    [['--strategy', 'cas'], 'linearizable', 0],
    [['--strategy=cas'], 'linearizable', 0],
    [['--read-staleness-ms', '500'], 'fresh', 500],
    [['--strategy', 'cas', '--read-staleness-ms', '100'], 'fresh', 100],
    [['--acks', 'local'], 'monotone', 0],
  ])('%j: %s', (nodeArgs, consistency, stalenessMs) => {
    expect(parsed('--', ...nodeArgs).promise).toMatchObject({ consistency, stalenessMs });
  });

  test('with --acks local and kill nothing can be promised, and that is said', () => {
    const { promise } = parsed('--nemesis', 'kill', '--', '--acks', 'local');
    expect(promise).toMatchObject({
      consistency: 'final',
      converges: true,
      note: expect.stringContaining('loses adds'),
    });
  });

  test('--consistency overrides the level', () => {
    expect(parsed('--consistency', 'final', '--', '--read-staleness-ms', '500').promise).toEqual({
      consistency: 'final',
      stalenessMs: 500,
      converges: true,
    });
    expect(parsed('--consistency', 'monotone', '--bin', './node').promise).toEqual({
      consistency: 'monotone',
      stalenessMs: 0,
    });
  });
});

describe('a command line that is not understood', () => {
  test.each([
    [['--what'], '--what'],
    [['--strategy', 'cas'], "Unknown option '--strategy'; the node's own options come after --, as in -- --strategy"],
    [['word'], "the node's arguments are wrong: Unexpected argument 'word'"],
    [['--rate'], '--rate'],
    [['--rate', ''], '--rate must not be empty'],
    [['--rate', 'x'], "--rate must be a number from 0 to 10000000, not 'x'"],
    [['--rate', '-1'], '--rate'],
    [['--rate=-1'], "--rate must be a number from 0 to 10000000, not '-1'"],
    [['--rate', '1e'], '--rate'],
    [['--rate', '1e999'], '--rate'],
    [['--rate', '.'], '--rate'],
    [['--rate', 'Infinity'], '--rate'],
    [['--node-count', '0'], "--node-count must be a whole number from 1 to 1000, not '0'"],
    [['--node-count', '1.5'], '--node-count'],
    [['--time-limit', '0'], '--time-limit'],
    [['--time-limit', '20s'], '--time-limit'],
    [['--concurrency', '0'], '--concurrency'],
    [['--concurrency', 'n'], '--concurrency'],
    [['--concurrency', '2m'], "not '2m'"],
    [['--concurrency', '100000n'], "not '100000n' with 3 nodes"],
    [['--latency', 'fast'], '--latency'],
    [['--latency', '0.5'], "--latency must be a whole number from 0 to 1000000, not '0.5'"],
    [['--latency-dist', 'uniform'], '--latency-dist uniform needs the mean, 1 or more: add --latency MS'],
    [['--latency-dist', 'exponential', '--latency', '0'], '--latency-dist exponential needs the mean'],
    [['--strict', '--no-strict'], '--strict and --no-strict exclude each other'],
    [['--restart-queue', 'lose'], "--restart-queue must be one of keep, before-init, drop, not 'lose'"],
    [['--latency-dist', 'normal'], '--latency-dist must be one of constant, uniform, exponential'],
    [['--nemesis', 'partition,fire'], "or none, not 'fire'"],
    [['--nemesis', 'none,kill'], '--nemesis'],
    [['--nemesis', ''], '--nemesis must not be empty'],
    [['--nemesis-interval', '0'], '--nemesis-interval'],
    [['--availability', '2'], '--availability must be a number from 0 to 1 or total'],
    [['--consistency', 'strong'], '--consistency must be one of final, monotone, fresh, linearizable'],
    [['--recovery', '-1'], '--recovery'],
    [['--seed', '4294967296'], '--seed must be a whole number from 0 to 4294967295'],
    [['--seed', 'x'], '--seed'],
    [['-w', 'broadcast', '--bin', 'x'], '--workload must be one of g-counter, pn-counter, echo'],
    [['-w', 'echo'], '--bin'],
    [['--demo', '--nemesis-interval', '1'], 'leave out --nemesis-interval'],
    [['--demo', '--bin', 'x'], '--demo is of our own node: leave out --bin'],
    [['--test-count', '0'], '--test-count must be a whole number from 1 to 1000000'],
    [['--seed', '4294967295', '--test-count', '2'], '--seed must be a whole number from 0 to 4294967294'],
    [['--seed', '4294967295', '--runs', '2'], '--seed must be a whole number from 0 to 4294967294'],
    [['--runs', '2', '--test-count', '2'], '--runs and --test-count are the same: give one of them'],
    [['--check'], '--check compares two plays in virtual time: add --lockstep'],
    [['--lockstep', '--check', '--runs', '2'], '--check plays one seed twice, so not with --runs'],
    [['--keep-going'], '--keep-going is about several tests: add --runs N'],
    [['--jobs', '2', '--runs', '2'], '--jobs is about many tests in virtual time: add --lockstep and --runs N'],
    [['--jobs', '2', '--lockstep'], '--jobs is about many tests in virtual time: add --lockstep and --runs N'],
    [['--lockstep', '--runs', '2', '--log-stderr'], '--log-stderr would mix the lines of tests'],
    [['--lockstep', '--test-count', '2', '--log-net-send'], '--log-net-send would mix the lines of tests'],
    [['--bin', ''], '--bin must not be empty'],
    [['--log-stderr=yes'], '--log-stderr'],
    [['--', '--strategy', 'magic'], "the node's arguments are wrong: --strategy"],
    [['--', '--help'], "the node's arguments are wrong: they make the node print a text"],
  ])('%j: one sentence with what is wrong', (args, said) => {
    let message = '';
    try {
      parsed(...args);
    } catch (error) {
      expect(error).toBeInstanceOf(BadCommandLine);
      message = (error as Error).message;
    }
    expect(message).toContain(said);
    expect(message).not.toMatch(/\n|\. |\.$/);
  });
});
