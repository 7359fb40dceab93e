import { expect, test } from 'vitest';
import { challengeOptions } from '../../../../bench/simulator/simulation-options.ts';

/** From the build: threads load what is beside it. */
const { explore }: typeof import('../../../../bench/simulator/explore.ts') = await import(
  new URL('../../../../dist/bench/simulator/explore.js', import.meta.url).href
);

const quick = { ...challengeOptions, timeLimitMs: 100, recoveryMs: 100 };
/** Minutes of work, which no test waits for. */
const endless = { ...challengeOptions, rate: 1_000, timeLimitMs: 3_000_000 };

test('ended early, it tells what is done behind a run that is not, and where the gap is', async () => {
  const ending = new AbortController();
  const done: number[] = [];
  const inOrder: number[] = [];
  const leading = await explore(
    {
      firstSeed: 1,
      runs: 10,
      jobs: 2,
      optionsOf: (seed) => (seed === 3 ? endless : quick),
      signal: ending.signal,
    },
    {
      done: ({ seed }) => {
        done.push(seed);
        if (done.length === 6) {
          ending.abort();
        }
      },
      inOrder: ({ seed }) => inOrder.push(seed),
    },
  );
  expect(leading).toBe(2);
  expect(done.toSorted((a, b) => a - b)).toEqual([1, 2, 4, 5, 6, 7]);
  expect(inOrder).toEqual([1, 2, 4, 5, 6, 7]);
});
