import { describe, expect, test } from 'vitest';
import { Ledger } from '../../src/shared/ledger.ts';

describe('Ledger', () => {
  test('sums lanes exactly up to 2^53-1', () => {
    const ledger = Ledger.create(3);
    expect(ledger.step(0, ledger.cell(0), 5)).toBe(true);
    expect(ledger.step(2, ledger.cell(2), Number.MAX_SAFE_INTEGER - 5)).toBe(true);
    expect(ledger.sum(2)).toBe(Number.MAX_SAFE_INTEGER - 5);
    expect(ledger.total()).toBe(Number.MAX_SAFE_INTEGER);
  });

  test('is the same ledger over the same buffer', () => {
    const ledger = Ledger.create(2);
    new Ledger(ledger.buffer).step(1, 0n, 7);
    expect(ledger.sum(1)).toBe(7);
    expect(new Ledger(ledger.buffer).lanes).toBe(2);
  });

  test('a fenced writer counts nothing any more, whatever it does', () => {
    const ledger = Ledger.create(2);
    const expected = ledger.cell(1);
    expect(ledger.fence(1, expected)).toBe(false);
    expect(ledger.step(1, expected, 7)).toBe(false);
    expect(ledger.sum(1)).toBe(0);
    // The lane's next writer goes on.
    expect(ledger.step(1, ledger.cell(1), 3)).toBe(true);
    expect(ledger.step(1, expected, 7)).toBe(false);
    expect(ledger.sum(1)).toBe(3);
  });

  test('a fence tells that the chunk was counted, and keeps the sum', () => {
    const ledger = Ledger.create(2);
    const expected = ledger.cell(1);
    ledger.step(1, expected, 7);
    expect(ledger.fence(1, expected)).toBe(true);
    expect(ledger.sum(1)).toBe(7);
    expect(ledger.step(1, expected, 7)).toBe(false);
  });

  test('generations go round without touching the sum', () => {
    const ledger = Ledger.create(1);
    ledger.step(0, ledger.cell(0), 2 ** 53 - 1);
    for (let i = 0; i < 5_000; i += 1) {
      expect(ledger.fence(0, ledger.cell(0))).toBe(false);
    }
    expect(ledger.sum(0)).toBe(2 ** 53 - 1);
  });

  test('every interleaving of a worker and a fencing main counts the chunk exactly once', () => {
    // Worker: [step]. Main: [fence, then decode again if it was not counted]. One atomic operation
    // each decides.
    for (const order of ['worker first', 'main first']) {
      for (const sum of [0, 7]) {
        const ledger = Ledger.create(2);
        const expected = ledger.cell(1);
        const worker = () => ledger.step(1, expected, sum);
        const main = () => {
          if (!ledger.fence(1, expected)) {
            ledger.step(0, ledger.cell(0), sum);
          }
        };
        for (const act of order === 'worker first' ? [worker, main] : [main, worker]) {
          act();
        }
        expect(ledger.total()).toBe(sum);
      }
    }
  });
});
