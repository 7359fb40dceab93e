import { expect, test } from 'vitest';
import {
  emptyChain,
  emptySlot,
  isChainValue,
  isSameSlot,
  isSlot,
  nextValue,
  slotOf,
} from '../../../src/main/strategy/chain.ts';

test.each([
  [{ v: 1, slots: {} }, true],
  [{ v: 3, slots: { n0: [5, 7], n1: [0, 0] } }, true],
  [{ v: 3, slots: { n0: [5, 7] }, more: 1 }, false],
  [{ v: 0, slots: {} }, false],
  [{ v: -1, slots: {} }, false],
  [{ v: 1.5, slots: {} }, false],
  [{ v: '1', slots: {} }, false],
  [{ slots: {} }, false],
  [{ v: 1 }, false],
  [{ v: 1, slots: null }, false],
  [{ v: 1, slots: [] }, false],
  [{ v: 1, slots: [[5, 7]] }, false],
  [{ v: 1, slots: 'slots' }, false],
  [{ v: 1, slots: '' }, false],
  [{ v: 1, slots: 7 }, false],
  [{ v: 1, slots: { n0: [5, 7], n1: 5 } }, false],
  [{ v: 1, slots: { n0: 5, n1: [5, 7] } }, false],
  [null, false],
  [undefined, false],
  ['text', false],
  [5, false],
])('%j is what nodes store: %j', (value, isOne) => {
  expect(isChainValue(value)).toBe(isOne);
});

test.each([
  [[5, 7], true],
  [[0, 0], true],
  [[5], false],
  [[5, 7, 9], false],
  [[5, -7], false],
  [['5', 7], false],
  [[], false],
  [{ 0: 5, 1: 7, length: 2 }, false],
  ['57', false],
  [undefined, false],
])('%j is a slot: %j', (value, isOne) => {
  expect(isSlot(value)).toBe(isOne);
});

test('slots are the same when total and life are', () => {
  expect(isSameSlot([5, 7], [5, 7])).toBe(true);
  expect(isSameSlot([5, 7], [5, 8])).toBe(false);
  expect(isSameSlot([5, 7], [6, 7])).toBe(false);
});

test('the next value has one more success, the changed slots, and the others as they were', () => {
  const value = nextValue({ v: 4, slots: { n0: [5, 7], n1: [2, 3] } }, { n1: [4, 3], n2: [1, 9] });
  expect(value).toEqual({ v: 5, slots: { n0: [5, 7], n1: [4, 3], n2: [1, 9] } });
  expect(slotOf(value, 'n1')).toEqual([4, 3]);
  expect(slotOf(value, 'n3')).toBe(emptySlot);
  expect(slotOf(value, 'toString')).toBe(emptySlot);
  expect(emptyChain).toEqual({ v: 0, slots: {} });
});
