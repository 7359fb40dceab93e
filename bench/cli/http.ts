import { join } from 'node:path';
import { nodeFlags as ourFlags } from '../../src/main/command-line.ts';
import { choice, text, whole } from '../../src/main/flags/flag.ts';
import { BadCommandLine, readFlags } from '../../src/main/flags/read-flags.ts';
import { designNode, foreignNode, type NamedNode, ourNode } from '../benchmarks/measure/nodes.ts';
import { ProcessCluster } from '../cluster/process-cluster.ts';
import { designs } from '../designs/designs.ts';
import { HttpCluster } from '../http/http-cluster.ts';
import type { Command } from './command.ts';
import { mustBeExecutable } from './executable.ts';
import { endingSignals } from './interruption.ts';
import { makeRunDirectory } from './run-directory.ts';
import { testFlags } from './test-flags.ts';

/** The options of `npm run http`. */
export interface HttpOptions {
  readonly node: NamedNode;
  readonly nodeCount: number;
  readonly port: number;
  readonly roundTripMs: number;
  readonly out: string;
}

const flags = {
  'node-count': testFlags['node-count'],
  port: whole(0, 64_000),
  'round-trip-ms': whole(0, 10_000),
  design: choice([...designs.keys()]),
  bin: text(),
  out: text(),
} as const;

const help = `HTTP in front of counter nodes, for load tools.

  sluice http [options] [-- arguments for the node]   (in a clone: npm run http -- [options] ...)

Every node is a process as under Maelstrom, with a port of its own on 127.0.0.1:
  POST /add {"delta":n}   200 when it is durable
  GET  /read              200 {"value":n}
  GET  /stats             what was done so far, KV round trips included
Errors: 400 malformed, 409 the total would be too large, 501 not supported, 503 unavailable: nothing
happened; 504: it may or may not have happened.

  --node-count N      nodes (default 3)
  --port P            the first node's port, the others follow (default 8080; 0: any that are free)
  --round-trip-ms MS  how long the store takes, at least (default 1)
  --design NAME       another design in place of our node: see dist/bench/designs/run.js --help
  --bin FILE          an executable in place of our node
  --out DIR           where the nodes' stderr goes, in http/<time>/ (default ./store)
  -h, --help          this text

Exit code: 0 stopped by a signal, 1 a node ended, 2 a command line not understood.

Examples:
  sluice http
  sluice http --node-count 1 -- --read-staleness-ms 100
  curl -d '{"delta":5}' http://127.0.0.1:8080/add; curl http://127.0.0.1:8081/read
  npx autocannon -c 100 -m POST -b '{"delta":1}' http://127.0.0.1:8080/add
`;

/** `npm run http`: nodes behind HTTP, until a signal ends it. */
export const http: Command<HttpOptions> = { flags, help, read, run };

function read(args: readonly string[]): HttpOptions {
  const { values, rest } = readFlags(args, flags, { rest: true, restFlags: ourFlags });
  return {
    node: nodeOf(values.design, values.bin, rest),
    nodeCount: values['node-count'] ?? 3,
    port: values.port ?? 8_080,
    roundTripMs: values['round-trip-ms'] ?? 1,
    out: values.out ?? 'store',
  };
}

function nodeOf(design: string | undefined, bin: string | undefined, nodeArgs: readonly string[]): NamedNode {
  if (design !== undefined && bin !== undefined) {
    throw new BadCommandLine('--design and --bin exclude each other');
  }
  const node = design !== undefined ? designNode(design) : bin !== undefined ? foreignNode(bin) : ourNode('sluice');
  return { ...node, args: [...node.args, ...nodeArgs] };
}

async function run({ node, nodeCount, port, roundTripMs, out }: HttpOptions): Promise<void> {
  mustBeExecutable(node.command);
  const directory = makeRunDirectory(out, 'http', new Date().toISOString());
  const cluster = new ProcessCluster({
    bin: node.command,
    args: node.args,
    logDirectory: join(directory, 'node-logs'),
  });
  // Whatever ends this process, no node outlives it.
  process.on('exit', () => cluster.killAll());
  const fronts = new HttpCluster({
    cluster,
    nodeCount,
    port,
    roundTripMs,
    crashed: (id, lastStderr) => {
      process.stderr.write(`Node ${id} ended: ${lastStderr.slice(-500)}\n`);
      process.exitCode = 1;
    },
  });
  const stop = () => {
    fronts.stop();
    // A node leaves when its stdin ends; one that doesn't is not waited for.
    setTimeout(() => process.exit(), 1_000).unref();
  };
  for (const signal of endingSignals) {
    process.once(signal, stop);
  }
  try {
    const ports = await fronts.start();
    ports.forEach((each, i) => {
      process.stdout.write(`n${i} http://127.0.0.1:${each}\n`);
    });
    process.stdout.write('ready\n');
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
    stop();
  }
}
