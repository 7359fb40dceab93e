import { describe, expect, test } from 'vitest';
import { designs } from '../../../bench/designs/designs.ts';
import { readModifyWrite } from '../../../bench/designs/read-modify-write.ts';
import { play } from '../../bench/designs/play.ts';

const promising = [...designs.values()].flatMap((design) =>
  design.promises ? [{ ...design, ...design.promises }] : [],
);

describe('where it is meant to be', () => {
  test.each([...designs.values()])('$name is valid: a linearizable store, no faults', (design) => {
    // Without a promise: one request at a time.
    const alone = design.promises ? {} : { nodes: ['n0'], concurrency: 1 };
    const { run, verdict } = play(design, alone);
    expect(verdict.violations).toEqual([]);
    expect(verdict.valid).toBe(true);
    expect(run.operations.every(({ outcome }) => outcome === 'ok')).toBe(true);
  });

  test.each(promising)('$name keeps its word: $consistency, store $store, faults $faults', (design) => {
    for (let seed = 1; seed <= 8; seed += 1) {
      const { verdict } = play(designs.get(design.name)!, {
        seed,
        service: design.store === 'linear' ? 'lin-kv' : 'seq-kv',
        consistency: design.consistency,
        faults: design.faults,
        latency: { distribution: design.faults.includes('reorder') ? 'exponential' : 'constant', meanMs: 5 },
        nemesisIntervalMs: 2_000,
        // A client whose node is killed waits for 5 s: with all of them waiting, nothing is tested.
        concurrency: 30,
        timeLimitMs: 15_000,
        rate: 50,
      });
      expect({ seed, violations: verdict.violations }).toEqual({ seed, violations: [] });
      expect({ seed, ...verdict }).toMatchObject({ seed, valid: true });
    }
  });
});

test('the one that promises nothing says so', () => {
  expect([...designs.values()].filter(({ promises }) => promises === undefined)).toEqual([readModifyWrite]);
});
