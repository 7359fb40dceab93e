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

test("a node's run is explained with the options that a test of it has", () => {
  expect(
    read('--bin ./dir/node.py --seed 7 --rate 20 --budget 5 --nodes a,b --consistency fresh -- --fast'),
  ).toMatchObject({
    kind: 'node',
    seed: 7,
    budgetMs: 5_000,
    out: 'store/explain/node.py-7',
    test: { bin: './dir/node.py', nodes: ['a', 'b'], rate: 20, nodeArgs: ['--fast'], timeLimitMs: 60_000 },
    testCommand:
      'sluice test --lockstep --bin ./dir/node.py --seed 7 --rate 20 --nodes a,b --consistency fresh -- --fast',
  });
});

test("what stands behind -- is the node's, a --bin as well", () => {
  expect(() => read('--seed 7 -- --bin x')).toThrow("Unexpected argument '--bin'");
});

test.each([
  ['', '--seed or --script must be given'],
  ['--seed x', "--seed must be a whole number from 0 to 4294967295, not 'x'"],
  ['--seed 1 --budget 0', "--budget must be a number from 0.001 to 1000000, not '0'"],
  ['--seed 1 --checker foo', /^--checker must be one of final, .*, not 'foo'$/],
  ['--script a --seed 3', "--seed can't be given with --script, which holds all options"],
  ['--bin ./node', '--seed must be given with --bin: one that fails is found by "sluice test --lockstep --runs 100"'],
  ['--bin ./node --seed 1 -w echo', "--workload echo can't be explained: only g-counter can"],
  ['--bin ./node --script a', "--bin can't be given with --script, which names its node"],
  ['--bin ./node --seed 1 --design cas-loop', "Unknown option '--design'"],
  ['--nonsense', "Unknown option '--nonsense'"],
])('%s is refused in one sentence', (line, sentence) => {
  expect(() => read(line)).toThrow(sentence);
});
