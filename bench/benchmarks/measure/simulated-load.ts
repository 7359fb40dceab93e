import { type Quantiles, quantilesOf } from '../../quantiles.ts';
import type { Operation, Run } from '../../run.ts';
import { simulate } from '../../simulator/simulate.ts';
import { challengeOptions, type SimulationOptions } from '../../simulator/simulation-options.ts';
import type { Check } from '../result.ts';

/**
 * What a cluster in virtual time did once it had settled. Messages are those in which no client
 * takes part, as Maelstrom counts them.
 */
export interface SimulatedLoad {
  readonly messagesPerOperation: number;
  /** The part of them that went from node to node, the store not being concerned. */
  readonly peerMessagesPerOperation: number;
  /** The length of their bodies. */
  readonly bytesPerOperation: number;
  /** Requests that the store answered, for each operation. */
  readonly kvPerOperation: number;
  readonly operationsPerSecond: number;
  /** Latencies in virtual milliseconds. */
  readonly readP50Ms: number | null;
  readonly readP99Ms: number | null;
  readonly addP50Ms: number | null;
  readonly addP99Ms: number | null;
  /** What the checkers made of the run. */
  readonly check: Check;
}

/**
 * What is simulated: Fly.io's challenge #4 without faults and with round trips, unless something
 * else is said.
 */
export interface LoadOptions extends Partial<SimulationOptions> {
  /**
   * Not counted, in milliseconds: the first requests make the nodes read what earlier lives stored.
   */
  readonly settleMs?: number;
  /**
   * The rate is kept up as long as operations take no longer than this, in milliseconds: it decides
   * how many clients there are.
   */
  readonly openMs?: number;
}

/** One way of every message, in milliseconds, on the average: round trips take twice as long. */
export const oneWayMs = 0.5;

/**
 * Runs the cluster in virtual time and counts from when it has settled until the time limit.
 * Latencies are uniform from 0 to twice {@link oneWayMs}. With all of them alike nodes that compete
 * would go in step, and the same one would win each time.
 */
export function simulateLoad(seed: number, { settleMs = 500, openMs = 20, ...options }: LoadOptions): SimulatedLoad {
  const base = {
    ...challengeOptions,
    faults: [],
    latencyMs: oneWayMs,
    latencyDistribution: 'uniform',
    recoveryMs: 1_000,
  } as const;
  const merged: SimulationOptions = { ...base, ...options };
  const { nodeCount, rate, timeLimitMs } = merged;
  const concurrency = Math.ceil(Math.max(1, (rate * openMs) / 1_000 / nodeCount)) * nodeCount;
  const counts = { operations: 0, messages: 0, peerMessages: 0, bytes: 0, kv: 0 };
  let from = counts;
  let to = counts;
  const { run, verdict } = simulate(seed, { ...merged, concurrency }, undefined, undefined, {
    observe: (time) => ({
      started: () => {
        time.after(settleMs, () => {
          from = { ...counts };
        });
        time.after(timeLimitMs, () => {
          to = { ...counts };
        });
      },
      completed: () => {
        counts.operations += 1;
      },
      log: {
        send: (_, src, dest, bodyText) => {
          if (isClient(src) || isClient(dest)) {
            return;
          }
          counts.messages += 1;
          counts.bytes += bodyText.length;
          if (src === merged.service) {
            counts.kv += 1;
          } else if (dest !== merged.service) {
            counts.peerMessages += 1;
          }
        },
      },
    }),
  });
  const operations = to.operations - from.operations;
  const quantilesFor = (f: Operation['f']) => latencyQuantiles(run, f, settleMs, timeLimitMs);
  const [reads, adds] = [quantilesFor('read'), quantilesFor('add')];
  return {
    messagesPerOperation: (to.messages - from.messages) / operations,
    peerMessagesPerOperation: (to.peerMessages - from.peerMessages) / operations,
    bytesPerOperation: (to.bytes - from.bytes) / operations,
    kvPerOperation: (to.kv - from.kv) / operations,
    operationsPerSecond: (1_000 * operations) / (timeLimitMs - settleMs),
    readP50Ms: reads(0.5),
    readP99Ms: reads(0.99),
    addP50Ms: adds(0.5),
    addP99Ms: adds(0.99),
    check: {
      what: `${merged.design}, ${nodeCount} nodes, rate ${rate}, seed ${seed}`,
      expected: `${run.operations.length} operations, right`,
      found: `${run.operations.length} operations, ${verdict.valid ? 'right' : `${verdict.violationCount} violations`}`,
    },
  };
}

/** Clients are `c0` and so on; nodes and services have other initials. */
function isClient(id: string): boolean {
  return id.startsWith('c');
}

function latencyQuantiles(run: Run, f: Operation['f'], fromMs: number, toMs: number): Quantiles {
  return quantilesOf(
    run.operations
      .filter((each) => each.f === f && each.outcome === 'ok' && each.invokedMs >= fromMs && each.invokedMs < toMs)
      .map(({ invokedMs, completedMs }) => completedMs - invokedMs),
  );
}
