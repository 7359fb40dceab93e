import { describe, expect, test } from 'vitest';
import { CallTimeout } from '../../../src/main/store/call-timeout.ts';

describe('CallTimeout', () => {
  test('is the shortest until something is known, and never below it', () => {
    const timeout = new CallTimeout(500, 4_000);
    expect(timeout.ms).toBe(500);
    for (let i = 0; i < 100; i += 1) {
      timeout.answered(2);
    }
    expect(timeout.ms).toBe(500);
  });

  test('doubles after a timeout, up to the longest, and comes back after an answer', () => {
    const timeout = new CallTimeout(500, 4_000);
    const seen = [1, 2, 3, 4, 5].map(() => {
      timeout.timedOut();
      return timeout.ms;
    });
    expect(seen).toEqual([1_000, 2_000, 4_000, 4_000, 4_000]);
    timeout.answered(10);
    expect(timeout.ms).toBe(500);
  });

  test('follows a slow store', () => {
    const timeout = new CallTimeout(50, 4_000);
    for (let i = 0; i < 20; i += 1) {
      timeout.answered(300 + (i % 2) * 100);
    }
    expect(timeout.ms).toBeGreaterThan(450);
    expect(timeout.ms).toBeLessThan(1_000);
  });

  test('leaves room for a store whose round trips never vary', () => {
    const timeout = new CallTimeout(50, 4_000);
    for (let i = 0; i < 1_000; i += 1) {
      timeout.answered(100);
    }
    expect(timeout.ms).toBe(200);
  });

  test('is what RFC 6298 says, to the digit', () => {
    const timeout = new CallTimeout(1, 100_000);
    timeout.answered(100);
    expect(timeout.ms).toBe(100 + 4 * 50);
    timeout.answered(180);
    // RTTVAR = 3/4 · 50 + 1/4 · |100 - 180|, SRTT = 7/8 · 100 + 1/8 · 180
    expect(timeout.ms).toBe(110 + 4 * 57.5);
    timeout.answered(30);
    expect(timeout.ms).toBe(100 + 4 * 63.125);
    timeout.timedOut();
    timeout.timedOut();
    expect(timeout.ms).toBe(4 * (100 + 4 * 63.125));
  });

  test('does not double past the longest: the answer after many timeouts is not needed to undo it', () => {
    const timeout = new CallTimeout(500, 1_000);
    timeout.timedOut();
    expect(timeout.ms).toBe(1_000);
    timeout.timedOut();
    timeout.answered(100);
    timeout.timedOut();
    expect(timeout.ms).toBe(1_000);
  });
});
