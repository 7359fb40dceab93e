import { parseArgs } from 'node:util';
import { type FaultKind, faultKinds } from './nemesis/fault.ts';
import { type Latency, latencyDistributions } from './network/latency.ts';
import { type NodePromise, ownPromise } from './own-promise.ts';
import { seedMax } from './random.ts';
import { type Consistency, consistencies, type Run } from './run.ts';
import { workloads } from './workload/request-mix.ts';

/** A test as the command line asks for it. */
export interface TestOptions {
  readonly workload: Run['workload'];
  /** The node to test, as it was given; undefined for our own. */
  readonly bin: string | undefined;
  readonly nodeArgs: readonly string[];
  readonly nodeCount: number;
  /** Number of clients. */
  readonly concurrency: number;
  /** Operations a second. */
  readonly rate: number;
  readonly timeLimitMs: number;
  readonly recoveryMs: number;
  readonly latency: Latency;
  readonly faults: readonly FaultKind[];
  readonly nemesisIntervalMs: number;
  /** Undefined when one is to be drawn. */
  readonly seed: number | undefined;
  /** What the node is held to, and why when that needs saying. */
  readonly promise: NodePromise;
  readonly availability: number | 'total' | undefined;
  readonly store: string;
  readonly logStderr: boolean;
  readonly logNetSend: boolean;
  readonly logNetRecv: boolean;
}

/** What a command line asks for: a test, a text to print, or nothing that can be understood, told in one sentence. */
export type CommandLine =
  | { readonly kind: 'test'; readonly options: TestOptions }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'error'; readonly message: string };

