import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freshChecker } from '../../../bench/checkers/fresh.ts';
import { HighestReads } from '../../../bench/checkers/highest-reads.ts';
import { monotoneChecker } from '../../../bench/checkers/monotone.ts';
import { phantomChecker } from '../../../bench/checkers/phantom.ts';
import { ReadBounds } from '../../../bench/checkers/read-bounds.ts';
import type { Operation, Outcome } from '../../../bench/run.ts';
import { history } from '../history.ts';
import { syntheticRun } from '../synthetic-run.ts';

const okReads = (operations: readonly Operation[]) =>
  operations.filter(({ f, outcome }) => f === 'read' && outcome === 'ok');
const fresh = (operations: readonly Operation[], stalenessMs = 0, grows = false) => {
  const reads = okReads(operations);
  const shown = grows ? new HighestReads(reads) : undefined;
  return freshChecker(reads, new ReadBounds(operations, stalenessMs), shown).violations.map(({ message }) => message);
};
const phantom = (operations: readonly Operation[]) =>
  phantomChecker(okReads(operations), new ReadBounds(operations, 0)).violations.map(({ message }) => message);

describe('the bounds of a read', () => {
  it('are what summing over all adds for each read gives', () => {
    const sketch = fc.record({
      f: fc.constantFrom('add' as const, 'read' as const),
      value: fc.integer({ min: -3, max: 4 }),
      invokedMs: fc.integer({ min: 0, max: 15 }),
      lastsMs: fc.integer({ min: 0, max: 6 }),
      outcome: fc.constantFrom<Outcome>('ok', 'ok', 'info', 'fail'),
    });
    fc.assert(
      fc.property(fc.array(sketch, { maxLength: 12 }), fc.constantFrom(0, 3), (sketches, stalenessMs) => {
        const operations = history(
          ...sketches.map(({ lastsMs, ...rest }) => ({ ...rest, completedMs: rest.invokedMs + lastsMs })),
        );
        const bounds = new ReadBounds(operations, stalenessMs);
        for (const read of okReads(operations)) {
          let [lowest, highest] = [0, 0];
          for (const { f, outcome, value, invokedMs, completedMs } of operations) {
            if (f !== 'add' || outcome === 'fail' || invokedMs > read.completedMs) {
              continue;
            }
            const certain = outcome === 'ok' && completedMs < read.invokedMs - stalenessMs;
            lowest += certain ? value! : Math.min(0, value!);
            highest += certain ? value! : Math.max(0, value!);
          }
          expect([bounds.lowest(read), bounds.highest(read)]).toEqual([lowest, highest]);
        }
      }),
      { seed: 21, numRuns: 2_000 },
    );
  });
});

