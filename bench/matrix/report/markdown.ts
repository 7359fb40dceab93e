import { markdownTable } from 'markdown-table';
import { designs } from '../../designs/designs.ts';
import { optionsOf } from '../cell.ts';
import { kindTexts } from '../failure.ts';
import { cellAt, type Matrix } from '../matrix.ts';
import { replayCommand } from '../replay-command.ts';
import { breaksClaim, type CellResult } from '../tally.ts';
import { claimMark, howItFails, messagesPerOperation, percent, telling } from './cell-text.ts';
import { markdownCode, markdownText } from './markdown-text.ts';
import { describeTest, whatFails } from './test-text.ts';

/** The whole matrix as Markdown. */
export function renderMarkdown(matrix: Matrix): string {
  return `# Designs, stores and faults

${describeTest(matrix)}

${whatFails}

Each cell: the share of runs that fail, how most of them do, and the share that breaks the design’s own
promise, where that is more.
✓: the design claims to survive this, and did in every run. ✗: it claims to, and did not. No mark: it
claims nothing here.

${matrix.stores
  .map(
    ({ name, description }) =>
      `## ${markdownText(name)}\n\n${markdownText(description)}\n\n${sharesTable(matrix, name)}`,
  )
  .join('\n')}
## Cost and freshness

Messages to and from the store and other nodes for each operation, and the share of reads that missed
nothing acknowledged before they were sent; in brackets
how much the others missed on average, and for how long it had been acknowledged.

${matrix.stores.map(({ name }) => `### ${markdownText(name)}\n\n${costTable(matrix, name)}`).join('\n')}
## Seeds

A run that shows each failing cell, and the command that repeats it; with \`explain\` for \`simulate\` it
is shown as a drawing.

${seedsTable(matrix)}
## Designs

${matrix.designs.map((name) => `- **${markdownText(name)}**: ${markdownText(designs.get(name)!.summary)}`).join('\n')}
`;
}

function sharesTable(matrix: Matrix, store: string): string {
  return perFaultSet(matrix, store, (result) => {
    const { failed, broken, runs } = result;
    const parts = [
      `${percent(failed, runs)} %${claimMark(result) && ` ${claimMark(result)}`}`,
      ...(failed === 0 ? [] : [howItFails(result)]),
      ...(broken !== null && broken > failed ? [`promise broken ${percent(broken, runs)} %`] : []),
    ];
    return parts.join('<br>');
  });
}

function costTable(matrix: Matrix, store: string): string {
  return perFaultSet(matrix, store, (result) => {
    const { reads, fresh, missingSum, ageSumMs } = result.freshness;
    const stale = reads - fresh;
    const how =
      stale === 0
        ? ''
        : ` (−${(missingSum / stale).toFixed(1)}, ${Math.round(ageSumMs / stale).toLocaleString('en-US')} ms)`;
    return `${messagesPerOperation(result).toFixed(1)}, ${percent(fresh, reads)} % fresh${how}`;
  });
}

function perFaultSet(matrix: Matrix, store: string, text: (result: CellResult) => string): string {
  const sets = matrix.faultSets.map(({ name }) => name);
  const rows = matrix.designs.map((name) => [
    markdownText(name),
    ...sets.map((set) => text(cellAt(matrix, name, store, set)!)),
  ]);
  return `${markdownTable([['design', ...sets.map(markdownText)], ...rows], { alignDelimiters: false })}\n`;
}

function seedsTable({ results }: Matrix): string {
  const rows = results.flatMap((result) => {
    const seen = telling(result);
    if (seen === undefined) {
      return [];
    }
    const where = [result.design, result.store, result.faultSet.name].map(markdownText);
    const share = `${breaksClaim(result) ? '✗ ' : ''}${percent(seen.runs, result.runs)} %`;
    return [[...where, kindTexts[seen.kind].name, share, markdownCode(replayCommand(optionsOf(result), seen.seed))]];
  });
  return rows.length === 0
    ? 'No run failed.\n'
    : `${markdownTable([['design', 'store', 'faults', 'what is seen', 'runs', 'a run that shows it'], ...rows], {
        alignDelimiters: false,
      })}\n`;
}
