import { describe, expect, test } from 'vitest';
import { stream } from '../../../bench/random.ts';
import { eventual } from '../../../bench/services/eventual.ts';
import { ask } from './ask.ts';

describe('lww-kv', () => {
  test('may answer from a replica that missed a write, and agrees in the end', () => {
    let stale = 0;
    for (let seed = 0; seed < 200; seed += 1) {
      const kv = ask(eventual(), stream(seed, 'lww-kv'));
      kv.write('n0', 'x', 1);
      stale += kv.read('n0', 'x')?.code === 20 ? 1 : 0;
      for (let round = 0; round < 60; round += 1) {
        kv.read('n0', 'y');
      }
      expect(kv.read('n0', 'x')?.value).toBe(1);
    }
    expect(stale).toBeGreaterThan(20);
    expect(stale).toBeLessThan(120);
  });

  test('lets a later write be lost to one with a higher clock', () => {
    const lost = Array.from({ length: 500 }, (_, seed) => {
      const kv = ask(eventual(), stream(seed, 'lww-kv'));
      for (let value = 1; value <= 10; value += 1) {
        kv.write('n0', 'x', value);
      }
      for (let round = 0; round < 60; round += 1) {
        kv.read('n0', 'y');
      }
      return kv.read('n0', 'x')?.value !== 10;
    }).filter(Boolean).length;
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBeLessThan(300);
  });

  test('ignores create_if_not_exists', () => {
    const kv = ask(eventual(), stream(1, 'lww-kv'));
    expect(kv.cas('n0', 'x', null, 1, { create_if_not_exists: true })?.code).toBe(20);
  });

  test('merges ties to the larger value', () => {
    // Replica 0 and 1 are written at the same clock, then merged one way.
    const draws = [0, 0, 0, 0, 0, 0.6, 0, 0.6, 0.6];
    const kv = ask(eventual(), () => draws.shift() as number);
    kv.write('n0', 'x', 5);
    kv.write('n0', 'x', 3);
    expect(kv.read('n0', 'x')?.value).toBe(5);
    expect(draws).toEqual([]);
  });
});
