import { describe, expect, test } from 'vitest';
import { testDefaults } from '../../../bench/cli/test-defaults.ts';
import { biteMs, bitingSchedule } from '../../../bench/nemesis/biting-schedule.ts';
import type { FaultEvent } from '../../../bench/nemesis/fault.ts';
import { type ScheduleOptions, schedule } from '../../../bench/nemesis/schedule.ts';

const nodes = ['n0', 'n1', 'n2'];
const { own } = testDefaults;
const bare: ScheduleOptions = {
  faults: own.faults,
  nodes,
  intervalMs: own.nemesisIntervalMs,
  timeLimitMs: own.timeLimitMs,
};
const seeds = Array.from({ length: 1_000 }, (_, seed) => seed);

/** Counted a second way: how long links are cut, by switching the events on and off one by one. */
function longestCutMs(events: readonly FaultEvent[], timeLimitMs: number): number {
  let cutSinceMs: number | undefined;
  let longest = 0;
  for (const { atMs, on, fault } of [...events, undefined].map((event) => event ?? end(timeLimitMs))) {
    if (cutSinceMs !== undefined) {
      longest = Math.max(longest, atMs - cutSinceMs);
    }
    const cuts = fault.kind === 'partition' && [...fault.grudge.values()].some(({ size }) => size > 0);
    cutSinceMs = on && cuts ? atMs : undefined;
  }
  return longest;
}
const end = (atMs: number): FaultEvent => ({ atMs, on: false, fault: { kind: 'kill', nodes: [] } });

describe('the schedule of a run without options', () => {
  test('cuts nodes from each other for 3 s at least, at each of 1,000 seeds', () => {
    const tooShort = seeds.filter((seed) => longestCutMs(bitingSchedule(seed, bare), bare.timeLimitMs) < biteMs);
    expect(tooShort).toEqual([]);
  });

  test('is the usual one where that bites, which it does not at every seed', () => {
    const bites = (seed: number) => longestCutMs(schedule(seed, bare), bare.timeLimitMs) >= biteMs;
    const others = seeds.filter((seed) => !bites(seed));
    expect(others.length).toBeGreaterThan(50);
    expect(others.length).toBeLessThan(500);
    for (const seed of seeds.slice(0, 100)) {
      const same = JSON.stringify(bitingSchedule(seed, bare)) === JSON.stringify(schedule(seed, bare));
      expect(same).toBe(bites(seed));
    }
  });

  test('is a function of the seed', () => {
    for (const seed of seeds.slice(0, 100)) {
      expect(bitingSchedule(seed, bare)).toEqual(bitingSchedule(seed, bare));
    }
  });

  test('of a run shorter than 3 s is cut all along; with one node it is left as it is', () => {
    const short = { ...bare, timeLimitMs: 500 };
    for (const seed of seeds.slice(0, 100)) {
      expect(longestCutMs(bitingSchedule(seed, short), 500)).toBe(500);
      const alone = { ...bare, nodes: ['n0'] };
      const calm = { ...bare, faults: ['kill'] as const };
      expect(bitingSchedule(seed, calm)).toEqual(schedule(seed, calm));
      expect(bitingSchedule(seed, alone)).toEqual(schedule(seed, alone));
    }
  });
});
