import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { choice, given, several, text, whole } from '../../src/main/flags/flag.ts';
import { BadCommandLine, readFlags, readValue } from '../../src/main/flags/read-flags.ts';
import { benchPage } from '../benchmarks/report/bench-page.ts';
import { type Comparison, compare, readEarlier } from '../benchmarks/report/compare.ts';
import { hasSection, replaceSection } from '../benchmarks/report/document-section.ts';
import { thisMachine } from '../benchmarks/report/machine.ts';
import { markdownReport, scopeMarkdown } from '../benchmarks/report/markdown-report.ts';
import { overview } from '../benchmarks/report/overview.ts';
import { textReport } from '../benchmarks/report/text-report.ts';
import { type BenchResult, benchFormat, isRight, type ScopeResult } from '../benchmarks/result.ts';
import type { BenchContext, Scope } from '../benchmarks/scope.ts';
import { scopes } from '../benchmarks/scopes.ts';
import { packageFolder } from '../built-files.ts';
import { invocation } from '../invocation.ts';
import { optionalPackage } from '../optional-package.ts';
import { wrapped } from '../wrapped-text.ts';
import type { Command } from './command.ts';
import { argumentsText } from './command-text.ts';
import { mustBeExecutable } from './executable.ts';
import { helpTable } from './help-list.ts';
import { LiveLine } from './live-line.ts';
import { makeDirectory } from './make-directory.ts';
import { makeRunDirectory } from './run-directory.ts';

/** What is to be measured, and where it goes. */
export interface BenchOptions extends Omit<BenchContext, 'progress'> {
  readonly scopes: readonly Scope[];
  /** Files to write besides those in the store. */
  readonly json: string | undefined;
  readonly html: string | undefined;
  readonly markdown: string | undefined;
  /** Whether these figures replace those in README.md and FIGURES.md. */
  readonly readme: boolean;
  /** An earlier `bench.json` to compare with. */
  readonly compare: string | undefined;
  /** The folder that gets one for these results. */
  readonly out: string;
}

const flags = {
  runs: whole(1, 1_000),
  quick: given(),
  bin: several(text()),
  only: text(),
  soak: whole(1, 2_000_000_000),
  json: text(),
  html: text(),
  markdown: text(),
  readme: given(),
  compare: text(),
  out: text(),
} as const;

/** `npm run bench`: measures, and writes the figures as text, JSON, a page and Markdown. */
export const bench: Command<BenchOptions> = { flags, help: helpText(), read, run };

function read(args: readonly string[]): BenchOptions {
  const { values, positionals } = readFlags(args, flags, { positionals: true });
  const scopeName = choice(scopes.map(({ name }) => name));
  const wanted = new Set(positionals.map((word) => readValue('A scope', scopeName, word)));
  if (values.soak !== undefined && !wanted.has('firehose')) {
    throw new BadCommandLine('--soak needs the scope firehose');
  }
  const { quick = false } = values;
  return {
    scopes: wanted.size === 0 ? scopes : [...wanted].map((name) => scopes.find((scope) => scope.name === name)!),
    quick,
    runs: quick ? 1 : (values.runs ?? 3),
    bins: values.bin ?? [],
    only: values.only,
    soakAdds: values.soak,
    json: values.json,
    html: values.html,
    markdown: values.markdown,
    readme: values.readme ?? false,
    compare: values.compare,
    out: values.out ?? 'store',
  };
}

