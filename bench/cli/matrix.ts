import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { choice, flagOf, given, list, text, whole } from '../../src/main/flags/flag.ts';
import { readFlags, readValue } from '../../src/main/flags/read-flags.ts';
import { designs } from '../designs/designs.ts';
import { cellsOf, optionsOf } from '../matrix/cell.ts';
import { kindTexts } from '../matrix/failure.ts';
import { type FaultSet, faultSetNamed, faultSets } from '../matrix/fault-sets.ts';
import type { Matrix } from '../matrix/matrix.ts';
import { replayCommand } from '../matrix/replay-command.ts';
import { percent, telling } from '../matrix/report/cell-text.ts';
import { renderHeatMap } from '../matrix/report/heat-map.ts';
import { renderMarkdown } from '../matrix/report/markdown.ts';
import { renderMatrixPage } from '../matrix/report/matrix-page.ts';
import { shortFaultSets, shortStores } from '../matrix/report/short-columns.ts';
import { renderShortTable } from '../matrix/report/short-table.ts';
import { renderTextTable } from '../matrix/report/text-table.ts';
import { runMatrix } from '../matrix/run-matrix.ts';
import { breaksClaim, type CellResult } from '../matrix/tally.ts';
import { seedMax } from '../random.ts';
import { type StoreModel, storeModels } from '../services/store-models.ts';
import type { Command } from './command.ts';
import { helpList } from './help-list.ts';
import { makeDirectory } from './make-directory.ts';
import { MatrixProgress } from './matrix-progress.ts';

/** A matrix as the command line describes it. */
export interface MatrixOptions {
  readonly runs: number;
  readonly firstSeed: number;
  readonly designs: readonly string[];
  readonly stores: readonly StoreModel[];
  readonly faultSets: readonly FaultSet[];
  readonly jobs: number;
  /** The folder for the files. */
  readonly out: string;
  /** Only the cells of the short table, and only that table. */
  readonly short: boolean;
}

const storeNames = storeModels.map(({ name }) => name);
const faultSetNames = faultSets.map(({ name }) => name);

const flags = {
  runs: whole(1, 1_000_000),
  seed: whole(0, seedMax),
  designs: list(choice([...designs.keys()])),
  stores: list(flagOf(`one of ${storeNames.join(', ')}`, storeNamed, storeNames)),
  faults: list(
    flagOf(`one of ${faultSetNames.join(', ')}, or single faults joined by +`, faultSetNamed, faultSetNames),
  ),
  jobs: whole(1, 256),
  out: text(),
  short: given(),
} as const;

const defaults = { runs: 50, seed: 1, out: 'store/matrix' } as const;

const help = `The matrix: every design on every store under every set of faults, simulated, and the share of runs
that go wrong.

  sluice matrix [options]        (in a clone: npm run matrix -- [options])

      --runs N         runs of each cell, with consecutive seeds (default ${defaults.runs})
      --seed N         the first seed (default ${defaults.seed}), for every cell: all have the same load and faults
      --designs A,B    some of
                       ${helpList([...designs.keys()], 23)}
      --stores A,B     some of ${storeNames.join(', ')}
      --faults A,B     some of ${faultSetNames.join(', ')};
                       or single faults, joined by + when they come together: loss,loss+duplicate
      --jobs N         cells run at a time (default: one for each processor); the result is the same
      --out DIR        where matrix.html, matrix.md, heat-map.svg, short-table.md go
                       (default ./${defaults.out})
      --short          only the cells that tell most: writes short-table.md and heat-map.svg, and
                       prints the table
  -h, --help           this text

A run fails when a node crashes or is muted, a client gets no final answer, a final read is wrong,
or an acknowledged add is lost, whatever its design promises. Where a design claims to survive store
and faults, it is held to its own promise as well.

Exit code: 0; 1 when a design broke its promise where it claims to keep it;
2 a command line not understood.

Examples:
  sluice matrix
  sluice matrix --runs 500 --stores seq-kv --faults none,partition
  sluice matrix --designs cas-loop,sluice-cas --faults duplicate+reorder
`;

