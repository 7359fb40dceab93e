import { describe, expect, test } from 'vitest';
import { DrainRate } from '../../../src/main/maelstrom/drain-rate.ts';

function start() {
  let nowMs = 0;
  const rate = new DrainRate(() => nowMs);
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { rate, pass, trusted: rate.bytesPerMs };
}

describe('DrainRate', () => {
  test('comes to the speed of a reader that is behind', () => {
    const { rate, pass } = start();
    rate.behind();
    for (let ms = 0; ms < 5_000; ms += 10) {
      pass(10);
      rate.taken(1_000);
      rate.behind();
    }
    expect(rate.bytesPerMs).toBeCloseTo(100, -1);
  });

  test('a pause of a moment is none of its business', () => {
    const { rate, pass, trusted } = start();
    rate.behind();
    pass(150);
    rate.taken(64 * 1024);
    expect(rate.bytesPerMs).toBe(trusted);
    pass(900);
    expect(rate.bytesPerMs).toBe(trusted);
  });

  test('a reader that has stopped is taken for slower and slower, never for none', () => {
    const { rate, pass } = start();
    rate.behind();
    pass(1_000);
    const first = rate.bytesPerMs;
    pass(10_000);
    expect(rate.bytesPerMs).toBeLessThanOrEqual(first);
    expect(rate.bytesPerMs).toBe(1);
  });

  test('one that keeps up again is trusted again', () => {
    const { rate, pass, trusted } = start();
    rate.behind();
    for (let i = 0; i < 100; i += 1) {
      pass(1_000);
      rate.taken(1_000);
    }
    expect(rate.bytesPerMs).toBeLessThan(2);
    for (let i = 0; i < 20; i += 1) {
      rate.taken(100);
      rate.keepsUp();
    }
    expect(rate.bytesPerMs).toBe(trusted);
  });

  test('each period counts for half, and only what was taken in it', () => {
    const { rate, pass } = start();
    rate.taken(1_000_000);
    rate.behind();
    pass(100);
    rate.taken(10_000);
    // The reader has been behind all the while: this begins no new period.
    rate.behind();
    pass(99);
    rate.taken(5_000);
    expect(rate.bytesPerMs).toBe(65_536);
    pass(1);
    rate.taken(5_000);
    expect(rate.bytesPerMs).toBe((65_536 + 100) / 2);
    pass(200);
    rate.taken(4_000);
    expect(rate.bytesPerMs).toBe(((65_536 + 100) / 2 + 20) / 2);
  });

  test('no reader is taken for slower than a byte a millisecond, and none for faster than trusted', () => {
    const { rate, pass, trusted } = start();
    rate.behind();
    for (let i = 0; i < 50; i += 1) {
      pass(1_000);
      rate.taken(1);
    }
    expect(rate.bytesPerMs).toBeGreaterThanOrEqual(1);
    expect(rate.bytesPerMs).toBeLessThan(1.001);
    pass(1_000);
    rate.taken(1_000_000_000_000);
    expect(rate.bytesPerMs).toBe(trusted);
  });

  test('keeping up doubles what it is trusted with', () => {
    const { rate, pass } = start();
    rate.behind();
    pass(1_000);
    rate.taken(1_000);
    const before = rate.bytesPerMs;
    expect(before).toBe((65_536 + 1) / 2);
    for (let i = 0; i < 10; i += 1) {
      rate.behind();
      pass(1_000);
      rate.taken(1_000);
    }
    const slow = rate.bytesPerMs;
    rate.keepsUp();
    expect(rate.bytesPerMs).toBe(2 * slow);
    // It is not behind any more: no silence makes it slower.
    pass(100_000);
    expect(rate.bytesPerMs).toBe(2 * slow);
  });

  test('a reader that takes nothing is slower the longer that lasts, from a second on', () => {
    const { rate, pass } = start();
    rate.behind();
    pass(500);
    rate.taken(50_000);
    const measured = rate.bytesPerMs;
    pass(100);
    rate.taken(60_000);
    pass(999);
    expect(rate.bytesPerMs).toBe(measured);
    pass(1);
    expect(rate.bytesPerMs).toBeCloseTo(60_000 / 1_100, 9);
    pass(10_900);
    expect(rate.bytesPerMs).toBe(5);
  });
});
