import { expect, test } from 'vitest';
import { readFreshness } from '../../../bench/matrix/read-freshness.ts';
import { history } from '../history.ts';

test('counts fresh reads, and what and for how long the others missed', () => {
  const operations = history(
    { f: 'add', value: 2, invokedMs: 0, completedMs: 10 },
    { f: 'add', value: 3, invokedMs: 0, completedMs: 20 },
    { f: 'read', value: 5, invokedMs: 100 },
    // Under way at the same time as an add that it need not count.
    { f: 'read', value: 2, invokedMs: 15 },
    { f: 'read', value: 2, invokedMs: 100 },
    { f: 'read', value: 0, invokedMs: 100, final: true },
    { f: 'read', value: null, invokedMs: 100, outcome: 'fail' },
  );
  expect(readFreshness(operations)).toEqual({
    reads: 4,
    fresh: 2,
    missingSum: 3 + 5,
    missingMax: 5,
    ageSumMs: 80 + 90,
    ageMaxMs: 90,
  });
});

test('has nothing to say of a run without reads', () => {
  expect(readFreshness(history({ f: 'add', value: 1 })).reads).toBe(0);
});