/** `npm run matrix`: every design on every store under every set of faults, simulated. */
export const matrix: Command<MatrixOptions> = { flags, help, read, run };

function read(args: readonly string[]): MatrixOptions {
  const { values } = readFlags(args, flags);
  const { runs = defaults.runs, seed = defaults.seed, short = false } = values;
  // The seed of the last run must exist, too.
  const firstSeed = readValue('--seed', whole(0, seedMax - runs + 1), String(seed));
  return {
    runs,
    firstSeed,
    designs: values.designs ?? [...designs.keys()],
    stores: values.stores ?? (short ? shortStores : storeModels),
    faultSets: values.faults ?? (short ? shortFaultSets : faultSets),
    jobs: values.jobs ?? availableParallelism(),
    out: values.out ?? defaults.out,
    short,
  };
}

function storeNamed(name: string): StoreModel | undefined {
  return storeModels.find((store) => store.name === name);
}

async function run(options: MatrixOptions): Promise<void> {
  const { runs, firstSeed, jobs, out, short, designs, stores, faultSets } = options;
  const cells = cellsOf(designs, stores, faultSets);
  // A folder that can't be made is better known now than when all is done.
  makeDirectory(out);
  process.stdout.write(
    `${cells.length} cells, ${runs} runs in each: seeds ${firstSeed} to ${firstSeed + runs - 1}, ${jobs} at a time\n`,
  );
  const progress = new MatrixProgress(process.stdout, () => performance.now(), cells.length, runs);
  const results = await runMatrix({ cells, firstSeed, runs, jobs }, ({ failed }) => progress.cellDone(failed > 0));
  progress.end();

  const made: Matrix = { designs, stores, faultSets, firstSeed, runs, results };
  const files: Record<string, string> = short
    ? { 'short-table.md': renderShortTable(made), 'heat-map.svg': renderHeatMap(made) }
    : {
        'matrix.md': renderMarkdown(made),
        'matrix.html': renderMatrixPage(made),
        'short-table.md': renderShortTable(made),
        'heat-map.svg': renderHeatMap(made),
      };
  process.stdout.write(`\n${short ? files['short-table.md'] : renderTextTable(made)}\n`);
  process.stdout.write(short ? '' : seedsText(results));
  for (const [name, text] of Object.entries(files)) {
    const file = join(out, name);
    writeFileSync(file, text);
    process.stdout.write(`Wrote ${file}\n`);
  }
  const broken = results.filter(breaksClaim);
  for (const result of broken) {
    process.stdout.write(`✗ claimed, but broken: ${shownBy(result)}`);
  }
  process.stdout.write(
    broken.length === 0
      ? 'Every design keeps its promise where it claims to.\n'
      : `${broken.length} cells break a promise that their design claims to keep.\n`,
  );
  process.exitCode = broken.length === 0 ? 0 : 1;
}

/**
 * For each design that fails anywhere, a run that shows it: on seq-kv and without faults if
 * possible.
 */
function seedsText(results: readonly CellResult[]): string {
  const shown = new Map<string, CellResult>();
  const failing = results.filter((result) => result.failed > 0);
  for (const result of [...failing.filter(({ store }) => store === 'seq-kv'), ...failing]) {
    if (!shown.has(result.design)) {
      shown.set(result.design, result);
    }
  }
  return shown.size === 0 ? '' : `One run of each design that fails:\n${[...shown.values()].map(shownBy).join('')}`;
}

function shownBy(result: CellResult): string {
  const seen = telling(result)!;
  const { design, store, faultSet, runs } = result;
  return (
    `  ${design} on ${store}, faults ${faultSet.name}: ${kindTexts[seen.kind].name} in ${percent(seen.runs, runs)} ` +
    `% of runs\n` +
    `    ${replayCommand(optionsOf(result), seen.seed)}\n`
  );
}
