import { choice, given, or, whole } from './flags/flag.ts';
import { BadCommandLine, type FlagValues, readFlags, wantsHelp } from './flags/read-flags.ts';
import type { NodeSettings } from './settings.ts';

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'print'; readonly text: string }
  /** A bad command line, in one sentence without a full stop. */
  | { readonly kind: 'usage'; readonly problem: string };

/** A node's settings and those of the process around it. */
export interface Options extends NodeSettings {
  /** Worker threads, 0 for none. */
  readonly workers: number;
  /** How often a line of statistics goes to stderr, in milliseconds; 0 for never. */
  readonly statsIntervalMs: number;
}

/** A duration in milliseconds, at most a day. */
const milliseconds = (least: number) => whole(least, 86_400_000);

/** The flags of a node's settings, which the simulator has as well. */
export const settingFlags = {
  service: choice(['seq-kv', 'lin-kv']),
  'flush-interval-ms': milliseconds(0),
  'read-staleness-ms': milliseconds(0),
  'reply-deadline-ms': milliseconds(200),
  'kv-timeout-ms': milliseconds(1),
  'queue-max': whole(1, 2 ** 31),
} as const;

/** The flags of the node. */
export const nodeFlags = {
  ...settingFlags,
  strategy: choice(['per-key', 'cas']),
  acks: choice(['store', 'local']),
  workers: or(whole(0, 64), 'auto', 'auto' as const),
  'queue-bytes-max': whole(1_024, 2 ** 40),
  'stats-interval-ms': milliseconds(0),
  version: given(),
} as const;

/** The node's help. */
export const help = `sluice: a grow-only counter node for Maelstrom's g-counter workload

Usage: sluice [options]      (speaks Maelstrom's protocol on stdin and stdout)

  --strategy per-key|cas     how totals are kept in the store (default per-key)
                               per-key: a key for each node; every read fresh and monotone
                               cas: one key for all; linearizable, at the price of contention
  --service seq-kv|lin-kv    Maelstrom's store to keep them in (default seq-kv)
  --acks store|local         when an add is acknowledged (default store)
                               store: when it is durable in the store
                               local: on receipt; a crash LOSES acknowledged adds, so do the end of
                               stdin and a total past 2^53-1, and other nodes' reads may miss
                               them until they are flushed
  --workers N|auto|0         worker threads that help when the main thread can't keep up (default
                             auto: one less than there are cores, at most 4); 0: none
  --flush-interval-ms N      at least this long from one flush to the next (default 0)
  --read-staleness-ms N      answer reads from a refresh begun at most this long ago (default 0:
                             every read is fresh); with per-key nodes then share
                             refreshes
  --reply-deadline-ms N      send no reply later than this (default 4500; Maelstrom's clients
                             wait 5000, and a reply to one that is gone silences the node)
  --kv-timeout-ms N          give a call to the store at least this long (default 500); longer
                             by itself when the store is slower
  --queue-max N              requests held, waiting for the store (default 500000); past it, new
                             ones are refused with error 11, uncounted. So under a flood about
                             N / (2 x the store's round-trip time) adds a second
  --queue-bytes-max N        bytes held, waiting for the store or for the reader of stdout
                             (default 67108864); past it, the same
  --stats-interval-ms N      a line of JSON statistics on stderr this often (default 0: never)
  -h, --help                 this text
  --version                  the version

Examples:
  maelstrom test -w g-counter --bin ./dist/src/main/sluice.js --node-count 3 --rate 100 \\
    --time-limit 20 --nemesis partition
  maelstrom test -w g-counter --bin ./dist/src/main/sluice.js --rate 20000 \\
    --concurrency 10n --time-limit 20 -- --read-staleness-ms 100
  printf '%s\\n' \\
    '{"src":"c1","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1","node_ids":["n1"]}}' |
    sluice
`;

/**
 * Reads the node's command line. `version` is the package's; `cores` how many the machine has, for
 * `--workers auto`.
 */
export function parseCommand(args: readonly string[], version: string, cores: number): Command {
  if (wantsHelp(args)) {
    return { kind: 'print', text: help };
  }
  try {
    const { values } = readFlags(args, nodeFlags);
    return values.version
      ? { kind: 'print', text: `sluice ${version}\n` }
      : { kind: 'run', options: options(values, cores) };
  } catch (error) {
    if (error instanceof BadCommandLine) {
      return { kind: 'usage', problem: error.message };
    }
    throw error;
  }
}

function options(values: FlagValues<typeof nodeFlags>, cores: number): Options {
  // One core for the main thread, and one for whoever is at the other end of the pipes: without a
  // core of its own, a worker only takes turns with them, and is slower than the main thread alone.
  const auto = Math.min(4, cores - 1);
  const { workers = 'auto' } = values;
  return {
    strategy: values.strategy ?? 'per-key',
    service: values.service ?? 'seq-kv',
    acks: values.acks ?? 'store',
    workers: workers === 'auto' ? auto : workers,
    flushIntervalMs: values['flush-interval-ms'] ?? 0,
    readStalenessMs: values['read-staleness-ms'] ?? 0,
    replyDeadlineMs: values['reply-deadline-ms'] ?? 4_500,
    kvTimeoutMs: values['kv-timeout-ms'] ?? 500,
    queueMax: values['queue-max'] ?? 500_000,
    queueBytesMax: values['queue-bytes-max'] ?? 67_108_864,
    statsIntervalMs: values['stats-interval-ms'] ?? 0,
  };
}
