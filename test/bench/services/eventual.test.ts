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

  test.each([
    [5, 3],
    [3, 5],
    ['a', { b: 1 }],
    [null, 1],
  ])('of %j and %j with the same clock, the merge source keeps its own', (first, second) => {
    // Both replicas are written at clock 0, not merged. Then 0 is merged into 1, which answers.
    const draws = [0, 0, 0, 0, 0, 0.6, 0, 0.6, 0.6];
    const kv = ask(eventual(), () => draws.shift() as number);
    kv.write('n0', 'x', first);
    kv.write('n0', 'x', second);
    expect(kv.read('n0', 'x')?.value).toEqual(first);
    expect(draws).toEqual([]);
  });

  test('prints `from` without quotes, and nothing for null', () => {
    const kv = ask(eventual(1), stream(1, 'lww-kv'));
    kv.write('n0', 'x', 'y');
    const textFor = (from: unknown) => kv.cas('n0', 'x', from, 1)?.text;
    expect([textFor('z'), textFor(null), textFor([1, 'a']), textFor({ q: null })]).toEqual([
      'current value "y" is not z',
      'current value "y" is not ',
      'current value "y" is not [1 "a"]',
      'current value "y" is not {"q" nil}',
    ]);
  });
});
