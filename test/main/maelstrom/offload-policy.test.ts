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

/** A policy that is told of reads and of the main thread, one period after the other. */
function policyByPeriod() {
  let nowMs = 0;
  let busyMs = 0;
  const policy = new MeasuringOffloadPolicy({ nowMs: () => nowMs } as Environment, () => busyMs);
  policy.onRead(0, false);
  /** A period with so many bytes a millisecond, and such a share of it busy. */
  const period = (bytesPerMs: number, busyShare = 1, workersReady = true, ms = 200) => {
    nowMs += ms;
    busyMs += busyShare * ms;
    const wanted = policy.onRead(bytesPerMs * ms, workersReady);
    return { wanted, offloads: policy.offloads };
  };
  return { policy, period };
}

describe('MeasuringOffloadPolicy, period by period', () => {
  test('the main thread is saturated from a share of 85 % on', () => {
    const { period } = policyByPeriod();
    expect(period(100, 0.84, false)).toEqual({ wanted: false, offloads: false });
    expect(period(100, 0.85, false)).toEqual({ wanted: true, offloads: false });
    expect(period(100, 0.84, true)).toEqual({ wanted: false, offloads: false });
    expect(period(100, 0.85, true)).toEqual({ wanted: true, offloads: true });
  });

  test('less than 200 ms is no period', () => {
    const { period } = policyByPeriod();
    expect(period(100, 1, true, 199)).toEqual({ wanted: false, offloads: false });
    expect(period(100, 1, true, 1)).toEqual({ wanted: true, offloads: true });
  });

  test.each([
    [95, true],
    [94, false],
  ])('workers at %d % of the speed of the main thread are used: %j', (speed, offloads) => {
    const { period } = policyByPeriod();
    expect(period(100).offloads).toBe(true);
    // Just switched: not what is measured.
    expect(period(1).offloads).toBe(true);
    expect(period(speed).offloads).toBe(offloads);
  });

  test('a trial without workers, or that input was absent from, shows nothing and is begun anew', () => {
    for (const [workersReady, ms, isTrial] of [
      [true, 200, true],
      [true, 400, true],
      [true, 401, false],
      [false, 200, false],
    ] as const) {
      for (const settled of [false, true]) {
        const { period } = policyByPeriod();
        period(100);
        if (settled) {
          period(100);
        }
        expect(period(100, 1, workersReady, ms).offloads).toBe(isTrial);
        // The next is begun at once: no verdict was taken.
        expect(period(100).offloads).toBe(true);
      }
    }
  });

  test('a verdict for the main thread holds 2 s, then 4 s, and so on to 30 s', () => {
    const { period } = policyByPeriod();
    const held: number[] = [];
    for (let trial = 0; trial < 7; trial += 1) {
      let ms = 0;
      while (!period(100).offloads) {
        ms += 200;
      }
      held.push(ms);
      period(50);
      expect(period(50).offloads).toBe(false);
    }
    // The main thread is measured in the period in which the verdict is over.
    expect(held).toEqual([0, 3_800, 7_800, 15_800, 29_800, 29_800, 29_800]);
  });

  test('a verdict for workers holds 2 s, then the main thread is measured again; a new one begins at 2 s', () => {
    const { period } = policyByPeriod();
    const onWorkers = () => {
      let ms = 0;
      while (period(100).offloads) {
        ms += 200;
      }
      return ms;
    };
    period(100);
    expect([onWorkers(), onWorkers(), onWorkers()]).toEqual([2_200, 4_400, 8_400]);
    // Slower now: it is the other verdict, and holds the shortest time.
    period(100);
    period(50);
    expect(period(50).offloads).toBe(false);
    let ms = 200;
    while (!period(100).offloads) {
      ms += 200;
    }
    expect(ms).toBe(2_000);
  });

  test.each([
    [70, true],
    [69, false],
  ])('input at %d % of the speed measured is the same load: %j', (speed, offloads) => {
    const { period } = policyByPeriod();
    period(100);
    period(100);
    expect(period(100).offloads).toBe(true);
    expect(period(speed).offloads).toBe(offloads);
  });
});
