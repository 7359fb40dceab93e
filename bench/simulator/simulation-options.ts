import type { NodeSettings } from '../../src/main/settings.ts';
import { type FaultKind, faultKinds } from '../nemesis/fault.ts';
import { type Latency, latencyDistributions } from '../network/latency.ts';
import { type NetworkModel, networkModels, type RestartQueue, restartQueues } from '../network/network-model.ts';
import { below, between, pick, type Random, stream } from '../random.ts';

/** Everything that decides a simulated run, besides its seed. Durations in milliseconds. */
export interface SimulationOptions {
  /** Name of a design. */
  readonly design: string;
  /** Name of a store model, which answers under the name of `service`. */
  readonly store: string;
  readonly service: NodeSettings['service'];
  readonly nodeCount: number;
  readonly concurrency: number;
  /** Operations a second, all clients together. */
  readonly rate: number;
  /** The share of operations that are adds; undefined for Maelstrom's own mix, a third. */
  readonly addShare: number | undefined;
  /** From then on clients only read; undefined: they add until the time limit. */
  readonly addsUntilMs: number | undefined;
  readonly timeLimitMs: number;
  readonly recoveryMs: number;
  readonly network: NetworkModel;
  /** What becomes of the messages that wait for a killed node. */
  readonly restartQueue: RestartQueue;
  readonly latencyMs: number;
  readonly latencyDistribution: Latency['distribution'];
  readonly faults: readonly FaultKind[];
  readonly nemesisIntervalMs: number;
  /** Mean time between two jumps of a node's clock; 0 for none. */
  readonly clockJumpIntervalMs: number;
  /** For designs that are ours. */
  readonly flushIntervalMs: number;
  readonly readStalenessMs: number;
  readonly replyDeadlineMs: number;
  readonly kvTimeoutMs: number;
  readonly queueMax: number;
}

/** Fly.io's challenge #4: 3 nodes, 1 client each, rate 100, 20 s, partitions; as `npm start`. */
export const challengeOptions: SimulationOptions = {
  design: 'sluice-per-key',
  store: 'seq-kv',
  service: 'seq-kv',
  nodeCount: 3,
  concurrency: 3,
  rate: 100,
  addShare: undefined,
  addsUntilMs: undefined,
  timeLimitMs: 20_000,
  recoveryMs: 10_000,
  network: 'maelstrom',
  restartQueue: 'keep',
  latencyMs: 0,
  latencyDistribution: 'constant',
  faults: ['partition'],
  nemesisIntervalMs: 10_000,
  clockJumpIntervalMs: 0,
  flushIntervalMs: 0,
  readStalenessMs: 0,
  replyDeadlineMs: 4_500,
  kvTimeoutMs: 500,
  queueMax: 500_000,
};

/**
 * Draws every option from the seed. The ranges reach from what users run to what they hope never to
 * meet; a store is only drawn when the design claims to survive it.
 */
export function sampleOptions(seed: number, storesOf: Readonly<Record<string, readonly string[]>>): SimulationOptions {
  const random = stream(seed, 'options');
  const design = pick(random, Object.keys(storesOf));
  const nodeCount = 1 + below(random, 9);
  const clientsPerNode = 1 + below(random, 4);
  const drawnLatencyMs = pick(random, [0, 0, 1, 5, 20, 50, 100]);
  const store = pick(random, storesOf[design]!);
  // That store shows a client that fell behind one old state after the other, a round trip each:
  // with slow ones, no reply could be in time.
  const latencyMs = store === 'adversarial-sequential' ? Math.min(20, drawnLatencyMs) : drawnLatencyMs;
  const drawn: Omit<SimulationOptions, 'network' | 'restartQueue'> = {
    design,
    store,
    service: pick(random, ['seq-kv', 'lin-kv'] as const),
    nodeCount,
    concurrency: nodeCount * clientsPerNode,
    rate: Math.round(logBetween(random, 5, 300)),
    addShare: random() < 0.5 ? undefined : round(between(random, 0.05, 0.95)),
    addsUntilMs: undefined,
    timeLimitMs: Math.round(between(random, 2_000, 12_000)),
    recoveryMs: 10_000,
    latencyMs,
    latencyDistribution: pick(random, latencyDistributions),
    faults: faultKinds.filter(() => random() < 0.4),
    nemesisIntervalMs: Math.round(logBetween(random, 200, 5_000)),
    clockJumpIntervalMs: random() < 0.2 ? Math.round(logBetween(random, 500, 10_000)) : 0,
    flushIntervalMs: pick(random, [0, 0, 0, 5, 20, 200]),
    readStalenessMs: pick(random, [0, 0, 0, 20, 100, 500]),
    // Tight, but never so tight that a healthy cluster could not answer: that would be no failure.
    replyDeadlineMs: latencyMs <= 5 ? pick(random, [4_500, 4_500, 2_000]) : 4_500,
    kvTimeoutMs: latencyMs <= 5 ? pick(random, [500, 500, 50, 2_000]) : pick(random, [500, 500, 2_000]),
    queueMax: pick(random, [500_000, 500_000, 20, clientsPerNode]),
  };
  const restartQueue = pick(stream(seed, 'restart queue'), restartQueues);
  return { ...drawn, ...sampleNetwork(seed, drawn), restartQueue };
}

/**
 * Draws the network. It has a stream of its own, so that all other options of a seed are what they
 * were when there was one network only. In the independent one adds may end before the faults do:
 * what a late message does to a node that adds again is soon mended, and would not be seen. And
 * there are more clients, since one whose node was killed waits for 5 s, and with all of them
 * waiting no node would have anything to do.
 */
function sampleNetwork(
  seed: number,
  { nodeCount, timeLimitMs, queueMax }: Omit<SimulationOptions, 'network' | 'restartQueue'>,
): Pick<SimulationOptions, 'network'> & Partial<SimulationOptions> {
  const random = stream(seed, 'network');
  const network = pick(random, networkModels);
  if (network === 'maelstrom') {
    return { network };
  }
  const clientsPerNode = pick(random, [1, 4, 20, 50]);
  return {
    network,
    addsUntilMs: random() < 0.5 ? Math.round(between(random, 0.2, 0.8) * timeLimitMs) : undefined,
    concurrency: nodeCount * clientsPerNode,
    // All final reads are sent at once, and none of them may be refused.
    queueMax: Math.max(queueMax, clientsPerNode),
  };
}

function logBetween(random: Random, low: number, high: number): number {
  return Math.exp(between(random, Math.log(low), Math.log(high)));
}

function round(share: number): number {
  return Math.round(share * 100) / 100;
}
