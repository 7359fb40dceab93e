import type { Plan } from '../../bench/run-test.ts';

/** A test of three nodes with Maelstrom's lengths of time, without faults and latency. */
export const threeNodes: Plan = {
  workload: 'g-counter',
  nodeName: 'node.mjs',
  seed: 1,
  startedAt: '2026-01-01T00:00:00.000Z',
  command: 'npm start',
  nodes: ['n0', 'n1', 'n2'],
  concurrency: 3,
  rate: 100,
  timeLimitMs: 20_000,
  recoveryMs: 10_000,
  latency: { distribution: 'constant', meanMs: 0 },
  faults: [],
  nemesisIntervalMs: 10_000,
};