describe('the fresh checker', () => {
  it('wants every add acknowledged before, and says how much is missing', () => {
    expect(fresh(history({ f: 'add', value: 4 }, { f: 'read', value: 1 }))).toEqual([
      'read 1 by c1 on n1 at 0.010 s answered 1; at least 4 was acknowledged before it was sent (3 missing)',
    ]);
  });

  it('lets an add count or not while it is under way, in doubt, or acknowledged at the very same time', () => {
    for (const value of [0, 4]) {
      expect(fresh(history({ f: 'add', value: 4, completedMs: 50 }, { f: 'read', value }))).toEqual([]);
      expect(fresh(history({ f: 'add', value: 4, outcome: 'info' }, { f: 'read', value }))).toEqual([]);
      expect(fresh(history({ f: 'add', value: 4, completedMs: 10 }, { f: 'read', value }))).toEqual([]);
    }
  });

  it('grants the staleness that is allowed, and no more', () => {
    const operations = history({ f: 'add', value: 4, completedMs: 5 }, { f: 'read', value: 0, invokedMs: 105 });
    expect(fresh(operations, 100)).toEqual([]);
    expect(fresh(operations, 99)).toHaveLength(1);
  });

  it('wants what another client had been answered, though nobody acknowledged it, less the staleness allowed', () => {
    const add = { f: 'add', value: 4, outcome: 'info' } as const;
    const operations = history(add, { f: 'read', value: 4 }, { f: 'read', value: 0 }, { f: 'read', value: 4 });
    expect(fresh(operations, 0, true)).toEqual([
      'read 2 by c2 on n2 at 0.020 s answered 0; ' +
        'c1 on n1 had been answered 4 at 0.011 s, before it was sent (4 back)',
    ]);
    expect(fresh(operations, 9, true)).toEqual([]);
    const meeting = history(add, { f: 'read', value: 4, completedMs: 20 }, { f: 'read', value: 0 });
    expect(fresh(meeting, 0, true)).toEqual([]);
  });

  it('bounds a counter that falls from above too', () => {
    const operations = history({ f: 'add', value: 4 }, { f: 'add', value: -2 }, { f: 'read', value: 4 });
    expect(fresh(operations)).toEqual([
      'read 2 by c2 on n2 at 0.020 s answered 4; decrements acknowledged before it was sent leave at most 2',
    ]);
    expect(phantom(operations)).toEqual([]);
  });

  it('finds nothing in a run that has nothing, and each stale read of one that has some', () => {
    const options = { operations: 20_000, workers: 10, ratePerSecond: 2_000, inDoubt: 0.001, seed: 5 };
    expect(fresh(syntheticRun(options).operations, 0, true)).toEqual([]);
    expect(fresh(syntheticRun({ ...options, stale: 0.001 }).operations).length).toBeGreaterThan(5);
  });
});

describe('the phantom checker', () => {
  it('allows what was sent before the read returned, and no refused add', () => {
    expect(phantom(history({ f: 'add', value: 4, invokedMs: 11, completedMs: 50 }, { f: 'read', value: 4 }))).toEqual(
      [],
    );
    expect(
      phantom(history({ f: 'add', value: 4, invokedMs: 12, completedMs: 50 }, { f: 'read', value: 4 })),
    ).toHaveLength(1);
    expect(
      phantom(history({ f: 'add', value: 2 }, { f: 'add', value: 3, outcome: 'fail' }, { f: 'read', value: 5 })),
    ).toEqual([
      'read 2 by c2 on n2 at 0.020 s answered 5; at most 2 had been sent and not refused when it returned (3 too many)',
    ]);
  });

  it('wants integers, and nothing below what decrements make', () => {
    expect(phantom(history({ f: 'read', value: null }, { f: 'read', value: 0.5 }, { f: 'read', value: -1 }))).toEqual([
      'read 0 by c0 on n0 at 0.000 s answered null, which is not an integer',
      'read 1 by c1 on n1 at 0.010 s answered 0.5, which is not an integer',
      'read 2 by c2 on n2 at 0.020 s answered -1; no decrements sent make less than 0',
    ]);
  });
});

describe('the monotone checker', () => {
  const monotone = (operations: readonly Operation[]) => monotoneChecker(okReads(operations));

  it('finds a client told less than it had been told before, and compares with the most it was told', () => {
    const operations = history(...[3, 5, 4, 4, 5].map((value) => ({ f: 'read' as const, value, worker: 0 })));
    const { count, violations } = monotone(operations);
    expect(count).toBe(2);
    expect(violations[0]?.message).toBe(
      'read 2 by c0 on n0 at 0.020 s answered 4; the same client had been told 5 at 0.011 s (1 back)',
    );
  });

  it('holds clients apart, and the successive clients of one worker', () => {
    expect(monotone(history({ f: 'read', value: 5 }, { f: 'read', value: 4 })).count).toBe(0);
    expect(
      monotone(
        history({ f: 'read', value: 5, worker: 0, client: 'c0' }, { f: 'read', value: 4, worker: 0, client: 'c7' }),
      ).count,
    ).toBe(0);
  });

  it('keeps 20 violations, and counts the rest', () => {
    const operations = history(
      ...Array.from({ length: 50 }, (_, i) => ({ f: 'read' as const, value: 100 - i, worker: 0 })),
    );
    const { count, violations } = monotone(operations);
    expect([count, violations.length]).toEqual([49, 20]);
  });
});
