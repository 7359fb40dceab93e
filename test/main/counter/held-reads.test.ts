import { expect, test } from 'vitest';
import { HeldReads } from '../../../src/main/counter/held-reads.ts';

function arrivedAt(order: number) {
  return { order, readMs: order, sinceMs: order, previousReadMs: order };
}

function readsAt(order: number, ...dests: string[]) {
  return {
    dests: dests.map((dest) => JSON.stringify(dest)),
    msgIds: dests.map((_, i) => i),
    arrival: arrivedAt(order),
  };
}

test('the memory of reads is given back, whichever way they leave', () => {
  const reads = new HeldReads(0);
  expect([reads.count, reads.destBytes, reads.bytes]).toEqual([0, 0, 0]);
  reads.hold(readsAt(1, 'c1', 'c10'));
  const one = reads.bytes;
  expect([reads.count, reads.destBytes]).toEqual([2, 9]);
  reads.hold(readsAt(2, 'c2'));
  expect(reads.bytes).toBeGreaterThan(one);
  expect(reads.takeOlderThan(1)).toBeUndefined();
  expect(reads.takeOlderThan(2)?.dests).toEqual(['"c1"', '"c10"']);
  expect([reads.count, reads.destBytes]).toEqual([1, 4]);
  expect(reads.takeServed({ order: 3, ms: 3 })).toHaveLength(1);
  expect([reads.count, reads.destBytes, reads.bytes]).toEqual([0, 0, 0]);
});

test('reads are held in the order in which they arrived, however late their chunk was decoded', () => {
  const reads = new HeldReads(0);
  for (const order of [3, 1, 2]) {
    reads.hold(readsAt(order, `c${order}`));
  }
  const taken = reads.takeServed({ order: 3, ms: 3 });
  expect(taken.map(({ dests }) => dests[0])).toEqual(['"c1"', '"c2"']);
  expect(reads.servesAll({ order: 3, ms: 3 })).toBe(false);
  expect(reads.servesAll({ order: 4, ms: 4 })).toBe(true);
});

test('a chunk of which no read is held calls for no refresh', () => {
  const reads = new HeldReads(0);
  reads.hold(readsAt(1));
  const never = { order: 0, ms: Number.NEGATIVE_INFINITY };
  expect([reads.bytes, reads.servesAny({ order: 2, ms: 2 }), reads.servesAll(never)]).toEqual([0, false, true]);
});
