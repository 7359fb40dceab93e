import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearizableChecker } from '../../../bench/checkers/linearizable.ts';
import type { Operation, Outcome } from '../../../bench/run.ts';
import { history } from '../history.ts';
import { syntheticRun } from '../synthetic-run.ts';

function caughtWithoutSearch(operations: readonly Operation[]): boolean {
  const { violations } = linearizableChecker(operations);
  return violations.length > 0 && !violations[0]!.message.includes('no choice of the adds');
}

/** Tries every order: the definition of linearizable, for histories of a few operations. */
function isLinearizable(operations: readonly Operation[]): boolean {
  const live = operations.filter(({ f, outcome }) => outcome === 'ok' || (outcome === 'info' && f === 'add'));
  const must = live.reduce((set, { outcome }, i) => (outcome === 'ok' ? set | (1 << i) : set), 0);
  const deadEnds = new Set<number>();
  const search = (done: number, sum: number): boolean => {
    if ((done & must) === must) {
      return true;
    }
    if (deadEnds.has(done)) {
      return false;
    }
    for (const [i, operation] of live.entries()) {
      if (done & (1 << i)) {
        continue;
      }
      const early = live.some(
        (before, j) => !(done & (1 << j)) && before.outcome === 'ok' && before.completedMs < operation.invokedMs,
      );
      if (early || (operation.f === 'read' && operation.value !== sum)) {
        continue;
      }
      if (search(done | (1 << i), operation.f === 'add' ? sum + operation.value! : sum)) {
        return true;
      }
    }
    deadEnds.add(done);
    return false;
  };
  return search(0, 0);
}

interface Draft {
  readonly add: boolean;
  readonly delta: number;
  readonly invokedMs: number;
  readonly lastsMs: number;
  readonly at: number;
  readonly outcome: Outcome;
  readonly off: number;
}

/**
 * Histories that a counter really had, some reads then off by a little: near the edge, on either
 * side of it.
 */
function drafted(drafts: readonly Draft[]): Operation[] {
  const moments = drafts.map((draft) => draft.invokedMs + draft.at * draft.lastsMs);
  return history(
    ...drafts.map(({ add, delta, invokedMs, lastsMs, outcome, off }, i) => {
      const span = { invokedMs, completedMs: invokedMs + lastsMs };
      if (add) {
        return { f: 'add' as const, value: delta, outcome, ...span };
      }
      let seen = off;
      for (const [j, other] of drafts.entries()) {
        const counts = other.outcome === 'ok' || (other.outcome === 'info' && other.delta % 2 === 1);
        if (other.add && counts && moments[j]! < moments[i]!) {
          seen += other.delta;
        }
      }
      return { f: 'read' as const, value: outcome === 'ok' ? Math.max(0, seen) : null, outcome, ...span };
    }),
  );
}

const draft = fc.record({
  add: fc.boolean(),
  delta: fc.integer({ min: 0, max: 4 }),
  invokedMs: fc.integer({ min: 0, max: 12 }),
  lastsMs: fc.integer({ min: 0, max: 6 }),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  outcome: fc.constantFrom<Outcome>('ok', 'ok', 'ok', 'ok', 'info', 'fail'),
  off: fc.constantFrom(0, 0, 0, 0, 0, 1, -1, 2, -3),
});

