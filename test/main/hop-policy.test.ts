import { describe, expect, test } from 'vitest';
import type { Environment } from '../../src/main/environment.ts';
import { TriedHopPolicy } from '../../src/main/hop-policy.ts';

const pipeBytes = 64 * 1024;

/** A policy, and input that comes at a speed that depends on where it is decoded, in reads a millisecond. */
function policyWith(readsHere: number, readsOnWorkers: number) {
  let nowMs = 0;
  const environment = { nowMs: () => nowMs } as Environment;
  const policy = new TriedHopPolicy(environment);
  const speeds = { here: readsHere, worker: readsOnWorkers };
  /** Full pipes for so long; returns the share of the reads that went to workers. */
  const flood = (ms: number, workersReady = true) => {
    const untilMs = nowMs + ms;
    let reads = 0;
    let hops = 0;
    while (nowMs < untilMs) {
      policy.onRead(pipeBytes, workersReady);
      reads++;
      if (policy.hops) hops++;
      nowMs += 1 / speeds[policy.hops ? 'worker' : 'here'];
    }
    return hops / reads;
  };
  return { policy, speeds, flood };
}

describe('TriedHopPolicy', () => {
  test('asks for workers only when the pipe stays full', () => {
    const { policy } = policyWith(4, 5);
    for (let i = 0; i < 100; i++) expect(policy.onRead(i % 10 === 9 ? 1_000 : pipeBytes, false)).toBe(false);
    const wanted = Array.from({ length: 20 }, () => policy.onRead(pipeBytes, false));
    expect(wanted.indexOf(true)).toBe(15);
    expect(policy.hops).toBe(false);
  });

  test('keeps to workers where they are faster, but for trials', () => {
    const { flood } = policyWith(4, 5);
    expect(flood(1_000, false)).toBe(0);
    flood(250);
    expect(flood(30_000)).toBeGreaterThan(0.9);
  });

  test('keeps away from them where they are slower, but for trials', () => {
    const { flood } = policyWith(4, 2);
    flood(250);
    expect(flood(30_000)).toBeLessThan(0.05);
  });

  test('finds out when that changes', () => {
    const { speeds, flood } = policyWith(4, 5);
    flood(5_000);
    speeds.worker = 2;
    flood(10_000);
    expect(flood(20_000)).toBeLessThan(0.05);
    speeds.worker = 6;
    flood(10_000);
    expect(flood(20_000)).toBeGreaterThan(0.9);
  });

  test('leaves workers alone at once when the main thread keeps up again', () => {
    const { policy, flood } = policyWith(4, 5);
    flood(5_000);
    expect(policy.hops).toBe(true);
    policy.onRead(20_000, true);
    expect(policy.hops).toBe(false);
  });
});
