import { parseArgs } from 'node:util';
import type { Scope } from './scope.ts';

/** What a command line asks of `npm run bench`. */
export interface BenchOptions {
  readonly scopes: readonly Scope[];
  readonly quick: boolean;
  readonly runs: number;
  readonly bins: readonly string[];
  readonly only: string | undefined;
  readonly soakAdds: number | undefined;
  /** Files to write besides those in the store. */
  readonly json: string | undefined;
  readonly html: string | undefined;
  readonly markdown: string | undefined;
  /** Whether README.md and FIGURES.md get these figures. */
  readonly readme: boolean;
  /** An earlier `bench.json` to compare with. */
  readonly compare: string | undefined;
  readonly store: string;
}

/** What a command line asks for: benchmarks, a text to print, or nothing that can be understood, told in one sentence. */
export type BenchCommand =
  | { readonly kind: 'run'; readonly options: BenchOptions }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'error'; readonly message: string };

const flags = {
  runs: { type: 'string', default: '3' },
  quick: { type: 'boolean', default: false },
  bin: { type: 'string', multiple: true },
  only: { type: 'string' },
  soak: { type: 'string' },
  json: { type: 'string' },
  html: { type: 'string' },
  markdown: { type: 'string' },
  readme: { type: 'boolean', default: false },
  compare: { type: 'string' },
  store: { type: 'string', default: 'store' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Reads a command line, without the program's own name. */
export function parseBenchCommand(args: readonly string[], scopes: readonly Scope[]): BenchCommand {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: flags,
      strict: true,
      allowPositionals: true,
    });
    if (values.help) {
      return { kind: 'help', text: help(scopes) };
    }
    const wanted = positionals.map((name) => {
      const scope = scopes.find((each) => each.name === name);
      if (scope === undefined) {
        throw new Error(`There is no scope '${name}'`);
      }
      return scope;
    });
    if (values.soak !== undefined && !positionals.includes('firehose')) {
      throw new Error('--soak needs the scope firehose');
    }
    return {
      kind: 'run',
      options: {
        scopes: wanted.length === 0 ? scopes : [...new Set(wanted)],
        quick: values.quick,
        runs: whole('--runs', values.quick ? '1' : values.runs, 1, 1_000),
        bins: values.bin ?? [],
        only: values.only,
        soakAdds: values.soak === undefined ? undefined : whole('--soak', values.soak, 1, 2_000_000_000),
        json: values.json,
        html: values.html,
        markdown: values.markdown,
        readme: values.readme,
        compare: values.compare,
        store: values.store,
      },
    };
  } catch (error) {
    return {
      kind: 'error',
      message: `${(error as Error).message.split(/\.\s|\n/)[0]!.replace(/\.$/, '')} (see --help).`,
    };
  }
}

function whole(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new Error(`${flag} must be a whole number from ${min} to ${max}, not '${text}'`);
  }
  return value;
}

function help(scopes: readonly Scope[]): string {
  const width = Math.max(...scopes.map(({ name }) => name.length));
  const list = scopes.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}\n`).join('');
  return `Benchmarks: how fast, at what price, and beside what.

  npm run bench -- [scope ...] [options]

${list}
Without a scope: all of them, which takes some 25 minutes. Every figure is the median of several runs, with the least
and the greatest; what is compared is measured in turns, run by run. Every run checks that the work was done.

  --runs N         how often each figure is measured (default 3)
  --bin FILE       a node in any language to measure beside ours; may be given several times
  --only TEXT      only what has this in its name, such as 'workers auto' or 'window 256'
  --soak N         with firehose: memory while one node takes so many adds, up to 2000000000
  --quick          everything tiny, once: shows that it works, not how fast
  --compare FILE   the ratio of each figure to that in an earlier bench.json
  --json FILE      the results here as well, as JSON
  --html FILE      the page with the plots here as well
  --markdown FILE  the tables here, as Markdown
  --readme         puts them into README.md and FIGURES.md, in the place of these scopes' figures there
  --store DIR      where bench.json and bench.html go, in bench/<time>/ (default ./store)
  -h, --help       this text

Exit code: 0 all done and right, 1 some work did not come out as it must, 2 a command line not understood.

Examples:
  npm run bench -- firehose latency
  npm run bench -- firehose --only unbounded --runs 5 --bin ./my-node
  npm run bench -- firehose --soak 100000000
  npm run bench -- codec --compare store/bench/20250101T120000.000Z/bench.json
`;
}
