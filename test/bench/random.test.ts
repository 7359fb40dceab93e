import { describe, expect, test } from 'vitest';
import { below, pick, seedMax, shuffle, stream } from '../../bench/random.ts';

const draws = (random: () => number, count: number) => Array.from({ length: count }, random);

describe('stream', () => {
  test('is the same for the same seed and name, whatever other streams draw', () => {
    const undisturbed = draws(stream(7, 'nemesis'), 50);
    const disturbing = stream(7, 'load');
    const disturbed = stream(7, 'nemesis');
    const drawn = Array.from({ length: 50 }, () => {
      disturbing();
      return disturbed();
    });
    expect(drawn).toEqual(undisturbed);
  });

  test('differs by seed and by name, also for neighbours', () => {
    const firsts = new Set<number>();
    for (const seed of [0, 1, 2, 3, seedMax - 1, seedMax]) {
      for (const name of ['', 'a', 'b', 'ab', 'ba']) {
        firsts.add(stream(seed, name)());
      }
    }
    expect(firsts.size).toBe(30);
  });

  test('is uniform on [0, 1), from the first draw of each seed on', () => {
    const random = stream(1, 'uniform');
    const buckets = new Array<number>(10).fill(0);
    const firsts = new Array<number>(10).fill(0);
    for (let count = 0; count < 20_000; count += 1) {
      buckets[Math.floor(random() * 10)]! += 1;
      firsts[Math.floor(stream(count, 'first')() * 10)]! += 1;
    }
    for (const count of [...buckets, ...firsts]) {
      expect(count).toBeGreaterThan(1_800);
      expect(count).toBeLessThan(2_200);
    }
  });
});

test('below reaches both ends and nothing else', () => {
  const random = stream(2, 'below');
  const seen = new Set(Array.from({ length: 200 }, () => below(random, 3)));
  expect([...seen].sort()).toEqual([0, 1, 2]);
});

test('shuffle keeps every element and moves each everywhere', () => {
  const random = stream(3, 'shuffle');
  const firsts = new Set<number>();
  for (let round = 0; round < 100; round += 1) {
    const shuffled = shuffle(random, [1, 2, 3, 4]);
    expect([...shuffled].sort()).toEqual([1, 2, 3, 4]);
    firsts.add(shuffled[0] as number);
  }
  expect(firsts.size).toBe(4);
  expect(pick(random, ['only'])).toBe('only');
});
