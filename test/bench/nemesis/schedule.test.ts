import { describe, expect, test } from 'vitest';
import { type FaultKind, faultKinds } from '../../../bench/nemesis/fault.ts';
import { type ScheduleOptions, schedule } from '../../../bench/nemesis/schedule.ts';

const nodes = ['n0', 'n1', 'n2', 'n3', 'n4'];
const options: ScheduleOptions = { faults: faultKinds, nodes, intervalMs: 2_000, timeLimitMs: 60_000 };

describe('schedule', () => {
  test('is a function of the seed', () => {
    expect(schedule(42, options)).toEqual(schedule(42, options));
    expect(schedule(42, options)).not.toEqual(schedule(43, options));
  });

  test('draws each kind alone, kill and pause together: adding or removing others changes nothing of it', () => {
    const all = schedule(42, options);
    const alone = faultKinds.filter((kind) => kind !== 'kill' && kind !== 'pause').map((kind) => [kind]);
    for (const kinds of [...alone, ['kill', 'pause'] as const]) {
      const own = all.filter(({ fault }) => kinds.includes(fault.kind as never));
      expect(schedule(42, { ...options, faults: kinds })).toEqual(own);
      expect(schedule(42, { ...options, faults: [...kinds].reverse() })).toEqual(own);
    }
  });

  test('kill and pause together come as often as one of them alone', () => {
    const countOf = (faults: ScheduleOptions['faults']) => {
      let events = 0;
      const on = { kill: 0, pause: 0 };
      for (let seed = 0; seed < 400; seed += 1) {
        for (const { fault, on: isOn } of schedule(seed, {
          ...options,
          faults,
          intervalMs: 10_000,
          timeLimitMs: 30_000,
        })) {
          events += 1;
          if (isOn && (fault.kind === 'kill' || fault.kind === 'pause')) {
            on[fault.kind] += 1;
          }
        }
      }
      return { events: events / 400, kills: on.kill / 400, pauses: on.pause / 400 };
    };
    const both = countOf(['kill', 'pause']);
    expect(both.events).toBeCloseTo(countOf(['kill']).events, 0);
    expect(both.events).toBeCloseTo(countOf(['pause']).events, 0);
    // 30 s at 10 s: 3 to 4 events; which is 1.3 faults of each kind, where both alone have 2.2.
    expect(both.events).toBeGreaterThan(3.2);
    expect(both.events).toBeLessThan(4.1);
    expect(both.kills).toBeGreaterThan(1.1);
    expect(both.kills).toBeLessThan(1.5);
    expect(both.pauses).toBeGreaterThan(1.1);
    expect(both.pauses).toBeLessThan(1.5);
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
      for (const kinds of [['partition'], ['loss'], ['kill', 'pause']]) {
        expect(events.find(({ fault }) => kinds.includes(fault.kind))?.atMs).toBe(0);
      }
      for (const kind of faultKinds) {
        const own = events.filter(({ fault }) => fault.kind === kind);
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

  test('strikes one, some and all nodes, and none where a third of them is less than one', () => {
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
    const sizesOf3 = (kind: FaultKind) => {
      const events = Array.from({ length: 50 }, (_, seed) =>
        schedule(seed, { ...options, nodes: nodes.slice(0, 3), faults: [kind] }),
      ).flat();
      return [...new Set(events.map(({ fault }) => ('nodes' in fault ? fault.nodes.length : -1)))].sort();
    };
    expect(sizesOf3('kill')).toEqual([0, 1, 2, 3]);
    expect(sizesOf3('isolate-kv')).toEqual([1, 2, 3]);
  });

  test('is empty without faults or time', () => {
    expect(schedule(1, { ...options, faults: [] })).toEqual([]);
    expect(schedule(1, { ...options, timeLimitMs: 0 })).toEqual([]);
  });
});
