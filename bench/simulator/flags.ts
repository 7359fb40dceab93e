import type { parseArgs } from 'node:util';
import { designs } from '../designs/designs.ts';
import { type FaultKind, faultKinds } from '../nemesis/fault.ts';
import { latencyDistributions } from '../network/latency.ts';
import { networkModels } from '../network/network-model.ts';
import { seedMax } from '../random.ts';
import { storeModels } from '../services/store-models.ts';
import { ourClaims } from './claims.ts';
import { type SimulationOptions, sampleOptions, usersTest } from './simulation-options.ts';

/** The flags that pin an option of a simulated run; the workbench's where it has them, the node's for its settings. */
export const simulationFlags = {
  'users-test': { type: 'boolean' },
  design: { type: 'string' },
  store: { type: 'string' },
  service: { type: 'string' },
  nodes: { type: 'string' },
  concurrency: { type: 'string' },
  rate: { type: 'string' },
  'add-share': { type: 'string' },
  'adds-until': { type: 'string' },
  'time-limit': { type: 'string' },
  recovery: { type: 'string' },
  network: { type: 'string' },
  latency: { type: 'string' },
  'latency-dist': { type: 'string' },
  nemesis: { type: 'string' },
  'nemesis-interval': { type: 'string' },
  'clock-jump-interval-ms': { type: 'string' },
  'flush-interval-ms': { type: 'string' },
  'read-staleness-ms': { type: 'string' },
  'reply-deadline-ms': { type: 'string' },
  'kv-timeout-ms': { type: 'string' },
  'queue-max': { type: 'string' },
  seed: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies NonNullable<Parameters<typeof parseArgs>[0]>['options'];

/** Help for {@link simulationFlags}. */
export const simulationFlagsHelp = `  --users-test               start from the user's test (3 nodes, rate 100, 20 s, partitions) instead of drawing options
  --design NAME              ${[...designs.keys()].join(', ')}
  --store NAME               ${storeModels.map(({ name }) => name).join(', ')}
  --service NAME             the name it answers under: seq-kv or lin-kv
  --nodes N  --concurrency N|Nn  --rate HZ  --add-share 0..1
  --adds-until S             from then on clients only read, so that nothing covers up what went wrong
  --time-limit S  --recovery S  --nemesis a,b|none  --nemesis-interval S
                             faults: ${faultKinds.join(', ')}
  --network ${networkModels.join('|')}
                             as in Maelstrom, where the messages to a destination wait for each other; or each message on
                             its own, some of them late by seconds, until the faults are over
  --latency MS  --latency-dist ${latencyDistributions.join('|')}
  --clock-jump-interval-ms N mean time between jumps of a node's clock, 0 for none
  --flush-interval-ms, --read-staleness-ms, --reply-deadline-ms, --kv-timeout-ms, --queue-max
                             as the node has them`;

/** The values that `parseArgs` gives for {@link simulationFlags}. */
export type SimulationFlagValues = Readonly<
  Partial<Record<keyof typeof simulationFlags, string | boolean | undefined>>
>;

/** Checked flags: what they pin, and how to get all options of a seed. */
export interface SimulationFlags {
  readonly seed: number | undefined;
  /** Every option of the run of a seed: those pinned as they are, the others drawn. */
  optionsOf(seed: number): SimulationOptions;
}

/**
 * Checks the values of {@link simulationFlags}.
 *
 * @throws {Error} with one sentence about the first that is wrong.
 */
export function readSimulationFlags(values: SimulationFlagValues): SimulationFlags {
  const text = (flag: keyof typeof simulationFlags) => {
    const value = values[flag];
    return typeof value === 'string' ? value : undefined;
  };
  const number = (flag: keyof typeof simulationFlags, min: number, max: number, whole = true) => {
    const value = text(flag);
    if (value === undefined) {
      return undefined;
    }
    const parsed = value.trim() === '' ? Number.NaN : Number(value);
    if (!(parsed >= min && parsed <= max) || (whole && !Number.isInteger(parsed))) {
      throw new Error(`--${flag} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}, not '${value}'`);
    }
    return parsed;
  };
  const oneOf = <T extends string>(flag: keyof typeof simulationFlags, allowed: readonly T[]) => {
    const value = text(flag);
    if (value === undefined) {
      return undefined;
    }
    const found = allowed.find((each) => each === value);
    if (found === undefined) {
      throw new Error(`--${flag} must be one of ${allowed.join(', ')}, not '${value}'`);
    }
    return found;
  };
  const seconds = (flag: keyof typeof simulationFlags, minMs: number) => {
    const value = number(flag, minMs / 1_000, 3_600, false);
    // Rounded, so that the flags that describe a run pin exactly its milliseconds.
    return value === undefined ? undefined : Math.round(value * 1_000_000) / 1_000;
  };
  const nodeCount = number('nodes', 1, 1_000);
  const concurrency = text('concurrency');
  const [, each, perNode] = /^(\d+)(n?)$/.exec(concurrency ?? '1n') ?? [];
  if (each === undefined || Number(each) < 1) {
    throw new Error(`--concurrency must be a number of clients, or one for each node such as 2n, not '${concurrency}'`);
  }
  const pinned: Partial<SimulationOptions> = withoutUndefined({
    design: oneOf('design', [...designs.keys()]),
    store: oneOf(
      'store',
      storeModels.map(({ name }) => name),
    ),
    service: oneOf('service', ['seq-kv', 'lin-kv']),
    nodeCount,
    rate: number('rate', 0.1, 100_000, false),
    addShare: number('add-share', 0, 1, false),
    addsUntilMs: seconds('adds-until', 0),
    timeLimitMs: seconds('time-limit', 1),
    recoveryMs: seconds('recovery', 0),
    network: oneOf('network', networkModels),
    latencyMs: number('latency', 0, 60_000, false),
    latencyDistribution: oneOf('latency-dist', latencyDistributions),
    faults: readFaults(text('nemesis')),
    nemesisIntervalMs: seconds('nemesis-interval', 1),
    clockJumpIntervalMs: number('clock-jump-interval-ms', 0, 3_600_000),
    flushIntervalMs: number('flush-interval-ms', 0, 3_600_000),
    readStalenessMs: number('read-staleness-ms', 0, 3_600_000),
    replyDeadlineMs: number('reply-deadline-ms', 200, 3_600_000),
    kvTimeoutMs: number('kv-timeout-ms', 1, 3_600_000),
    queueMax: number('queue-max', 1, 2 ** 31),
  });
  return {
    seed: number('seed', 0, seedMax),
    optionsOf(seed) {
      const drawn = values['users-test'] ? usersTest : sampleOptions(seed, claimsOf(pinned));
      const options = { ...drawn, ...pinned };
      // A number of clients that was not pinned goes with the number of nodes that was.
      const perNodeDrawn = Math.max(1, Math.round(drawn.concurrency / drawn.nodeCount));
      const clients = concurrency === undefined ? perNodeDrawn * options.nodeCount : Number(each);
      return {
        ...options,
        concurrency: perNode === 'n' && concurrency !== undefined ? clients * options.nodeCount : clients,
      };
    },
  };
}

/** The designs and stores to draw from: what we claim, within what is pinned. */
function claimsOf({ design, store }: Partial<SimulationOptions>): Readonly<Record<string, readonly string[]>> {
  if (design !== undefined) {
    return { [design]: ourClaims[design] ?? ['seq-kv'] };
  }
  if (store === undefined) {
    return ourClaims;
  }
  return Object.fromEntries(Object.entries(ourClaims).filter(([, stores]) => stores.includes(store)));
}

function readFaults(text: string | undefined): readonly FaultKind[] | undefined {
  if (text === undefined) {
    return undefined;
  }
  if (text === 'none' || text === '') {
    return [];
  }
  return text.split(',').map((name) => {
    const found = faultKinds.find((kind) => kind === name.trim());
    if (found === undefined) {
      throw new Error(`--nemesis takes ${faultKinds.join(', ')} or none, not '${name}'`);
    }
    return found;
  });
}

function withoutUndefined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
