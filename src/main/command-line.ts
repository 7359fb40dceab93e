import { parseArgs } from 'node:util';
import type { NodeSettings } from './settings.ts';

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'print'; readonly text: string }
  /** A bad command line, in one sentence. */
  | { readonly kind: 'usage'; readonly problem: string };

/** A node's settings and those of the process around it. */
export interface Options extends NodeSettings {
  /** Worker threads, 0 for none. */
  readonly workers: number;
  /** How often a line of statistics goes to stderr, in milliseconds; 0 for never. */
  readonly statsIntervalMs: number;
}

const flags = {
  strategy: { type: 'string', default: 'per-key' },
  service: { type: 'string', default: 'seq-kv' },
  acks: { type: 'string', default: 'store' },
  workers: { type: 'string', default: 'auto' },
  'flush-interval-ms': { type: 'string', default: '0' },
  'read-staleness-ms': { type: 'string', default: '0' },
  'reply-deadline-ms': { type: 'string', default: '4500' },
  'kv-timeout-ms': { type: 'string', default: '500' },
  'queue-max': { type: 'string', default: '500000' },
  'queue-bytes-max': { type: 'string', default: '67108864' },
  'stats-interval-ms': { type: 'string', default: '0' },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const;

const help = `sluice: a grow-only counter node for Maelstrom's g-counter workload

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
  printf '%s\\n' '{"src":"c1","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1","node_ids":["n1"]}}' | sluice
`;

/**
 * Reads the node's command line. `version` is the package's; `cores` how many the machine has, for
 * `--workers auto`.
 */
export function parseCommand(args: readonly string[], version: string, cores: number): Command {
  try {
    const { values } = parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false });
    if (values.help) {
      return { kind: 'print', text: help };
    }
    if (values.version) {
      return { kind: 'print', text: `sluice ${version}\n` };
    }
    // One core for the main thread, and one for whoever is at the other end of the pipes: without a
    // core of its own, a worker only takes turns with them, and is slower than decoding on the main
    // thread.
    const auto = Math.min(4, cores - 1);
    const options: Options = {
      strategy: oneOf('--strategy', values.strategy, ['per-key', 'cas']),
      service: oneOf('--service', values.service, ['seq-kv', 'lin-kv']),
      acks: oneOf('--acks', values.acks, ['store', 'local']),
      workers: values.workers === 'auto' ? auto : whole('--workers', values.workers, 0, 64, ' or auto'),
      flushIntervalMs: whole('--flush-interval-ms', values['flush-interval-ms'], 0, dayMs),
      readStalenessMs: whole('--read-staleness-ms', values['read-staleness-ms'], 0, dayMs),
      replyDeadlineMs: whole('--reply-deadline-ms', values['reply-deadline-ms'], 200, dayMs),
      kvTimeoutMs: whole('--kv-timeout-ms', values['kv-timeout-ms'], 1, dayMs),
      queueMax: whole('--queue-max', values['queue-max'], 1, 2 ** 31),
      queueBytesMax: whole('--queue-bytes-max', values['queue-bytes-max'], 1024, 2 ** 40),
      statsIntervalMs: whole('--stats-interval-ms', values['stats-interval-ms'], 0, dayMs),
    };
    return { kind: 'run', options };
  } catch (error) {
    const sentence = (error as Error).message.split(/\.\s|\n/)[0]!;
    return { kind: 'usage', problem: `${sentence} (see --help)` };
  }
}

const dayMs = 86_400_000;

function oneOf<const T extends string>(flag: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) {
    throw new Error(`${flag} must be ${allowed.join(' or ')}, not '${value}'`);
  }
  return found;
}

function whole(flag: string, value: string, min: number, max: number, orElse = ''): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < min || number > max) {
    throw new Error(`${flag} must be a whole number from ${min} to ${max}${orElse}, not '${value}'`);
  }
  return number;
}
