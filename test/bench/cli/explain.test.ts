import { expect, test } from 'vitest';
import { explain } from '../../../bench/cli/explain.ts';

const read = (line: string) => explain.read(line === '' ? [] : line.split(' '));

test('a seed is explained with the options that the simulator has for it', () => {
  expect(read('--challenge --design cas-loop --seed 7 --budget 5 --out here --rate=20')).toMatchObject({
    kind: 'seed',
    seed: 7,
    budgetMs: 5_000,
    out: 'here',
    checker: undefined,
    options: { design: 'cas-loop', store: 'seq-kv', nodeCount: 3, rate: 20 },
    simulateCommand: 'sluice simulate --challenge --design cas-loop --seed 7 --rate=20',
  });
});

test('results go beside those of other runs unless a folder is named', () => {
  expect(read('--design gossip-crdt --seed 12')).toMatchObject({ out: 'store/explain/gossip-crdt-12' });
  expect(read('--script a/script.json')).toEqual({ kind: 'script', file: 'a/script.json', out: undefined });
});

test.each([
  ['', '--seed or --script must be given'],
  ['--seed x', "--seed must be a whole number from 0 to 4294967295, not 'x'"],
  ['--seed 1 --budget 0', "--budget must be a number from 0.001 to 1000000, not '0'"],
  ['--seed 1 --checker foo', /^--checker must be one of final, .*, not 'foo'$/],
  ['--script a --seed 3', "--seed can't be given with --script, which holds all options"],
  ['--nonsense', "Unknown option '--nonsense'"],
])('%s is refused in one sentence', (line, sentence) => {
  expect(() => read(line)).toThrow(sentence);
});
