import { expect, test } from 'vitest';
import { explore } from '../../../bench/simulator/explore.ts';
import type { SeedResult } from '../../../bench/simulator/run-seeds.ts';
import { simulate } from '../../../bench/simulator/simulate.ts';
import { challengeOptions } from '../../../bench/simulator/simulation-options.ts';

/** Runs that take no time, of which some fail. */
const options = { ...challengeOptions, design: 'cas-loop', timeLimitMs: 100, recoveryMs: 100, faults: [] };

function exploring(runs: number, signal?: AbortSignal) {
  const done: SeedResult[] = [];
  const inOrder: SeedResult[] = [];
  const leading = explore(
    { firstSeed: 7, runs, jobs: 1, optionsOf: (seed) => ({ ...options, rate: seed }), ...(signal && { signal }) },
    { done: (result) => done.push(result), inOrder: (result) => inOrder.push(result) },
  );
  return { leading, done, inOrder };
}

// Up to 31 runs go one by one, with 70 they go four at a time, with a rest of two.
test.each([1, 31, 70])('each of %i seeds once, as it is when simulated alone', async (runs) => {
  const { leading, done, inOrder } = exploring(runs);
  expect(await leading).toBe(runs);
  const alone = Array.from({ length: runs }, (_, index) => {
    const seed = 7 + index;
    const { run, outcome } = simulate(seed, { ...options, rate: seed });
    return { seed, outcome, operationCount: run.operations.length, faultCount: run.faults.length };
  });
  expect(inOrder.map(({ findings, ...others }) => others)).toEqual(alone);
  expect(done).toEqual(inOrder);
});

test('only runs that are not valid have findings', async () => {
  const { leading, inOrder } = exploring(70);
  await leading;
  const failed = inOrder.filter(({ outcome }) => outcome !== 'valid');
  expect(failed.length).toBeGreaterThan(0);
  expect(failed.length).toBeLessThan(70);
  expect(inOrder.filter(({ findings }) => findings !== '')).toEqual(failed);
  expect(failed[0]!.findings).toMatch(/^( {2}\w+: .+\n)+$/);
});

test('the seed at which the simulator itself fails is named', async () => {
  const run = explore(
    {
      firstSeed: 1,
      runs: 70,
      jobs: 1,
      optionsOf: (seed) => ({ ...options, design: seed === 6 ? 'none' : 'cas-loop' }),
    },
    { done: () => {}, inOrder: () => {} },
  );
  await expect(run).rejects.toMatchObject({
    message: 'seeds 5 to 8 failed',
    cause: { message: 'the simulator failed at seed 6' },
  });
});
