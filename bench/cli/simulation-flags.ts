import { settingFlags } from '../../src/main/command-line.ts';
import { choice, decimal, given, seconds, whole } from '../../src/main/flags/flag.ts';
import type { FlagValues } from '../../src/main/flags/read-flags.ts';
import { designs } from '../designs/designs.ts';
import { faultKinds } from '../nemesis/fault.ts';
import { latencyDistributions } from '../network/latency.ts';
import { networkModels, restartQueues } from '../network/network-model.ts';
import { storeModels } from '../services/store-models.ts';
import { ourClaims } from '../simulator/claims.ts';
import { challengeOptions, type SimulationOptions, sampleOptions } from '../simulator/simulation-options.ts';
import { helpList } from './help-list.ts';
import { clientCount, testFlags } from './test-flags.ts';

const storeNames = storeModels.map(({ name }) => name);

/** The seconds for which a simulated run may last, a little below its limit of an hour. */
const secondsMax = 3_000;

/** The flags that pin an option of a simulated run: the test's, and the node's settings. */
export const simulationFlags = {
  ...testFlags,
  ...settingFlags,
  challenge: given(),
  design: choice([...designs.keys()]),
  store: choice(storeNames),
  'add-share': decimal(0, 1),
  'adds-until': seconds(0, secondsMax),
  'time-limit': seconds(0.1, secondsMax),
  recovery: seconds(0, secondsMax),
  network: choice(networkModels),
  'clock-jump-interval-ms': whole(0, 3_600_000),
} as const;

/** Help for {@link simulationFlags}. */
export const simulationFlagsHelp = `  --challenge                start from Fly.io's challenge #4 (3 nodes, 3 clients,
                             rate 100, 20 s, partitions) instead of drawing options
  --design NAME              ${helpList([...designs.keys()], 29)}
  --store NAME               ${helpList(storeNames, 29)}
  --service NAME             the name it answers under: seq-kv or lin-kv
  --node-count N  --concurrency N|Nn  --rate HZ  --add-share 0..1
  --adds-until S             from then on clients only read, so that nothing covers up what
                             went wrong
  --time-limit S  --recovery S  --nemesis A,B|none  --nemesis-interval S
                             faults: ${helpList(faultKinds, 37)}
  --network ${networkModels.join('|')}
                             as in Maelstrom, where the messages to a destination wait for each
                             other; or each message on its own, some of them late by seconds,
                             until the faults are over
  --restart-queue ${restartQueues.join('|')}
                             what becomes of the messages that wait for a killed node: it gets
                             them after init, or before, or never
  --latency MS  --latency-dist ${latencyDistributions.join('|')}
  --clock-jump-interval-ms N mean time between jumps of a node's clock, 0 for none
  --flush-interval-ms, --read-staleness-ms, --reply-deadline-ms, --kv-timeout-ms, --queue-max
                             as the node has them`;

/** The options of a simulated run that the command line pins, and how to get the others. */
export interface PinnedOptions {
  /** Undefined when one is to be drawn. */
  readonly seed: number | undefined;
  /** Every option of the run of a seed: those pinned as they are, the others drawn. */
  optionsOf(seed: number): SimulationOptions;
}

/** What these values of {@link simulationFlags} pin. */
export function pinnedOptions(values: FlagValues<typeof simulationFlags>): PinnedOptions {
  const { concurrency } = values;
  const pinned = withoutUndefined({
    design: values.design,
    store: values.store,
    service: values.service,
    nodeCount: values['node-count'],
    rate: values.rate,
    addShare: values['add-share'],
    addsUntilMs: values['adds-until'],
    timeLimitMs: values['time-limit'],
    recoveryMs: values.recovery,
    network: values.network,
    restartQueue: values['restart-queue'],
    latencyMs: values.latency,
    latencyDistribution: values['latency-dist'],
    faults: values.nemesis,
    nemesisIntervalMs: values['nemesis-interval'],
    clockJumpIntervalMs: values['clock-jump-interval-ms'],
    flushIntervalMs: values['flush-interval-ms'],
    readStalenessMs: values['read-staleness-ms'],
    replyDeadlineMs: values['reply-deadline-ms'],
    kvTimeoutMs: values['kv-timeout-ms'],
    queueMax: values['queue-max'],
  });
  return {
    seed: values.seed,
    optionsOf(seed) {
      const drawn = values.challenge ? challengeOptions : sampleOptions(seed, claimsOf(pinned));
      const options = { ...drawn, ...pinned };
      // A number of clients that was drawn goes with the number of nodes that is pinned.
      const perNodeDrawn = Math.max(1, Math.round(drawn.concurrency / drawn.nodeCount));
      const clients = concurrency ?? { count: perNodeDrawn, perNode: true };
      return { ...options, concurrency: clientCount(clients, options.nodeCount) };
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

function withoutUndefined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
