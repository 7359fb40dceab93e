import { describe, expect, test } from 'vitest';
import { parseMatrixCommand } from '../../../bench/matrix/command.ts';

function options(...args: readonly string[]) {
  const command = parseMatrixCommand(args);
  if (command.kind !== 'matrix') {
    throw new Error(`not a matrix: ${JSON.stringify(command)}`);
  }
  return command.options;
}

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
    expect(all.readme).toBe(false);
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

  test('--readme runs only what that table shows', () => {
    const readme = options('--readme');
    expect(readme.stores.map(({ name }) => name)).toEqual(['osc-u', 'seq-kv', 'adversarial-sequential']);
    expect(readme.faultSets.map(({ name }) => name)).toEqual(['none', 'partition', 'network', 'kill']);
  });

  test.each([
    [['--runs', '0'], "--runs must be a whole number from 1 to 1000000, not '0' (see --help)."],
    [['--runs', '1e3'], "--runs must be a whole number from 1 to 1000000, not '1e3' (see --help)."],
    [['--runs', '2', '--seed', '4294967295'], /^--seed must be a whole number from 0 to 4294967294, not/],
    [['--designs', 'cas-lop'], "--designs does not know 'cas-lop' (see --help)."],
    [['--designs', ''], "--designs does not know '' (see --help)."],
    [['--faults', 'loss+floods'], "--faults does not know 'loss+floods' (see --help)."],
    [['--out', ''], '--out must not be empty (see --help).'],
    [['--what'], "Unknown option '--what' (see --help)."],
    [['extra'], /^Unexpected argument 'extra'.* \(see --help\)\.$/],
  ])('tells what is wrong with %j in one sentence', (args, message) => {
    const command = parseMatrixCommand(args);
    expect(command.kind).toBe('error');
    if (command.kind !== 'error') {
      return;
    }
    if (typeof message === 'string') {
      expect(command.message).toBe(message);
    } else {
      expect(command.message).toMatch(message);
    }
    expect(command.message).not.toContain('\n');
  });

  test('has a help with examples that it understands', () => {
    const command = parseMatrixCommand(['--help']);
    if (command.kind !== 'help') {
      throw new Error('no help');
    }
    const examples = [...command.text.matchAll(/^ {2}npm run matrix(?: -- (.*))?$/gm)].slice(1);
    expect(examples).toHaveLength(3);
    for (const [, args] of examples) {
      options(...(args?.split(' ') ?? []));
    }
  });
});