describe('the linearizable checker', () => {
  it('never flags a linearizable history of up to 8 operations, and catches every other', () => {
    const tally = { linearizable: 0, not: 0, caught: 0, caughtWithoutSearch: 0 };
    fc.assert(
      fc.property(fc.array(draft, { minLength: 2, maxLength: 8 }), (drafts) => {
        const operations = drafted(drafts);
        const flagged = linearizableChecker(operations).count > 0;
        if (isLinearizable(operations)) {
          tally.linearizable += 1;
          expect(flagged).toBe(false);
          return;
        }
        tally.not += 1;
        if (flagged) {
          tally.caught += 1;
        }
        if (caughtWithoutSearch(operations)) {
          tally.caughtWithoutSearch += 1;
        }
      }),
      { seed: 20_260_101, numRuns: 9_000 },
    );
    expect(tally.linearizable).toBeGreaterThan(3_000);
    expect(tally.not).toBeGreaterThan(2_400);
    expect(tally.caught).toBe(tally.not);
    expect(tally.caughtWithoutSearch / tally.not).toBeGreaterThan(0.75);
  });

  it('needs no search when every delta is 0 or 1', () => {
    fc.assert(
      fc.property(fc.array(draft, { minLength: 2, maxLength: 8 }), (drafts) => {
        const operations = drafted(drafts.map((each) => ({ ...each, delta: each.delta % 2 })));
        expect(caughtWithoutSearch(operations)).toBe(!isLinearizable(operations));
      }),
      { seed: 7, numRuns: 10_000 },
    );
  });

  it('finds nothing in long linearizable runs with time-outs, and a read that is one off in the middle of one', () => {
    const { operations } = syntheticRun({
      operations: 20_000,
      workers: 20,
      ratePerSecond: 5_000,
      inDoubt: 0.002,
      seed: 3,
    });
    expect(linearizableChecker(operations).count).toBe(0);
    const at = operations.findIndex(({ f, outcome }, i) => i > 10_000 && f === 'read' && outcome === 'ok');
    const low = operations.map((operation, i) =>
      i === at ? { ...operation, value: operation.value! - 100 } : operation,
    );
    const { violations } = linearizableChecker(low);
    expect(violations[0]?.operation).toBe(operations[at]!.index);
    expect(violations[0]?.message).toContain('back)');
  });

  it('says what two reads have between them that cannot be', () => {
    const lost = history(
      { f: 'read', value: 0 },
      { f: 'add', value: 3 },
      { f: 'add', value: 4 },
      { f: 'read', value: 4 },
    );
    expect(linearizableChecker(lost).violations[0]).toEqual({
      checker: 'linearizable',
      message:
        'read 3 by c3 on n0 at 0.030 s answered 4, 4 more than read 0 by c0 on n0 at 0.000 s; adds of 7 were sent ' +
        'after that and acknowledged before this',
      operation: 3,
    });
    const phantom = history(
      { f: 'add', value: 3 },
      { f: 'read', value: 3 },
      { f: 'add', value: 1 },
      { f: 'read', value: 5 },
    );
    expect(linearizableChecker(phantom).violations[0]?.message).toBe(
      'read 3 by c3 on n0 at 0.030 s answered 5, 2 more than read 1 by c1 on n1 at 0.010 s; only adds of 1 can have ' +
        'taken effect between them',
    );
  });

  it('sees that whole adds cannot make a value that lies between the bounds', () => {
    const open = { invokedMs: 0, completedMs: 100 };
    const operations = history(
      { f: 'add', value: 3, ...open },
      { f: 'add', value: 3, ...open },
      { f: 'read', value: 4, invokedMs: 10, completedMs: 20 },
    );
    expect(linearizableChecker(operations).violations[0]?.message).toMatch(/answered 4; no choice of the adds/);
  });

  it('sees that a later add was counted before an earlier one', () => {
    const operations = history(
      { f: 'read', value: 2, invokedMs: 0, completedMs: 100 },
      { f: 'add', value: 1, invokedMs: 10, completedMs: 20 },
      { f: 'add', value: 2, invokedMs: 30, completedMs: 40 },
    );
    expect(linearizableChecker(operations).count).toBe(1);
  });

  it('takes no tie in time for an order', () => {
    const operations = history(
      { f: 'add', value: 1, invokedMs: 0, completedMs: 5 },
      { f: 'read', value: 0, invokedMs: 5, completedMs: 6 },
    );
    expect(linearizableChecker(operations).count).toBe(0);
  });
});
