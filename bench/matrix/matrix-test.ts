import type { FaultKind } from '../nemesis/fault.ts';
import { type SimulationOptions, usersTest } from '../simulator/simulation-options.ts';

/**
 * The test that every run of the matrix is: the user's test in short. It has some latency, so that operations meet, and
 * faults come and go every second or so. The recovery leaves room for three rounds of gossip and for timeouts to be over.
 * The latency is the same for all messages, so that they overtake each other only under faults that make them.
 */
export const matrixTest: SimulationOptions = {
  ...usersTest,
  recoveryMs: 3_000,
  latencyMs: 2,
  nemesisIntervalMs: 1_000,
};

/**
 * How long the load lasts under these faults, in milliseconds. All but partitions leave clients without an answer, each
 * for the five seconds that it waits: it takes longer to see as many operations.
 */
export function timeLimitMs(faults: readonly FaultKind[]): number {
  return faults.every((fault) => fault === 'partition') ? 4_000 : 12_000;
}
