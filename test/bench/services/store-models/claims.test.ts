import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type StoreConsistency, storeModels } from '../../../../bench/services/store-models.ts';
import { legalOrder, type Rule } from './legal.ts';
import { play, programs } from './programs.ts';

const seed = 1;
const numRuns = 1_000;

/**
 * What the histories of these small programs satisfy, and what some of them must not. No program is
 * so long that a client could be 32 states behind.
 */
const rules: Readonly<Record<StoreConsistency, { readonly claimed: Rule; readonly stronger: readonly Rule[] }>> = {
  linearizable: { claimed: 'linearizable', stronger: [] },
  'osc-u': { claimed: 'osc-u', stronger: ['linearizable'] },
  sequential: { claimed: 'sequential', stronger: ['osc-u', 'linearizable'] },
  'maelstrom-seq': { claimed: 'sequential', stronger: ['osc-u', 'linearizable'] },
};

describe.each(storeModels)('$name', ({ consistency, create }) => {
  const { claimed, stronger } = rules[consistency];

  test(`gives ${claimed} histories`, () => {
    fc.assert(
      fc.property(programs, (program) => legalOrder(play(create(), program), claimed) !== undefined),
      { seed, numRuns },
    );
  });

  test.runIf(stronger.length > 0)('is no stronger', () => {
    const histories = fc.sample(programs, { seed, numRuns }).map((program) => play(create(), program));
    for (const rule of stronger) {
      expect(histories.filter((history) => legalOrder(history, rule) === undefined).length).toBeGreaterThan(0);
    }
  });

  test('gives the same answers again', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const service = create();
        expect(play(service, program)).toEqual(play(service, program));
      }),
      { seed, numRuns: 100 },
    );
  });
});
