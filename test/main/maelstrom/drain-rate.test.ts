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
});
