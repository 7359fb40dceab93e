import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { designNode, foreignNode, type NamedNode, ourNode } from '../benchmarks/nodes.ts';

/** What `npm run http` is asked for. */
export interface HttpOptions {
  readonly node: NamedNode;
  readonly nodeCount: number;
  readonly port: number;
  readonly roundTripMs: number;
  readonly store: string;
}

/** What the command line asks for. */
export type HttpCommand =
  | { readonly kind: 'run'; readonly options: HttpOptions }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'error'; readonly message: string };

const help = `HTTP in front of counter nodes, for load tools.

  npm run http -- [options] [-- arguments for the node]

Every node is a process as under Maelstrom, with a port of its own on 127.0.0.1:
  POST /add {"delta":n}   200 when it is durable
  GET  /read              200 {"value":n}
  GET  /stats             what was done so far, KV round trips included
Errors: 400 malformed, 409 the total would be too large, 501 not supported, 503 unavailable, nothing happened; 504 nobody knows.

  --nodes N           nodes (default 3)
  --port P            the first node's port, the others follow (default 8080; 0: any that are free)
  --round-trip-ms MS  how long the store takes, at least (default 1)
  --design NAME       another design in place of our node: see dist/bench/designs/run.js --help
  --bin FILE          an executable in place of our node
  --store DIR         where the nodes' stderr goes, in http/<time>/ (default ./store)
  -h, --help          this text

Exit code: 0 stopped by a signal, 1 a node ended, 2 a command line not understood.

Examples:
  npm run http
  npm run http -- --nodes 1 -- --read-staleness-ms 100
  curl -d '{"delta":5}' http://127.0.0.1:8080/add; curl http://127.0.0.1:8081/read
  npx autocannon -c 100 -m POST -b '{"delta":1}' http://127.0.0.1:8080/add
`;

/** Reads a command line, without the program's own name. */
export function parseHttpCommand(args: readonly string[]): HttpCommand {
  try {
    const split = args.indexOf('--');
    const { values } = parseArgs({
      args: split < 0 ? [...args] : args.slice(0, split),
      options: {
        nodes: { type: 'string', default: '3' },
        port: { type: 'string', default: '8080' },
        'round-trip-ms': { type: 'string', default: '1' },
        design: { type: 'string' },
        bin: { type: 'string' },
        store: { type: 'string', default: 'store' },
        help: { type: 'boolean', short: 'h', default: false },
      },
      strict: true,
    });
    if (values.help) {
      return { kind: 'help', text: help };
    }
    const nodeArgs = split < 0 ? [] : args.slice(split + 1);
    return {
      kind: 'run',
      options: {
        node: nodeOf(values.design, values.bin, nodeArgs),
        nodeCount: whole('--nodes', values.nodes, 1, 100),
        port: whole('--port', values.port, 0, 65_000),
        roundTripMs: whole('--round-trip-ms', values['round-trip-ms'], 0, 10_000),
        store: values.store,
      },
    };
  } catch (error) {
    const sentence = (error as Error).message.split(/\.\s|\n/)[0]!.replace(/\.$/, '');
    return { kind: 'error', message: `${sentence} (see --help).` };
  }
}

function nodeOf(design: string | undefined, bin: string | undefined, nodeArgs: readonly string[]): NamedNode {
  if (design !== undefined && bin !== undefined) {
    throw new Error('--design and --bin exclude each other');
  }
  const node =
    design !== undefined ? designNode(design) : bin !== undefined ? foreignNode(resolve(bin)) : ourNode('sluice');
  return { ...node, args: [...node.args, ...nodeArgs] };
}

function whole(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new Error(`${flag} must be a whole number from ${min} to ${max}, not '${text}'`);
  }
  return value;
}
