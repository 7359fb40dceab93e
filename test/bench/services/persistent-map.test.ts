import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyMap, entries, get, type PersistentMap, set } from '../../../bench/services/persistent-map.ts';

describe('persistent map', () => {
  test('is a Map, at every one of its versions', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.integer()), { maxLength: 200 }), (writes) => {
        const model = new Map<string, number>();
        const versions: [PersistentMap<number>, Map<string, number>][] = [];
        let map = emptyMap<number>();
        for (const [key, value] of writes) {
          map = set(map, key, value);
          model.set(key, value);
          versions.push([map, new Map(model)]);
        }
        for (const [version, expected] of versions) {
          expect(version.size).toBe(expected.size);
          expect(new Map(entries(version))).toEqual(expected);
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test('keeps many keys, and tells absent ones', () => {
    let map = emptyMap<number>();
    for (let key = 0; key < 20_000; key += 1) {
      map = set(map, `key ${key}`, key);
    }
    expect(map.size).toBe(20_000);
    for (let key = 0; key < 20_000; key += 1) {
      expect(get(map, `key ${key}`)).toBe(key);
    }
    expect(get(map, 'key 20000')).toBeUndefined();
  });

  test('keeps keys with the same hash apart', () => {
    // Both hash to the same 32 bits with FNV-1a.
    const [left, right] = collidingKeys();
    let map = set(set(emptyMap<number>(), left, 1), right, 2);
    expect([get(map, left), get(map, right), map.size]).toEqual([1, 2, 2]);
    map = set(map, left, 3);
    expect([get(map, left), get(map, right), map.size]).toEqual([3, 2, 2]);
  });
});

function collidingKeys(): readonly [string, string] {
  const seen = new Map<number, string>();
  for (let count = 0; ; count += 1) {
    const key = `k${count}`;
    let hash = 0x811c_9dc5;
    for (let at = 0; at < key.length; at += 1) {
      hash = Math.imul(hash ^ key.charCodeAt(at), 0x0100_0193);
    }
    const other = seen.get(hash);
    if (other !== undefined) {
      return [other, key];
    }
    seen.set(hash, key);
  }
}
