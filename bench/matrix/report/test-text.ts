import { faultSets } from '../fault-sets.ts';
import type { Matrix } from '../matrix.ts';
import { matrixTest, timeLimitMs } from '../matrix-test.ts';

/** The test of every run of a matrix, in a sentence or two. */
export function describeTest({ runs, firstSeed }: Matrix): string {
  const { nodeCount, concurrency, rate, latencyMs, nemesisIntervalMs } = matrixTest;
  const short = timeLimitMs(faultSets[0]!.faults) / 1_000;
  const long = timeLimitMs(faultSets.at(-1)!.faults) / 1_000;
  return (
    `Every run is Fly.io’s challenge #4 in short, with more faults: ${nodeCount} nodes, ${concurrency} clients, ` +
    `${rate} operations a second for ` +
    `${short} s of virtual time (${long} s under faults that leave clients waiting), ${latencyMs} ms latency, each ` +
    `fault on or off for ` +
    `${nemesisIntervalMs / 1_000} s on average; then ${matrixTest.recoveryMs / 1_000} s without faults, and a final ` +
    `read by every client. ` +
    `${runs} ${runs === 1 ? 'run' : 'runs'} in each cell: seeds ${firstSeed} to ${firstSeed + runs - 1}, the same ` +
    `load and faults for all designs.`
  );
}

/** When a run counts as failed. */
export const whatFails =
  'A run fails when a node falls, a client gets no final answer, a final read is wrong, or an acknowledged add is ' +
  'lost, whatever the design promises. ' +
  'Its own promise may ask for more: that reads on the way are fresh, or that all is linearizable.';
