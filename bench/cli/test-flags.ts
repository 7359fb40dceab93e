import { choice, decimal, flagOf, list, or, seconds, whole } from '../../src/main/flags/flag.ts';
import { BadCommandLine } from '../../src/main/flags/read-flags.ts';
import { faultKinds } from '../nemesis/fault.ts';
import { latencyDistributions } from '../network/latency.ts';
import { restartQueues } from '../network/network-model.ts';
import { seedMax } from '../random.ts';

/** A number of clients: in all, or for each node. */
export interface Clients {
  readonly count: number;
  readonly perNode: boolean;
}

const clientsMax = 100_000;
const clientsMustBe = `a number of clients from 1 to ${clientsMax}, or one per node such as 2n`;

const clients = flagOf<Clients>(clientsMustBe, (text) => {
  const [, digits, perNode] = /^([1-9]\d{0,5})(n?)$/.exec(text) ?? [];
  return digits === undefined || Number(digits) > clientsMax
    ? undefined
    : { count: Number(digits), perNode: perNode === 'n' };
});

/** Flags that describe a test, of real processes or simulated ones; as Maelstrom has them. */
export const testFlags = {
  'node-count': whole(1, 1_000),
  concurrency: clients,
  rate: decimal(0, 10_000_000),
  'time-limit': seconds(0.1, 1_000_000),
  recovery: seconds(0, 1_000_000),
  latency: whole(0, 1_000_000),
  'latency-dist': choice(latencyDistributions),
  nemesis: or(list(choice(faultKinds)), 'none', []),
  'nemesis-interval': seconds(0.001, 1_000_000),
  'restart-queue': choice(restartQueues),
  seed: whole(0, seedMax),
} as const;

/**
 * How many clients that is.
 *
 * @throws {BadCommandLine} when that is too many.
 */
export function clientCount({ count, perNode }: Clients, nodeCount: number): number {
  const all = perNode ? count * nodeCount : count;
  if (all > clientsMax) {
    throw new BadCommandLine(`--concurrency must be ${clientsMustBe}, not '${count}n' with ${nodeCount} nodes`);
  }
  return all;
}
