import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Comparison, compare, readEarlier } from '../benchmarks/compare.ts';
import { thisMachine } from '../benchmarks/machine.ts';
import { markdownReport, scopeMarkdown } from '../benchmarks/markdown-report.ts';
import { type BenchOptions, parseBenchCommand } from '../benchmarks/options.ts';
import { overview } from '../benchmarks/overview.ts';
import { benchPage } from '../benchmarks/page.ts';
import { ProgressLine } from '../benchmarks/progress-line.ts';
import { quotedArguments } from '../benchmarks/quoted-arguments.ts';
import { type BenchResult, benchFormat, isRight, type ScopeResult } from '../benchmarks/result.ts';
import { scopes } from '../benchmarks/scopes.ts';
import { replaceSection } from '../benchmarks/sections.ts';
import { textReport } from '../benchmarks/text-report.ts';
import { makeStoreDirectory } from './store-directory.ts';

/** `npm run bench`: measures, and writes what it found as text, JSON, a page and Markdown. */

const args = process.argv.slice(2);
const command = parseBenchCommand(args, scopes);
if (command.kind === 'help') {
  process.stdout.write(command.text);
} else if (command.kind === 'error') {
  fail(command.message);
} else {
  await start(command.options);
}

async function start(options: BenchOptions): Promise<void> {
  let earlier: BenchResult | undefined;
  try {
    for (const bin of options.bins) {
      mustRun(bin);
    }
    if (options.compare !== undefined) {
      earlier = readEarlier(options.compare);
    }
  } catch (error) {
    fail(`${(error as Error).message} (see --help).`);
    return;
  }
  const startedAt = new Date().toISOString();
  const machine = thisMachine();
  const measured: ScopeResult[] = [];
  const line = new ProgressLine(process.stderr);
  for (const scope of options.scopes) {
    const beganMs = performance.now();
    const findings = await scope.run({
      ...options,
      progress: (text) => line.show(`${scope.name}: ${text}`),
    });
    measured.push({ scope: scope.name, tookMs: performance.now() - beganMs, ...findings });
  }
  line.stop();
  const result: BenchResult = {
    format: benchFormat,
    startedAt,
    command: `npm run bench -- ${quotedArguments(args)}`.trim(),
    machine,
    quick: options.quick,
    runs: options.runs,
    scopes: measured,
  };
  const comparison = earlier && compare(options.compare!, earlier, result);
  process.stdout.write(`${textReport(result, comparison)}\n`);
  for (const file of write(result, comparison, options)) {
    process.stdout.write(`Wrote ${file}\n`);
  }
  if (!measured.every(({ checks }) => checks.every(isRight))) {
    process.exitCode = 1;
  }
}

function write(result: BenchResult, comparison: Comparison | undefined, options: BenchOptions): string[] {
  const directory = makeStoreDirectory(options.store, 'bench', result.startedAt);
  const json = `${JSON.stringify(result, null, 1)}\n`;
  const page = benchPage(result, comparison);
  const files: [string | undefined, string][] = [
    [join(directory, 'bench.json'), json],
    [join(directory, 'bench.html'), page],
    [options.json, json],
    [options.html, page],
    [options.markdown, markdownReport(result)],
    ...(options.readme
      ? [updated('README.md', result, overviewItem), updated('FIGURES.md', result, scopeMarkdown)]
      : []),
  ];
  return files.flatMap(([file, text]) => {
    if (file === undefined) {
      return [];
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return [file];
  });
}

/** A document in which each scope that was measured has its figures anew. */
function updated(
  file: string,
  result: BenchResult,
  textOf: (result: BenchResult, scope: ScopeResult) => string,
): [string, string] {
  const before = readFileSync(file, 'utf8');
  return [
    file,
    result.scopes.reduce((text, scope) => replaceSection(text, scope.scope, textOf(result, scope)), before),
  ];
}

function overviewItem({ startedAt }: BenchResult, scope: ScopeResult): string {
  return `- ${overview(scope)} (\`npm run bench -- ${scope.scope}\`, ${startedAt.slice(0, 10)})`;
}

function mustRun(bin: string): void {
  try {
    accessSync(bin, constants.X_OK);
  } catch {
    throw new Error(`--bin ${bin} is not an executable file`);
  }
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 2;
}
