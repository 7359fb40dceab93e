import { describe, expect, test } from 'vitest';
import { simulate } from '../../bench/simulator/simulate.ts';
import { challengeOptions, type SimulationOptions } from '../../bench/simulator/simulation-options.ts';

/**
 * Harsh settings in which every way of breaking the node that we know shows within a few seeds; see
 * `mutants.test.ts`.
 */
const harsh: Partial<SimulationOptions> = {
  rate: 150,
  concurrency: 12,
  addShare: 0.5,
  timeLimitMs: 8_000,
  recoveryMs: 8_000,
  latencyMs: 10,
  latencyDistribution: 'exponential',
  nemesisIntervalMs: 700,
};

const settings: readonly [string, Partial<SimulationOptions>][] = [
  ['calm, stale store', { ...harsh, faults: [], store: 'osc-u' }],
  ['lossy network', { ...harsh, faults: ['loss', 'duplicate', 'reorder'], kvTimeoutMs: 50 }],
  ['lossy network and restarts', { ...harsh, faults: ['loss', 'reorder', 'kill'], kvTimeoutMs: 50 }],
  ['messages that come twice and late', { ...harsh, faults: ['duplicate', 'reorder'], kvTimeoutMs: 50, addShare: 0.3 }],
  ['isolated nodes', { ...harsh, faults: ['isolate-kv'], nemesisIntervalMs: 3_000 }],
  ['restarts', { ...harsh, faults: ['kill'], store: 'osc-u' }],
  [
    'old reads',
    { ...harsh, faults: ['loss', 'duplicate', 'reorder', 'kill', 'partition'], readStalenessMs: 60, addShare: 0.3 },
  ],
  [
    'messages that are late by more than a restart, and adds that end',
    {
      ...harsh,
      faults: ['kill'],
      network: 'independent',
      nodeCount: 9,
      // Many, since each waits for 5 s when its node is killed.
      concurrency: 300,
      kvTimeoutMs: 2_000,
      addsUntilMs: 3_000,
      // It bounds how late a message is.
      recoveryMs: 12_000,
      nemesisIntervalMs: 500,
    },
  ],
  ['stops', { ...harsh, faults: ['pause'], nemesisIntervalMs: 6_000 }],
];

describe.each(['sluice-per-key', 'sluice-cas'])('%s', (design) => {
  test.each(settings)('%s', (_, options) => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const { outcome, verdict, run } = simulate(seed, { ...challengeOptions, ...options, design });
      const found = verdict.violations.map(({ message }) => message);
      expect({ seed, outcome, found, fallen: run.nodes.filter(({ crashed, muted }) => crashed ?? muted) }).toEqual({
        seed,
        outcome: 'valid',
        found: [],
        fallen: [],
      });
    }
  });
});
