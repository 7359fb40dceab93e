import { describe, expect, test } from 'vitest';
import { type FaultKind, faultKinds } from '../../bench/nemesis/fault.ts';
import { ourClaims } from '../../bench/simulator/claims.ts';
import { describeOptions } from '../../bench/simulator/options-text.ts';
import { type Simulation, simulate } from '../../bench/simulator/simulate.ts';
import { type SimulationOptions, sampleOptions } from '../../bench/simulator/simulation-options.ts';

/** The seeds of every block; a failure prints the command that replays it. */
const firstSeed = 1_000;
const seedsPerBlock = 40;

const faultSets: readonly (readonly FaultKind[])[] = [[], ...faultKinds.map((kind) => [kind]), faultKinds];

function expectValid(seed: number, options: SimulationOptions, simulation: Simulation): void {
  const { verdict, outcome } = simulation;
  const found = verdict.violations.map(({ checker, message }) => `${checker}: ${message}`).join('\n');
  const replay = `npm run simulate -- --seed ${seed}${describeOptions(options)}`;
  expect(outcome, `${found}\nreplay: ${replay}\n`).toBe('valid');
}

describe.each(Object.entries(ourClaims))('%s', (design, stores) => {
  const cases = faultSets.map(
    (faults) => [faults.length > 1 ? 'all faults' : (faults[0] ?? 'no faults'), faults] as const,
  );
  test.each(cases)(`seeds ${firstSeed} to ${firstSeed + seedsPerBlock - 1}: %s`, (_, faults) => {
    for (let seed = firstSeed; seed < firstSeed + seedsPerBlock; seed += 1) {
      const options = { ...sampleOptions(seed, { [design]: stores }), faults };
      expectValid(seed, options, simulate(seed, options));
    }
  });

  test('the seeds reach what they should: acknowledged adds, refusals, doubt, restarts', () => {
    const seen = { ok: 0, fail: 0, info: 0, faults: 0 };
    for (let seed = firstSeed; seed < firstSeed + seedsPerBlock; seed += 1) {
      const { run } = simulate(seed, { ...sampleOptions(seed, { [design]: stores }), faults: faultKinds });
      for (const { outcome } of run.operations) {
        seen[outcome] += 1;
      }
      seen.faults += run.faults.length;
    }
    for (const count of Object.values(seen)) {
      expect(count).toBeGreaterThan(50);
    }
  });
});
