import { describe, expect, test } from 'vitest';
import { below, stream } from '../../../../bench/random.ts';
import { orderedSequential } from '../../../../bench/services/ordered-sequential.ts';
import { ask } from '../ask.ts';

const store = (seed: number) => ask(orderedSequential, stream(seed, 'kv'));

describe('OSC(U)', () => {
  test('reads may be of any age, but never go back', () => {
    const first = new Set<number>();
    for (let seed = 0; seed < 2_000; seed += 1) {
      const kv = store(seed);
      for (let value = 1; value <= 100; value += 1) {
        kv.write('writer', 'x', value);
      }
      const values = Array.from({ length: 8 }, () => Number(kv.read('reader', 'x')?.value ?? 0));
      expect(values).toEqual(values.toSorted((left, right) => left - right));
      first.add(values[0]!);
    }
    expect(first.size).toBe(101);
  });

  test.each([
    ['a write of a fresh value', (kv: ReturnType<typeof store>, round: number) => kv.write('b', 'b.barrier', round)],
    ['a write of the value that is there', (kv: ReturnType<typeof store>) => kv.write('b', 'b.barrier', 0)],
    ['a cas, applied', (kv: ReturnType<typeof store>, round: number) => kv.cas('b', 'own', round - 1, round)],
    ['a cas, refused', (kv: ReturnType<typeof store>) => kv.cas('b', 'own', 'never there', 0)],
  ])('after %s no read is older', (_, barrier) => {
    const kv = store(1);
    const random = stream(2, 'load');
    kv.write('b', 'own', 0);
    for (let round = 1; round <= 2_000; round += 1) {
      for (let writes = below(random, 5); writes >= 0; writes -= 1) {
        kv.write('a', 'x', round * 10 - writes);
      }
      barrier(kv, round);
      expect(kv.read('b', 'x')?.value).toBe(round * 10);
    }
  });

  test('a cas from the newest value is applied, and its refusal is true, however old what its client has seen', () => {
    const kv = store(1);
    for (let value = 1; value <= 100; value += 1) {
      kv.write('a', 'x', value);
    }
    expect(kv.cas('b', 'x', 50, 0)?.text).toBe('current value 100 is not 50');
    expect(kv.cas('c', 'x', 100, 101)?.type).toBe('cas_ok');
  });

  test('an unknown type gets no answer and changes nothing', () => {
    const kv = store(1);
    kv.write('a', 'x', 1);
    const before = kv.state();
    expect(kv.request('b', { type: 'delete', key: 'x', msg_id: 1 })).toBeUndefined();
    expect(kv.state()).toBe(before);
  });
});
