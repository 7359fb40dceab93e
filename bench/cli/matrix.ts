import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cellsOf, optionsOf } from '../matrix/cell.ts';
import { percent, telling } from '../matrix/cell-text.ts';
import { type MatrixOptions, parseMatrixCommand } from '../matrix/command.ts';
import { kindTexts } from '../matrix/failure.ts';
import { renderMatrixHtml } from '../matrix/html.ts';
import { renderMarkdown } from '../matrix/markdown.ts';
import type { Matrix } from '../matrix/matrix.ts';
import { MatrixProgress } from '../matrix/progress.ts';
import { renderReadmeTable } from '../matrix/readme-table.ts';
import { replayCommand } from '../matrix/replay-command.ts';
import { runMatrix } from '../matrix/run-matrix.ts';
import { breaksClaim, type CellResult } from '../matrix/tally.ts';
import { renderTextTable } from '../matrix/text-table.ts';

const command = parseMatrixCommand(process.argv.slice(2));
switch (command.kind) {
  case 'help':
    process.stdout.write(command.text);
    break;
  case 'error':
    process.stderr.write(`${command.message}\n`);
    process.exitCode = 2;
    break;
  case 'matrix':
    await main(command.options);
}

async function main(options: MatrixOptions): Promise<void> {
  const { runs, firstSeed, jobs, out, readme, designs, stores, faultSets } = options;
  const cells = cellsOf(designs, stores, faultSets);
  // Told now rather than when all is done.
  mkdirSync(out, { recursive: true });
  process.stdout.write(
    `${cells.length} cells, ${runs} runs in each: seeds ${firstSeed} to ${firstSeed + runs - 1}, ${jobs} at a time\n`,
  );
  const progress = new MatrixProgress(process.stdout, () => performance.now(), cells.length, runs);
  const results = await runMatrix({ cells, firstSeed, runs, jobs }, ({ failed }) => progress.cellDone(failed > 0));
  progress.end();

  const matrix: Matrix = { designs, stores, faultSets, firstSeed, runs, results };
  const files: Record<string, string> = readme
    ? { 'readme-table.md': renderReadmeTable(matrix) }
    : {
        'matrix.md': renderMarkdown(matrix),
        'matrix.html': renderMatrixHtml(matrix),
        'readme-table.md': renderReadmeTable(matrix),
      };
  process.stdout.write(`\n${readme ? files['readme-table.md'] : renderTextTable(matrix)}\n`);
  process.stdout.write(readme ? '' : seedsText(results));
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

/** For each design that fails anywhere a run that shows it, on seq-kv and without faults if it can be. */
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
    `  ${design} on ${store}, faults ${faultSet.name}: ${kindTexts[seen.kind].name} in ${percent(seen.runs, runs)} % of runs\n` +
    `    ${replayCommand(optionsOf(result), seen.seed)}\n`
  );
}
