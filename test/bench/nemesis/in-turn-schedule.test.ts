import { expect, test } from 'vitest';
import { testDefaults } from '../../../bench/cli/test-defaults.ts';
import { faultKinds } from '../../../bench/nemesis/fault.ts';
import { inTurnSchedule } from '../../../bench/nemesis/in-turn-schedule.ts';

const { faults, timeLimitMs } = testDefaults.demo;
const options = { faults, nodes: ['n0', 'n1', 'n2'], timeLimitMs };

test('each kind of fault has its turn of a second, in an order of the seed, and is off before the end', () => {
  const orders = new Set<string>();
  for (let seed = 0; seed < 200; seed += 1) {
    const events = inTurnSchedule(seed, options);
    expect(events).toEqual(inTurnSchedule(seed, options));
    expect(events.map(({ atMs }) => atMs)).toEqual(events.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
    const on = events.filter((event) => event.on);
    expect(on.map(({ fault }) => fault.kind).sort()).toEqual([...faultKinds].sort());
    for (const { atMs, fault } of on) {
      const off = events.find((event) => !event.on && event.fault === fault)!;
      expect(off.atMs - atMs).toBeGreaterThanOrEqual(1_000);
      expect(atMs).toBeGreaterThan(0);
      expect(off.atMs).toBeLessThan(timeLimitMs);
    }
    orders.add(on.map(({ fault }) => fault.kind).join());
  }
  expect(orders.size).toBeGreaterThan(150);
});

test('a partition cuts something, kill and pause take one node, and one keeps its services', () => {
  for (let seed = 0; seed < 200; seed += 1) {
    for (const { fault } of inTurnSchedule(seed, options)) {
      if (fault.kind === 'partition') {
        expect([...fault.grudge.values()].some(({ size }) => size > 0)).toBe(true);
      } else if ('nodes' in fault) {
        expect(fault.nodes).toHaveLength(fault.kind === 'isolate-kv' ? 2 : 1);
      }
    }
  }
});
