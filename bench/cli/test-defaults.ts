import { type FaultKind, faultKinds } from '../nemesis/fault.ts';
import type { Latency } from '../network/latency.ts';
import type { Clients } from './test-flags.ts';

/** What a test is like as far as no option says otherwise. */
export interface TestDefaults {
  /** Their ids. */
  readonly nodes: readonly string[];
  readonly clients: Clients;
  readonly rate: number;
  readonly timeLimitMs: number;
  readonly recoveryMs: number;
  readonly latency: Latency;
  readonly faults: readonly FaultKind[];
  readonly nemesisIntervalMs: number;
  readonly nodeArgs: readonly string[];
}

/** The ids of a number of nodes that was asked for. */
export function nodeIds(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `n${index}`);
}

const maelstrom: TestDefaults = {
  nodes: ['n1', 'n2', 'n3', 'n4', 'n5'],
  clients: { count: 1, perNode: true },
  rate: 5,
  timeLimitMs: 60_000,
  recoveryMs: 10_000,
  latency: { meanMs: 0, distribution: 'constant' },
  faults: [],
  nemesisIntervalMs: 10_000,
  nodeArgs: [],
};

/**
 * The defaults: Maelstrom's for a node that is given by its file, the test that our own node is
 * made for, and a demonstration of it under everything the workbench has. The latter ends within
 * 20 s though its last requests may time out after 5 s, and has so many clients that those who wait
 * for a node that was killed don't bring it to a halt. With `cas`, nodes talk to each other, so
 * partitions have something to cut.
 */
export const testDefaults = {
  foreign: maelstrom,
  own: { ...maelstrom, nodes: nodeIds(3), rate: 100, timeLimitMs: 20_000, faults: ['partition'] },
  demo: {
    ...maelstrom,
    nodes: nodeIds(3),
    clients: { count: 20, perNode: true },
    rate: 200,
    timeLimitMs: 7_000,
    recoveryMs: 2_000,
    latency: { meanMs: 5, distribution: 'exponential' },
    faults: faultKinds,
    nodeArgs: ['--strategy', 'cas'],
  },
} as const satisfies Readonly<Record<string, TestDefaults>>;
