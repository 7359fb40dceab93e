#!/usr/bin/env node
import { choice } from '../../src/main/flags/flag.ts';
import { BadCommandLine, readFlags, readValue } from '../../src/main/flags/read-flags.ts';
import { boundedLog } from '../../src/main/log.ts';
import { Output } from '../../src/main/maelstrom/output.ts';
import { type Command, runAsMain } from '../cli/command.ts';
import { helpTable } from '../cli/help-list.ts';
import { realEnvironment } from '../real-environment.ts';
import { type Design, type StoreService, storeServices } from './design.ts';
import { designs } from './designs.ts';

/** The design to run, and where it keeps its totals. */
export interface DesignOptions {
  readonly design: Design;
  readonly service: StoreService;
}

const flags = { service: choice(storeServices) } as const;

/** A design as a process: stdio around its node. */
export const runDesign: Command<DesignOptions> = { flags, help: helpText(), read, run };

function read(args: readonly string[]): DesignOptions {
  const { values, positionals } = readFlags(args, flags, { positionals: true });
  const [name, ...more] = positionals;
  if (name === undefined) {
    throw new BadCommandLine('A design must be named');
  }
  if (more.length > 0) {
    throw new BadCommandLine(`One design at a time, not '${positionals.join(' ')}'`);
  }
  const known = readValue('The design', choice([...designs.keys()]), name);
  return { design: designs.get(known)!, service: values.service ?? 'seq-kv' };
}

/** Input is held back while this many bytes of output wait to be taken. */
const backlogBytesMax = 4 * 1024 * 1024;
/** What one read of stdin can bring at most: Node reads pipes into buffers of this size. */
const readBytesMax = 65_536;

function run({ design, service }: DesignOptions): void {
  const { stdin, stdout } = process;
  const output = new Output({
    stream: stdout,
    nowMs: () => performance.now(),
    onTaken: () => stdin.resume(),
    onDropped: () => {},
  });
  const node = design.start({
    environment: realEnvironment(Math.random),
    write: (lines) => output.write(lines),
    service,
    log: boundedLog((line) => void process.stderr.write(line)),
  });
  const leave = () => output.end(() => process.exit(0));
  stdin.on('data', (bytes: Buffer) => {
    node.receive(bytes, bytes.length >= readBytesMax);
    if (output.bytes > backlogBytesMax) {
      stdin.pause();
    }
  });
  stdin.on('end', () => node.end(leave));
  // Nobody reads what this node prints: there is nothing left to do.
  stdout.on('error', () => process.exit(1));
}

function helpText(): string {
  return `A counter node of another design, to compare with; it speaks Maelstrom's protocol on stdin and
stdout.

Usage: run.js <design> [--service seq-kv|lin-kv]

${helpTable([...designs.values()])}
  --service seq-kv|lin-kv  Maelstrom's store to keep totals in (default seq-kv)
  -h, --help               this text

Example:
  sluice test --bin dist/bench/designs/run.js --node-count 3 --rate 100 --time-limit 20 cas-loop
`;
}

await runAsMain(import.meta.url, runDesign);
