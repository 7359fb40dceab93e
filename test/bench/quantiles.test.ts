import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantilesOf } from '../../bench/quantiles.ts';

test.each([
  [[], 0.5, null],
  [[7], 0, 7],
  [[7], 1, 7],
  [[3, 1, 2], 0.5, 2],
  [[4, 1, 3, 2], 0.5, 2],
  [[10, 9], 0.5, 9],
  [[1, 2, 3, 4], 0.75, 3],
  [[1, 2, 3, 4], 0.76, 4],
  [Array.from({ length: 100 }, (_, at) => 100 - at), 0.99, 99],
])('of %j: the share %d is %j', (values, share, quantile) => {
  expect(quantilesOf(values)(share)).toBe(quantile);
});

test('is the least value that the share of all does not pass', () => {
  const some = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1 });
  fc.assert(
    fc.property(some, fc.integer({ min: 0, max: 100 }), (values, percent) => {
      const least = quantilesOf(values)(percent / 100)!;
      expect(values).toContain(least);
      expect(100 * values.filter((value) => value <= least).length).toBeGreaterThanOrEqual(percent * values.length);
      expect(100 * values.filter((value) => value < least).length).toBeLessThanOrEqual(percent * values.length);
    }),
    { seed: 1 },
  );
});
