import type { Operation, Run, Sample } from '../run.ts';
import { simulate } from '../simulator/simulate.ts';
import { type SimulationOptions, usersTest } from '../simulator/simulation-options.ts';
import type { Check } from './result.ts';

/** What a cluster in virtual time did once it had settled. */
export interface SimulatedLoad {
  /** Messages in which no client takes part, for each operation: as Maelstrom counts them. */
  readonly messagesPerOperation: number;
  readonly messagesPerSecond: number;
  /** Requests that the store answered, for each operation. */
  readonly kvPerOperation: number;
  readonly operationsPerSecond: number;
  /** Latency of reads, in virtual milliseconds. */
  readonly readP50Ms: number | null;
  readonly readP99Ms: number | null;
  readonly addP50Ms: number | null;
  /** What the checkers made of the run. */
  readonly check: Check;
}

/** One way of every message, in milliseconds: round trips take twice as long. */
export const oneWayMs = 0.5;
/** Not counted, in milliseconds: the first requests make the nodes ask the store about earlier lives. */
const settleMs = 500;
/** An operation takes a few round trips, so that many clients for each operation a second keep up the rate. */
const clientsPerRate = 0.02;

/** The user's test without faults and with round trips, in virtual time. */
export function simulateLoad(seed: number, options: Partial<SimulationOptions>): SimulatedLoad {
  const merged = { ...usersTest, faults: [], latencyMs: oneWayMs, recoveryMs: 1_000, ...options };
  const { nodeCount, rate } = merged;
  const concurrency = Math.ceil(Math.max(1, (rate * clientsPerRate) / nodeCount)) * nodeCount;
  const { run, verdict } = simulate(seed, { ...merged, concurrency });
  const from = sampleAt(run, settleMs);
  const to = sampleAt(run, merged.timeLimitMs);
  const operations = to.completed - from.completed;
  const seconds = (to.atMs - from.atMs) / 1_000;
  const latencies = (f: Operation['f']) => sortedLatencies(run, f, from.atMs, to.atMs);
  const reads = latencies('read');
  return {
    messagesPerOperation: (to.server - from.server) / operations,
    messagesPerSecond: (to.server - from.server) / seconds,
    kvPerOperation: (to.kvRoundTrips - from.kvRoundTrips) / operations,
    operationsPerSecond: operations / seconds,
    readP50Ms: quantile(reads, 0.5),
    readP99Ms: quantile(reads, 0.99),
    addP50Ms: quantile(latencies('add'), 0.5),
    check: {
      what: `${merged.design}, ${nodeCount} nodes, rate ${rate}, seed ${seed}`,
      expected: `${run.operations.length} operations, right`,
      found: `${run.operations.length} operations, ${verdict.valid ? 'right' : `${verdict.violationCount} violations`}`,
    },
  };
}

function sampleAt({ samples }: Run, atMs: number): Sample {
  // Times are sums of fractions.
  return samples.findLast((sample) => sample.atMs <= atMs + 1) ?? samples[0]!;
}

function sortedLatencies(run: Run, f: Operation['f'], fromMs: number, toMs: number): Float64Array {
  return Float64Array.from(
    run.operations
      .filter((each) => each.f === f && each.outcome === 'ok' && each.invokedMs >= fromMs && each.invokedMs < toMs)
      .map(({ invokedMs, completedMs }) => completedMs - invokedMs),
  ).sort();
}

function quantile(sorted: Float64Array, share: number): number | null {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
