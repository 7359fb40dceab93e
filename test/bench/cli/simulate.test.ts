import { describe, expect, test } from 'vitest';
import { simulate } from '../../../bench/cli/simulate.ts';
import { challengeOptions } from '../../../bench/simulator/simulation-options.ts';

const options = (line: string, seed = 1) => simulate.read(line.split(' ')).pinned.optionsOf(seed);

test('all options of the challenge, unless pinned', () => {
  expect(options('--challenge')).toEqual(challengeOptions);
  expect(options('--challenge --node-count 5 --nemesis kill,loss --time-limit 1.001')).toEqual({
    ...challengeOptions,
    nodeCount: 5,
    concurrency: 5,
    faults: ['kill', 'loss'],
    timeLimitMs: 1_001,
  });
});

describe('what is drawn from the seed', () => {
  test('is the same for the same seed, and stays when something else is pinned', () => {
    const drawn = options('--runs 1', 7);
    expect(options('--runs 1', 7)).toEqual(drawn);
    expect(options('--kv-timeout-ms 77', 7)).toEqual({ ...drawn, kvTimeoutMs: 77 });
  });

  test('is a store that the design claims to survive', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      expect(options('--store adversarial-sequential', seed).design).toBe('sluice-cas');
    }
  });
});

test.each([
  ['--challenge --concurrency 2n --node-count 4', 8],
  ['--challenge --concurrency 7', 7],
  ['--challenge --node-count 6', 6],
])('%s: %i clients', (line, concurrency) => {
  expect(options(line)).toMatchObject({ concurrency });
});

test('one run with a random seed by default, and the history of a single run', () => {
  expect(simulate.read([])).toMatchObject({ runs: 1, historyFile: undefined, pinned: { seed: undefined } });
  expect(simulate.read(['--history', 'x'])).toMatchObject({ historyFile: 'x' });
});

test.each([
  ['--runs 0', /^--runs must be a whole number from 1 to \d+, not '0'$/],
  ['--runs 2 --history x', '--history takes a single run, so not with --runs'],
  ['--design cas-lop', /not 'cas-lop'; did you mean 'cas-loop'\?$/],
  ['--nodes 3', "Unknown option '--nodes'"],
  ['--time-limit 3600', '--time-limit must be a number from 0.1 to 3000'],
  ['--queue-max 0', '--queue-max must be a whole number from 1'],
])('%s is refused in one sentence', (line, sentence) => {
  expect(() => simulate.read(line.split(' '))).toThrow(sentence);
});
