import { describe, expect, test } from 'vitest';
import type { Environment } from '../../../src/main/environment.ts';
import { MeasuringOffloadPolicy } from '../../../src/main/maelstrom/offload-policy.ts';

const readBytes = 32 * 1024;

/**
 * A policy, and input that comes as fast as it is taken, or at most at `offered` reads a
 * millisecond. How fast it is taken depends on where it is decoded.
 */
function policyWith(readsHere: number, readsOnWorkers: number) {
  let nowMs = 0;
  let busyMs = 0;
  const environment = { nowMs: () => nowMs } as Environment;
  const policy = new MeasuringOffloadPolicy(environment, () => busyMs);
  const speeds = { here: readsHere, worker: readsOnWorkers, offered: Number.POSITIVE_INFINITY };
  let wanted = false;
  /** Input for so long; returns the share of the reads that went to workers. */
  const flood = (ms: number, workersReady = true) => {
    const untilMs = nowMs + ms;
    let reads = 0;
    let offloads = 0;
    while (nowMs < untilMs) {
      wanted = policy.onRead(readBytes, workersReady);
      reads += 1;
      if (policy.offloads) {
        offloads += 1;
      }
      const takenMs = 1 / speeds[policy.offloads ? 'worker' : 'here'];
      nowMs += Math.max(takenMs, 1 / speeds.offered);
      // While workers decode, the main thread has time.
      busyMs += policy.offloads ? takenMs / 2 : takenMs;
    }
    return offloads / reads;
  };
  /** No input for so long. */
  const wait = (ms: number) => {
    nowMs += ms;
  };
  return { policy, speeds, flood, wait, wanted: () => wanted };
}

describe('MeasuringOffloadPolicy', () => {
  test('asks for workers only when the main thread is saturated', () => {
    const { speeds, flood, wanted } = policyWith(4, 5);
    speeds.offered = 3;
    expect(flood(5_000)).toBe(0);
    expect(wanted()).toBe(false);
    speeds.offered = 3.9;
    expect(flood(1_000, false)).toBe(0);
    expect(wanted()).toBe(true);
  });

  test('keeps to workers where they are faster, but for trials', () => {
    const { flood } = policyWith(4, 5);
    flood(1_000);
    expect(flood(30_000)).toBeGreaterThan(0.9);
  });

  test('keeps to workers where they are as fast, which leaves the main thread time', () => {
    const { flood } = policyWith(4, 4);
    flood(1_000);
    expect(flood(30_000)).toBeGreaterThan(0.9);
  });

  test('keeps away from them where they are slower, but for trials', () => {
    const { flood } = policyWith(4, 3.5);
    flood(1_000);
    expect(flood(30_000)).toBeLessThan(0.1);
  });

  test('finds out when that changes', () => {
    const { speeds, flood } = policyWith(4, 5);
    flood(5_000);
    speeds.worker = 2;
    flood(40_000);
    expect(flood(20_000)).toBeLessThan(0.1);
    speeds.worker = 6;
    flood(40_000);
    expect(flood(20_000)).toBeGreaterThan(0.9);
  });

  test('learns nothing from a trial that was broken off', () => {
    const { flood, wait } = policyWith(4, 5);
    for (let burst = 0; burst < 20; burst += 1) {
      // Long enough for a trial to begin, too short for it to end.
      flood(700);
      wait(1_000);
    }
    expect(flood(5_000)).toBeGreaterThan(0.7);
  });

  test('leaves workers alone when the main thread can keep up again', () => {
    const { policy, speeds, flood } = policyWith(4, 5);
    flood(2_000);
    expect(policy.offloads).toBe(true);
    speeds.offered = 2;
    flood(1_000);
    expect(policy.offloads).toBe(false);
    expect(flood(20_000)).toBe(0);
  });
});