async function run(options: BenchOptions, args: readonly string[]): Promise<void> {
  for (const bin of options.bins) {
    mustBeExecutable(bin);
  }
  if (options.scopes.some(({ name }) => name === 'http')) {
    // Better known now than after all scopes before it.
    optionalPackage('autocannon', 'The scope http loads nodes');
  }
  const earlier = options.compare === undefined ? undefined : readEarlier(options.compare);
  const startedAt = new Date().toISOString();
  const machine = thisMachine();
  const measured: ScopeResult[] = [];
  const line = new LiveLine(process.stderr, { terminal: 0, plain: 5_000 });
  for (const scope of options.scopes) {
    const beganMs = performance.now();
    const progress = (what: string) => line.show(() => `${scope.name}: ${what}`);
    const findings = await scope.run({ ...options, progress });
    measured.push({ scope: scope.name, tookMs: performance.now() - beganMs, ...findings });
  }
  line.end();
  const result: BenchResult = {
    format: benchFormat,
    startedAt,
    command: `${invocation('bench')} ${argumentsText(args)}`.trim(),
    machine,
    quick: options.quick,
    runs: options.runs,
    scopes: measured,
  };
  const comparison = earlier && compare(options.compare!, earlier, result);
  process.stdout.write(`${textReport(result, comparison)}\n`);
  for (const file of writeFiles(result, comparison, options)) {
    process.stdout.write(`Wrote ${file}\n`);
  }
  if (!measured.every(({ checks }) => checks.every(isRight))) {
    process.exitCode = 1;
  }
}

function writeFiles(result: BenchResult, comparison: Comparison | undefined, options: BenchOptions): string[] {
  const directory = makeRunDirectory(options.out, 'bench', result.startedAt);
  const json = `${JSON.stringify(result, null, 1)}\n`;
  const page = benchPage(result, comparison);
  const files: [string | undefined, string][] = [
    [join(directory, 'bench.json'), json],
    [join(directory, 'bench.html'), page],
    [options.json, json],
    [options.html, page],
    [options.markdown, markdownReport(result)],
    ...(options.readme ? [updated(readme, result, overviewItem), updated(figures, result, scopeMarkdown)] : []),
  ];
  return files.flatMap(([file, text]) => {
    if (file === undefined) {
      return [];
    }
    makeDirectory(dirname(file));
    writeFileSync(file, text);
    return [file];
  });
}

/** The documents that hold figures. */
const readme = join(packageFolder, 'README.md');
const figures = join(packageFolder, 'FIGURES.md');

/** The longest line of the README's prose, with its indent. */
const readmeColumns = 138;

/** A document in which each scope that was measured and has a section there has its new figures. */
function updated(
  file: string,
  result: BenchResult,
  textOf: (result: BenchResult, scope: ScopeResult) => string,
): [string, string] {
  const before = readFileSync(file, 'utf8');
  return [
    file,
    result.scopes
      .filter(({ scope }) => hasSection(before, scope))
      .reduce((text, scope) => replaceSection(text, scope.scope, textOf(result, scope)), before),
  ];
}

function overviewItem({ startedAt }: BenchResult, scope: ScopeResult): string {
  const item = `- ${overview(scope)} (\`npm run bench -- ${scope.scope}\`, ${startedAt.slice(0, 10)})`;
  return wrapped(item, readmeColumns).join('\n  ');
}

function helpText(): string {
  return `Benchmarks: how fast, at what price, and beside what.

  sluice bench [scope ...] [options]     (in a clone: npm run bench -- [scope ...] [options])

${helpTable(scopes)}
Without a scope: all of them, which takes some 25 minutes. Every figure is the median of several
runs, with the least and the greatest; what is compared is measured in turns, run by run. Every run
checks that the work was done.

  --runs N         how often each figure is measured (default 3)
  --bin FILE       a node in any language to measure beside ours; may be given several times
  --only TEXT      only what has this in its name, such as 'workers auto' or 'window 256'
  --soak N         with firehose: memory while one node takes so many adds, up to 2000000000
  --quick          everything tiny, once: shows that it works, not how fast
  --compare FILE   the ratio of each figure to that in an earlier bench.json
  --json FILE      the results here as well, as JSON
  --html FILE      the page with the plots here as well
  --markdown FILE  the tables here, as Markdown
  --readme         puts them into a clone's FIGURES.md, and in short into its README.md, in the
                   place of those there
  --out DIR        where bench.json and bench.html go, in bench/<time>/ (default ./store)
  -h, --help       this text

Exit code: 0 all done and right, 1 some work did not come out as it must,
2 a command line not understood.

Examples:
  sluice bench firehose latency
  sluice bench firehose --only unbounded --runs 5 --bin ./my-node
  sluice bench firehose --soak 100000000
  sluice bench codec --compare store/bench/20250101T120000.000Z/bench.json
`;
}