const flags = {
  workload: { type: 'string', short: 'w' },
  bin: { type: 'string' },
  'node-count': { type: 'string' },
  rate: { type: 'string' },
  'time-limit': { type: 'string' },
  concurrency: { type: 'string' },
  latency: { type: 'string' },
  'latency-dist': { type: 'string' },
  nemesis: { type: 'string' },
  'nemesis-interval': { type: 'string' },
  availability: { type: 'string' },
  consistency: { type: 'string' },
  recovery: { type: 'string' },
  seed: { type: 'string' },
  store: { type: 'string' },
  'log-stderr': { type: 'boolean' },
  'log-net-send': { type: 'boolean' },
  'log-net-recv': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** What flags mean when they aren't given: with `--bin` as in Maelstrom, without it the test that our node is made for. */
const defaults = {
  own: { 'node-count': '3', rate: '100', 'time-limit': '20', nemesis: 'partition' },
  foreign: { 'node-count': '5', rate: '5', 'time-limit': '60', nemesis: 'none' },
} as const;

const help = `An embedded Maelstrom: runs a node on a simulated network with faults, and judges what it answered.

  npm start -- [options] [-- arguments for the node]

With no options: our own node, g-counter, 3 nodes, 100 operations a second for 20 s, partitions. Without --bin, options that
are not given keep these values; with it, they have Maelstrom's own, shown in brackets.

  -w, --workload NAME       g-counter (default), pn-counter or echo
      --bin FILE            an executable to test instead of our own node, in any language
      --node-count N        nodes, n0 and on: 3 [5]
      --rate HZ             operations a second, all clients together: 100 [5]
      --time-limit S        seconds of load and faults: 20 [60]
      --concurrency N|Nn    clients, or clients per node with an n: 1n
      --latency MS          mean latency of messages without a client, one way: 0
      --latency-dist D      constant (default), uniform (0 to twice the mean) or exponential
      --nemesis A,B         faults: partition, kill, pause as Maelstrom has them; isolate-kv, loss, duplicate, reorder
                            between nodes and services, harsher than it; or none: partition [none]
      --nemesis-interval S  mean seconds between switching a fault on and off: 10
      --availability A      share of operations that must succeed, 0 to 1, or total
      --log-stderr          the nodes' stderr on the console as well
      --log-net-send        every message sent
      --log-net-recv        every message received

Beyond Maelstrom:
      --seed N              what all chance is drawn from: the same seed has the same faults, 0 to ${seedMax}; random, and printed
      --recovery S          seconds between the last fault and the final reads: 10
      --consistency LEVEL   what is required: final, monotone, fresh or linearizable, each with those before it;
                            our node: the strongest its arguments promise, another: final
      --store DIR           where results go, in <workload>/<time>/: ./store
  -h, --help                this text

Exit code: 0 valid, 1 invalid, 2 a command line not understood, 3 a node crashed or was muted.

Examples:
  npm start
  npm start -- --seed 7 --nemesis partition,kill,pause --time-limit 60
  npm start -- --rate 20000 --concurrency 10n -- --strategy cas
  npm start -- --bin ./my-node.py --node-count 3 --rate 100 --time-limit 20 --nemesis partition
  npm start -- -w echo --bin ./echo.rb --node-count 1
`;

/** A problem with the command line, as one sentence. */
class BadOption extends Error {}

/** Reads a command line, without the program's own name. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  try {
    const split = args.indexOf('--');
    const own = split < 0 ? args : args.slice(0, split);
    const { values } = parseArgs({ args: [...own], options: flags, strict: true, allowPositionals: false });
    if (values.help) {
      return { kind: 'help', text: help };
    }
    return { kind: 'test', options: testOptions(values, split < 0 ? [] : args.slice(split + 1)) };
  } catch (error) {
    return { kind: 'error', message: oneSentence((error as Error).message) };
  }
}

function testOptions(
  values: Partial<Record<keyof typeof flags, string | boolean>>,
  nodeArgs: readonly string[],
): TestOptions {
  const unset = values.bin === undefined ? defaults.own : defaults.foreign;
  const text = (flag: keyof typeof flags): string | undefined => {
    const value = values[flag];
    if (value === '') {
      throw new BadOption(`--${flag} must not be empty`);
    }
    return typeof value === 'string' ? value : undefined;
  };
  const nodeCount = integer('--node-count', text('node-count') ?? unset['node-count'], 1, 1_000);
  const workload = oneOf('--workload', text('workload') ?? 'g-counter', workloads);
  const faults = faultList(text('nemesis') ?? unset.nemesis);
  const bin = text('bin');
  const consistency = text('consistency');
  if (bin === undefined && workload !== 'g-counter') {
    throw new BadOption(
      `--workload ${workload} needs a node that serves it, named by --bin, since ours is a g-counter`,
    );
  }
  const availability = text('availability');
  const seed = text('seed');
  return {
    workload,
    bin,
    nodeArgs,
    nodeCount,
    concurrency: clientCount(text('concurrency') ?? '1n', nodeCount),
    rate: decimal('--rate', text('rate') ?? unset.rate, 0, 10_000_000),
    timeLimitMs: 1_000 * decimal('--time-limit', text('time-limit') ?? unset['time-limit'], 0.1, 1_000_000),
    recoveryMs: 1_000 * decimal('--recovery', text('recovery') ?? '10', 0, 1_000_000),
    latency: {
      meanMs: decimal('--latency', text('latency') ?? '0', 0, 1_000_000),
      distribution: oneOf('--latency-dist', text('latency-dist') ?? 'constant', latencyDistributions),
    },
    faults,
    nemesisIntervalMs: 1_000 * decimal('--nemesis-interval', text('nemesis-interval') ?? '10', 0.001, 1_000_000),
    seed: seed === undefined ? undefined : integer('--seed', seed, 0, seedMax),
    promise: promiseOf(bin, nodeArgs, faults, consistency),
    availability:
      availability === undefined || availability === 'total'
        ? availability
        : decimal('--availability', availability, 0, 1, ' or total'),
    store: text('store') ?? 'store',
    logStderr: values['log-stderr'] === true,
    logNetSend: values['log-net-send'] === true,
    logNetRecv: values['log-net-recv'] === true,
  };
}

function promiseOf(
  bin: string | undefined,
  nodeArgs: readonly string[],
  faults: readonly FaultKind[],
  given: string | undefined,
): NodePromise {
  const consistency: Consistency | undefined =
    given === undefined ? undefined : oneOf('--consistency', given, consistencies);
  if (bin !== undefined) {
    return { consistency: consistency ?? 'final', stalenessMs: 0 };
  }
  const promise = ownPromise(nodeArgs, faults);
  if ('problem' in promise) {
    throw new BadOption(`the node's arguments after -- are wrong: ${promise.problem}`);
  }
  // What the user asks for replaces the level, not how old a read may be by the node's own settings.
  return consistency === undefined ? promise : { consistency, stalenessMs: promise.stalenessMs };
}

function clientCount(text: string, nodeCount: number): number {
  const match = /^([0-9]{1,6})(n?)$/.exec(text);
  const count = match ? Number(match[1]) * (match[2] ? nodeCount : 1) : 0;
  if (count < 1 || count > 100_000) {
    throw new BadOption(
      `--concurrency must be a number of clients from 1 to 100000, or one per node such as 2n, not '${text}'`,
    );
  }
  return count;
}

function faultList(text: string): readonly FaultKind[] {
  if (text === 'none') {
    return [];
  }
  return [...new Set(text.split(',').map((name) => oneOf('--nemesis', name.trim(), faultKinds, ', or none')))];
}

function oneOf<const Name extends string>(flag: string, text: string, names: readonly Name[], or = ''): Name {
  const found = names.find((name) => name === text);
  if (found === undefined) {
    throw new BadOption(`${flag} must be one of ${names.join(', ')}${or}, not '${text}'`);
  }
  return found;
}

function integer(flag: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^[0-9]+$/.test(text) || value < least || value > most) {
    throw new BadOption(`${flag} must be a whole number from ${least} to ${most}, not '${text}'`);
  }
  return value;
}

function decimal(flag: string, text: string, least: number, most: number, or = ''): number {
  const value = Number(text);
  if (!/^[0-9]*\.?[0-9]+$/.test(text) || value < least || value > most) {
    throw new BadOption(`${flag} must be a number from ${least} to ${most}${or}, not '${text}'`);
  }
  return value;
}

/** The first sentence: what parseArgs adds to it is advice on its own syntax. */
function oneSentence(message: string): string {
  return `${(message.split(/\.\s|\n/)[0] ?? message).replace(/\.$/, '')} (see --help).`;
}
