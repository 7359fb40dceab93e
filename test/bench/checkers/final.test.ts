import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finalChecker } from '../../../bench/checkers/final.ts';
import { maelstromVerdict } from '../../../bench/checkers/maelstrom.ts';
import { contains, subsetSums } from '../../../bench/checkers/subset-sums.ts';
import { history, runOf, type Sketch } from '../history.ts';

const final = (value: number | null, rest: Partial<Sketch> = {}): Sketch => ({
  f: 'read',
  final: true,
  value,
  ...rest,
});
const maelstrom = (operations: ReturnType<typeof history>) => maelstromVerdict(runOf(operations), undefined);
const add = (value: number, rest: Partial<Sketch> = {}): Sketch => ({ f: 'add', value, ...rest });
const finds = (operations: ReturnType<typeof history>, workers = 1) =>
  finalChecker(operations, workers).violations.map(({ message }) => message);

describe('subset sums', () => {
  it('are those that trying every subset gives', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -20, max: 20 }),
        fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 9 }),
        (base, deltas) => {
          const sums = new Set([base]);
          for (const delta of deltas) {
            for (const sum of [...sums]) {
              sums.add(sum + delta);
            }
          }
          const ranges = subsetSums(base, deltas);
          const values = Array.from({ length: 181 }, (_, i) => base - 90 + i);
          expect(values.filter((value) => contains(ranges, value))).toEqual([...sums].sort((a, b) => a - b));
          for (const [i, [low, high]] of ranges.entries()) {
            expect(low).toBeLessThanOrEqual(high);
            if (i > 0) {
              expect(low).toBeGreaterThan(ranges[i - 1]![1] + 1);
            }
          }
        },
      ),
      { seed: 11, numRuns: 2_000 },
    );
  });

  it('are those of 100,000 deltas too', () => {
    const deltas = Array.from({ length: 100_000 }, (_, i) => (i % 10) - 5);
    expect(subsetSums(0, deltas)).toEqual([[-150_000, 100_000]]);
    expect(subsetSums(0, new Array(20_000).fill(4))).toHaveLength(20_001);
  });
});

describe('the final checker', () => {
  it('accepts the acknowledged sum, with and without what is in doubt', () => {
    for (const value of [5, 8]) {
      expect(
        finds(history(add(5, { worker: 0 }), add(3, { worker: 0, outcome: 'info' }), final(value, { worker: 0 }))),
      ).toEqual([]);
    }
  });

  it('names a value that is too low, too high, or in a hole', () => {
    const adds = [add(5), add(3, { outcome: 'info' as const }), add(4, { outcome: 'fail' as const })];
    const read = (value: number | null) => finds(history(...adds, final(value, { worker: 0 })));
    expect(read(4)).toEqual([
      'final read 3 by c0 on n0 at 0.030 s answered 4; 5 was acknowledged in all, with those in doubt 5 to 8: too ' +
        'low by 1, so lost or stale',
    ]);
    expect(read(12)).toEqual([
      'final read 3 by c0 on n0 at 0.030 s answered 12; 5 was acknowledged in all, with those in doubt 5 to 8: too ' +
        'high by 4, so doubled, or refused adds (4 in all) counted',
    ]);
    expect(read(7)[0]).toContain('no set of adds makes it, only 5 or 8 on either side');
    expect(read(null)[0]).toContain('not an integer');
    expect(read(5.5)[0]).toContain('not an integer');
  });

  it('does not let a refused add count, as Maelstrom does', () => {
    const operations = history(add(5), add(2, { outcome: 'fail' }), final(7, { worker: 0 }));
    expect(finds(operations)).toHaveLength(1);
    expect(maelstrom(operations)).toMatchObject({
      workload: true,
      acceptable: [
        [5, 5],
        [7, 7],
      ],
      finalReads: [7],
    });
  });

  it('wants one successful final read of every worker', () => {
    const timedOut = { outcome: 'info' as const, error: { code: 0, text: 'client timed out' } };
    const operations = history(final(0), final(null, timedOut), final(0, { worker: 3 }), final(0, { worker: 3 }));
    expect(finds(operations, 5)).toEqual([
      'worker 3 has 2 final reads, not one',
      'no successful final read by worker 1: final read 1 by c1 on n1 at 0.010 s ended in error 0: "client timed out"',
      'no successful final read by 2 of 5 workers (the first is 2): none was made',
    ]);
    expect(finalChecker(operations, 5).count).toBe(4);
    expect(maelstrom(operations).workload).toBe(true);
  });

  it('judges a counter that falls', () => {
    const adds = [add(-5), add(2), add(-4, { outcome: 'info' as const })];
    for (const value of [-3, -7]) {
      expect(finds(history(...adds, final(value, { worker: 0 })))).toEqual([]);
    }
    expect(finds(history(...adds, final(-8, { worker: 0 })))[0]).toContain('too low by 1');
    expect(finds(history(...adds, final(-5, { worker: 0 })))[0]).toContain('only -7 or -3 on either side');
  });

  it('agrees with Maelstrom wherever that sees anything wrong', () => {
    const sketch = fc.record({
      value: fc.integer({ min: -5, max: 4 }),
      outcome: fc.constantFrom('ok' as const, 'ok' as const, 'info' as const, 'fail' as const),
    });
    fc.assert(
      fc.property(fc.array(sketch, { maxLength: 8 }), fc.integer({ min: -12, max: 12 }), (adds, value) => {
        const operations = history(
          ...adds.map((each) => add(each.value, { ...each, worker: 0 })),
          final(value, { worker: 0 }),
        );
        if (!maelstrom(operations).workload) {
          expect(finalChecker(operations, 1).count).toBe(1);
        }
      }),
      { seed: 12, numRuns: 2_000 },
    );
  });
});

describe("Maelstrom's checker", () => {
  it('is content with no final read at all, and looks at no other', () => {
    expect(maelstrom(history(add(5), { f: 'read', value: 99 }))).toMatchObject({
      valid: true,
      workload: true,
      acceptable: [[5, 5]],
      finalReads: [],
    });
  });

  it('refuses a final read it cannot explain', () => {
    expect(maelstrom(history(add(5), final(4))).workload).toBe(false);
  });
});
