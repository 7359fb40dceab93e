import { describe, expect, test } from 'vitest';
import { faultKinds } from '../../../bench/nemesis/fault.ts';
import { type ScheduleOptions, schedule } from '../../../bench/nemesis/schedule.ts';

const nodes = ['n0', 'n1', 'n2', 'n3', 'n4'];
const options: ScheduleOptions = { faults: faultKinds, nodes, intervalMs: 2_000, timeLimitMs: 60_000 };

describe('schedule', () => {
  test('is a function of the seed', () => {
    expect(schedule(42, options)).toEqual(schedule(42, options));
    expect(schedule(42, options)).not.toEqual(schedule(43, options));
  });

  test('draws each kind alone: adding or removing others changes nothing of it', () => {
    const all = schedule(42, options);
    for (const kind of faultKinds) {
      expect(schedule(42, { ...options, faults: [kind] })).toEqual(all.filter(({ fault }) => fault.kind === kind));
    }
  });

  test('switches no two kinds at the same times', () => {
    const later = schedule(42, options).filter(({ atMs }) => atMs > 0);
    expect(new Set(later.map(({ atMs }) => atMs)).size).toBe(later.length);
  });

  test('a longer run begins as the shorter one does', () => {
    const short = schedule(42, { ...options, timeLimitMs: 20_000 });
    expect(schedule(42, options).filter(({ atMs }) => atMs < 20_000)).toEqual(short);
  });

  test('is in order of time, within the limit, on at once, and on and off in turn', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const events = schedule(seed, options);
      expect(events.map(({ atMs }) => atMs)).toEqual(events.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
      expect(events.every(({ atMs }) => atMs >= 0 && atMs < 60_000)).toBe(true);
      for (const kind of faultKinds) {
        const own = events.filter(({ fault }) => fault.kind === kind);
        expect(own[0]?.atMs).toBe(0);
        expect(own.map(({ on }) => on)).toEqual(own.map((_, at) => at % 2 === 0));
        expect(own.every(({ on, fault }, at) => on || fault === own[at - 1]?.fault)).toBe(true);
      }
    }
  });

  test('has gaps uniform on 0 to twice the interval', () => {
    const gaps: number[] = [];
    for (let seed = 0; seed < 100; seed += 1) {
      const events = schedule(seed, { ...options, faults: ['pause'] });
      gaps.push(...events.slice(1).map(({ atMs }, at) => atMs - (events[at]?.atMs as number)));
    }
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    expect(mean).toBeGreaterThan(1_900);
    expect(mean).toBeLessThan(2_100);
    expect(Math.max(...gaps)).toBeLessThan(4_000);
    expect(Math.max(...gaps)).toBeGreaterThan(3_900);
    expect(Math.min(...gaps)).toBeLessThan(100);
  });

  test('strikes one, some and all nodes, and never none', () => {
    for (const kind of ['kill', 'pause', 'isolate-kv'] as const) {
      const sizes = new Set<number>();
      for (let seed = 0; seed < 50; seed += 1) {
        for (const { fault } of schedule(seed, { ...options, faults: [kind] })) {
          if (fault.kind === kind) {
            sizes.add(fault.nodes.length);
            expect(new Set(fault.nodes).size).toBe(fault.nodes.length);
          }
        }
      }
      expect([...sizes].sort()).toEqual([1, 2, 3, 4, 5]);
    }
    for (const { fault } of schedule(1, { ...options, nodes: ['n0'], faults: ['kill'] })) {
      expect(fault).toEqual({ kind: 'kill', nodes: ['n0'] });
    }
  });

  test('is empty without faults or time', () => {
    expect(schedule(1, { ...options, faults: [] })).toEqual([]);
    expect(schedule(1, { ...options, timeLimitMs: 0 })).toEqual([]);
  });
});
