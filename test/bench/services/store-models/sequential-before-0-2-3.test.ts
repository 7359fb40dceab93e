import { describe, expect, test } from 'vitest';
import { stream } from '../../../../bench/random.ts';
import { keyValue } from '../../../../bench/services/key-value.ts';
import { sequential } from '../../../../bench/services/sequential.ts';
import { sequentialBefore023 } from '../../../../bench/services/sequential-before-0-2-3.ts';
import { ask } from '../ask.ts';

const seeds = Array.from({ length: 200 }, (_, seed) => seed);

/** The values another client may be shown in 50 reads each, after three writes. */
function shownToOthers(create: typeof sequentialBefore023) {
  const shown = new Set<unknown>();
  for (const seed of seeds) {
    const kv = ask(create(keyValue), stream(seed, 'kv'));
    for (const value of [1, 2, 3]) {
      kv.write('writer', 'x', value);
    }
    for (let count = 0; count < 50; count += 1) {
      shown.add(kv.read('reader', 'x')?.value);
    }
  }
  return shown;
}

describe('seq-kv before 0.2.3', () => {
  test('never shows the last write to another client, and everything before it', () => {
    expect(shownToOthers(sequentialBefore023)).toEqual(new Set([undefined, 1, 2]));
    expect(shownToOthers(sequential)).toEqual(new Set([undefined, 1, 2, 3]));
  });

  test('shows it to its writer, and to all but the last once somebody has written again', () => {
    for (const seed of seeds) {
      const kv = ask(sequentialBefore023(keyValue), stream(seed, 'kv'));
      kv.write('a', 'x', 1);
      expect(kv.read('a', 'x')?.value).toBe(1);
      kv.write('b', 'y', 1);
      expect(kv.read('b', 'x')?.value).toBe(1);
      expect(kv.read('a', 'y')?.code).toBe(20);
    }
  });

  test('a write of a fresh value is a barrier here too', () => {
    const kv = ask(sequentialBefore023(keyValue), stream(1, 'kv'));
    for (let round = 1; round <= 1_000; round += 1) {
      kv.write('a', 'x', round);
      kv.write('b', 'b.barrier', round);
      expect(kv.read('b', 'x')?.value).toBe(round);
    }
  });
});
