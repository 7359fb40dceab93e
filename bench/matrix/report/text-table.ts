import { kindTexts } from '../failure.ts';
import { cellAt, type Matrix } from '../matrix.ts';
import type { CellResult } from '../tally.ts';
import { claimMark, percent } from './cell-text.ts';
import { describeTest } from './test-text.ts';

/** The matrix for a terminal: a table for each store. */
export function renderTextTable(matrix: Matrix): string {
  const tables = matrix.stores.map(({ name, description }) => {
    const heads = ['', ...matrix.faultSets.map((set) => set.name), 'fresh', 'msgs/op'];
    const rows = matrix.designs.map((design) => {
      const cells = matrix.faultSets.map((set) => cellAt(matrix, design, name, set.name)!);
      const { freshness, serverMessages, operations } = total(cells);
      return [
        design,
        ...cells.map(cellText),
        `${percent(freshness.fresh, freshness.reads)}%`,
        (serverMessages / Math.max(1, operations)).toFixed(1),
      ];
    });
    return `${name}: ${description}\n${columns([heads, ...rows])}`;
  });
  return `${describeTest(matrix)}

Each cell: % of runs that fail, how most of them do, and after r the % in which reads or answers broke the
design's own promise, if more.
✓ the design claims to survive this and did; ✗ it claims to and did not; no mark: it claims nothing here.
fresh: reads that missed nothing acknowledged before them; msgs/op: messages to and from store and other
nodes. Both over all columns.

${tables.join('\n')}`;
}

function cellText(result: CellResult): string {
  const { failed, broken, runs, failures } = result;
  const main = failures[0];
  return [
    percent(failed, runs),
    ...(main === undefined ? [] : [kindTexts[main.kind].short]),
    ...(broken !== null && broken > failed ? [`r${percent(broken, runs)}`] : []),
    claimMark(result),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function total(cells: readonly CellResult[]) {
  const sum = (of: (cell: CellResult) => number) => cells.reduce((all, cell) => all + of(cell), 0);
  return {
    freshness: { fresh: sum(({ freshness }) => freshness.fresh), reads: sum(({ freshness }) => freshness.reads) },
    serverMessages: sum(({ serverMessages }) => serverMessages),
    operations: sum(({ operations }) => operations),
  };
}

/** Rows as columns, each as wide as it must be. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows
    .map(
      (row) =>
        `  ${row
          .map((cell, i) => cell.padEnd(widths[i]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
