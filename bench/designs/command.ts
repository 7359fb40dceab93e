import { parseArgs } from 'node:util';
import { type Design, type StoreService, storeServices } from './design.ts';
import { designs } from './designs.ts';

/** What the command line of `run.ts` asks for. */
export type DesignCommand =
  | { readonly kind: 'run'; readonly design: Design; readonly service: StoreService }
  | { readonly kind: 'help'; readonly text: string }
  /** A bad command line, in one sentence. */
  | { readonly kind: 'error'; readonly message: string };

/** Reads the command line of a design run as a process. */
export function parseDesignCommand(args: readonly string[]): DesignCommand {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: flags,
      strict: true,
      allowPositionals: true,
    });
    if (values.help) {
      return { kind: 'help', text: help() };
    }
    const [name, ...more] = positionals;
    if (name === undefined) {
      return error('Which design?');
    }
    if (more.length > 0) {
      return error(`One design at a time, not '${positionals.join(' ')}'.`);
    }
    const design = designs.get(name);
    if (design === undefined) {
      return error(`There is no design '${name}'.`);
    }
    const service = storeServices.find((each) => each === values.service);
    if (service === undefined) {
      return error(`--service must be ${storeServices.join(' or ')}, not '${values.service}'.`);
    }
    return { kind: 'run', design, service };
  } catch (problem) {
    return error(`${(problem as Error).message.split(/\.\s|\n/)[0]}.`);
  }
}

const flags = {
  service: { type: 'string', default: 'seq-kv' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function error(sentence: string): DesignCommand {
  return { kind: 'error', message: `${sentence.slice(0, -1)} (see --help)${sentence.at(-1)}` };
}

function help(): string {
  const width = Math.max(...[...designs.keys()].map((name) => name.length));
  const list = [...designs.values()].map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}\n`).join('');
  return `A counter node of another design, to compare with; it speaks Maelstrom's protocol on stdin and stdout.

Usage: run.js <design> [--service seq-kv|lin-kv]

${list}
  --service seq-kv|lin-kv  Maelstrom's store to keep totals in (default seq-kv)
  -h, --help               this text

Example:
  npm start -- --bin dist/bench/designs/run.js --node-count 3 --rate 100 --time-limit 20 -- cas-loop
`;
}
