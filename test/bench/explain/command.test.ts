import { expect, test } from 'vitest';
import { parseExplainCommand } from '../../../bench/explain/command.ts';

const parse = (line: string) => parseExplainCommand(line === '' ? [] : line.split(' '));

test('a seed is explained with the options that the simulator has for it', () => {
  expect(parse('--users-test --design cas-loop --seed 7 --budget 5 --out here --rate=20')).toMatchObject({
    kind: 'seed',
    seed: 7,
    budgetMs: 5_000,
    out: 'here',
    checker: undefined,
    options: { design: 'cas-loop', store: 'seq-kv', nodeCount: 3, rate: 20 },
    simulateCommand: 'npm run simulate -- --users-test --design cas-loop --seed 7 --rate=20',
  });
});

test('results go beside those of other runs unless told otherwise', () => {
  expect(parse('--design gossip-crdt --seed 12')).toMatchObject({ out: 'store/explain/gossip-crdt-12' });
  expect(parse('--script a/script.json')).toEqual({ kind: 'script', file: 'a/script.json', out: undefined });
});

test.each([
  ['', '--seed or --script is needed: which run is to be explained? (see --help).'],
  ['--seed x', "--seed must be a whole number from 0 to 4294967295, not 'x' (see --help)."],
  ['--seed 1 --budget 0', "--budget must be a number of seconds above 0, not '0' (see --help)."],
  ['--seed 1 --checker foo', /^--checker must be one of final, .*, not 'foo' \(see --help\)\.$/],
  ['--script a --seed 3', "--seed can't be given with --script, which says it all (see --help)."],
  ['--nonsense', "Unknown option '--nonsense' (see --help)."],
])('%s is refused in one sentence', (line, message) => {
  expect(parse(line)).toEqual({
    kind: 'error',
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });
});

test('help has examples', () => {
  expect(parse('--help')).toMatchObject({ kind: 'help', text: expect.stringContaining('Examples:\n') });
});
