import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Placeable, rowsOf } from '../../../../bench/explain/drawing/row-order.ts';

const item = (atMs: number, ...lifelines: number[]): Placeable => ({ atMs, lifelines });

test('a message that takes no time is level', () => {
  const items = [item(0, 0), item(0, 1), item(0, 1), item(0, 0)];
  const pairs = [
    [0, 1],
    [2, 3],
  ] as const;
  expect(rowsOf(items, pairs)).toEqual([0, 0, 1, 1]);
});

test('two that cross at one moment are level one after the other', () => {
  // Both are sent before either is received, on lifelines that do not mind.
  const items = [item(0, 0), item(0, 2), item(0, 1), item(0, 3)];
  const pairs = [
    [0, 2],
    [1, 3],
  ] as const;
  expect(rowsOf(items, pairs)).toEqual([0, 1, 0, 1]);
});

test('of two that overtake each other one is slanted', () => {
  const items = [item(0, 0), item(0, 0), item(0, 1), item(0, 1)];
  const pairs = [
    [0, 3],
    [1, 2],
  ] as const;
  const [first, second, secondCame, firstCame] = rowsOf(items, pairs);
  expect(first! < second! && secondCame! < firstCame!).toBe(true);
  expect([first === firstCame, second === secondCame].filter(Boolean)).toHaveLength(1);
});

test('one that is on its way while something happens is slanted', () => {
  const items = [item(0, 0), item(5, 2), item(10, 1)];
  expect(rowsOf(items, [[0, 2]])).toEqual([0, 1, 2]);
});

test('every lifeline keeps its order, whatever is level', () => {
  const lines = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { maxLength: 25 });
  fc.assert(
    fc.property(lines, fc.infiniteStream(fc.nat(1_000)), (messages, delays) => {
      const items: (Placeable & { readonly of: number })[] = [];
      const waiting: { of: number; to: number; key: number }[] = [];
      for (const [of, [from, to]] of messages.entries()) {
        items.push({ ...item(0, from), of });
        waiting.push({ of, to, key: delays.next().value as number });
      }
      for (const { of, to } of waiting.sort((a, b) => a.key - b.key)) {
        items.push({ ...item(0, to), of });
      }
      const pairs = messages.map((_, of) => {
        const send = items.findIndex((each) => each.of === of);
        return [send, items.findLastIndex((each) => each.of === of)] as const;
      });
      const rows = rowsOf(items, pairs);
      for (const [index, { lifelines }] of items.entries()) {
        const next = items.findIndex((each, at) => at > index && each.lifelines[0] === lifelines[0]);
        if (next < 0) {
          continue;
        }
        // A message to oneself may share a row with itself only.
        if (items[next]!.of === items[index]!.of) {
          expect(rows[index]!).toBeLessThanOrEqual(rows[next]!);
        } else {
          expect(rows[index]!).toBeLessThan(rows[next]!);
        }
      }
    }),
  );
});
