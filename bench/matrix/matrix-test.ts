import type { FaultKind } from '../nemesis/fault.ts';
import { challengeOptions, type SimulationOptions } from '../simulator/simulation-options.ts';

/**
 * The test of every run of the matrix: Fly.io's challenge #4, shortened. It has some latency, so
 * that operations overlap, and faults come and go about every second. The recovery leaves time for
 * three rounds of gossip and for timeouts to pass. The latency is the same for all messages, so
 * that they overtake each other only under faults that make them.
 */
export const matrixTest: SimulationOptions = {
  ...challengeOptions,
  recoveryMs: 3_000,
  latencyMs: 2,
  nemesisIntervalMs: 1_000,
};

/**
 * How long the load lasts under these faults, in milliseconds. All faults but partitions leave
 * clients without an answer, and each waits five seconds: it takes longer to see as many
 * operations.
 */
export function timeLimitMs(faults: readonly FaultKind[]): number {
  return faults.every((fault) => fault === 'partition') ? 4_000 : 12_000;
}
