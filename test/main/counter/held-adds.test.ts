import { describe, expect, test } from 'vitest';
import { HeldAdds } from '../../../src/main/counter/held-adds.ts';

/** A chunk of one add. */
function chunk(watermark: number, sinceMs: number, ackBytes = 100) {
  const arrival = { order: 1, readMs: sinceMs, sinceMs, previousReadMs: sinceMs };
  return { acks: new Uint8Array(ackBytes), adds: 1, watermark, arrival };
}

const watermarks = (taken: readonly { readonly watermark: number }[]) => taken.map(({ watermark }) => watermark);

describe('HeldAdds', () => {
  test('gives back what is committed, lane by lane, and its memory', () => {
    const held = new HeldAdds(2);
    expect([held.count, held.ackBytes, held.bytes]).toEqual([0, 0, 0]);
    held.hold(0, { ...chunk(10, 0, 70), adds: 3 });
    const one = held.bytes;
    // More than the acks, but of the same order.
    expect(one).toBeGreaterThan(70 + 100);
    expect(one).toBeLessThan(70 + 1_000);
    held.hold(0, chunk(20, 0, 70));
    held.hold(1, chunk(5, 0, 70));
    expect([held.count, held.ackBytes, held.bytes]).toEqual([5, 210, 3 * one]);
    expect(watermarks(held.takeCommitted([9, 4]))).toEqual([]);
    expect(watermarks(held.takeCommitted([10, 4]))).toEqual([10]);
    expect([held.count, held.ackBytes, held.bytes]).toEqual([2, 140, 2 * one]);
    expect(watermarks(held.takeCommitted([30, 5]))).toEqual([20, 5]);
    expect([held.count, held.ackBytes, held.bytes]).toEqual([0, 0, 0]);
  });

  test('gives the oldest of all lanes, and none that is not old enough', () => {
    const held = new HeldAdds(3);
    held.hold(0, chunk(1, 30));
    held.hold(1, chunk(2, 10));
    held.hold(2, chunk(3, 20));
    expect(held.takeOlderThan(10)).toBeUndefined();
    expect(held.takeOlderThan(11)?.watermark).toBe(2);
    expect(held.takeOlderThan(100)?.watermark).toBe(3);
    expect(held.takeOlderThan(100)?.watermark).toBe(1);
    expect(held.takeOlderThan(100)).toBeUndefined();
    expect([held.count, held.bytes]).toEqual([0, 0]);
  });

  test('a chunk is late when it is older than the one before it by more than 100 ms', () => {
    for (const [sinceMs, first] of [
      [900, [1_000, 900]],
      [899, [899, 1_000]],
    ] as const) {
      const held = new HeldAdds(1);
      held.hold(0, chunk(1, 1_000));
      held.hold(0, chunk(2, sinceMs));
      const taken = [held.takeOlderThan(5_000), held.takeOlderThan(5_000)];
      expect(taken.map((chunk) => chunk?.arrival.sinceMs)).toEqual(first);
    }
  });

  test('late chunks are taken by watermark and by age, each by its own', () => {
    const late = () => {
      const held = new HeldAdds(2);
      held.hold(1, chunk(1, 1_000));
      held.hold(1, chunk(3, 500));
      held.hold(1, chunk(2, 300));
      held.hold(1, chunk(4, 400));
      held.hold(1, chunk(5, 1_000));
      return held;
    };
    const committed = late();
    expect(watermarks(committed.takeCommitted([9, 0]))).toEqual([]);
    expect(watermarks(committed.takeCommitted([0, 3])).toSorted()).toEqual([1, 2, 3]);
    expect(watermarks(committed.takeCommitted([0, 4]))).toEqual([4]);
    expect([committed.count, committed.ackBytes]).toEqual([1, 100]);

    const old = late();
    expect(old.takeOlderThan(300)).toBeUndefined();
    expect(old.takeOlderThan(301)?.watermark).toBe(2);
    expect(old.takeOlderThan(450)?.watermark).toBe(4);
    expect(old.takeOlderThan(450)).toBeUndefined();
    expect(old.takeOlderThan(2_000)?.watermark).toBe(3);
    expect(old.takeOlderThan(2_000)?.watermark).toBe(1);
    expect(old.takeOlderThan(2_000)?.watermark).toBe(5);
    expect([old.count, old.bytes]).toEqual([0, 0]);
  });
});
