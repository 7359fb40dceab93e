import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leftOut } from '../../../../bench/explain/shrink/left-out.ts';

test('keeps what is needed, in order, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (needed) => {
      const items = needed.map((isNeeded, index) => ({ isNeeded, index }));
      const wanted = items.filter(({ isNeeded }) => isNeeded);
      const isEnough = (list: readonly unknown[]) => wanted.every((item) => list.includes(item));
      expect(leftOut(items, isEnough)).toEqual(wanted);
    }),
  );
});

test('leaves no single item that could go, even when not every smaller list will do', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 20 }), (length, least) => {
      // Enough is an odd number of at least so many items: half of all ways to leave something out
      // fail.
      const isEnough = (list: readonly unknown[]) => list.length >= least && list.length % 2 === 1;
      fc.pre(isEnough({ length } as unknown[]));
      const kept = leftOut(
        Array.from({ length }, (_, index) => index),
        isEnough,
      );
      expect(isEnough(kept)).toBe(true);
      expect(kept.some((_, index) => isEnough(kept.toSpliced(index, 1)))).toBe(false);
    }),
  );
});

test('asks little when little is needed of much', () => {
  let asked = 0;
  const kept = leftOut(
    Array.from({ length: 2_000 }, (_, index) => index),
    (list) => {
      asked += 1;
      return list.includes(1_234);
    },
  );
  expect(kept).toEqual([1_234]);
  expect(asked).toBeLessThan(60);
});
