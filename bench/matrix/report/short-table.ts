import { markdownTable } from 'markdown-table';
import { designs } from '../../designs/designs.ts';
import { cellAt, type Matrix } from '../matrix.ts';
import type { CellResult } from '../tally.ts';
import { claimMark, howItFails, messagesPerOperation, percent } from './cell-text.ts';
import { markdownText } from './markdown-text.ts';
import { shortColumns } from './short-columns.ts';

/** The matrix in short, as Markdown: a line for each design, with what matters most. */
export function renderShortTable(matrix: Matrix): string {
  const heads = ['design', ...shortColumns.map(({ head }) => head), 'messages per op', 'fresh reads'];
  const rows = matrix.designs.map((name) => {
    const usual = cellAt(matrix, name, 'seq-kv', 'partition');
    const fresh = usual && `${percent(usual.freshness.fresh, usual.freshness.reads)} %`;
    return [
      `**${markdownText(name)}**<br>${markdownText(designs.get(name)!.summary)}`,
      ...shortColumns.map((column) =>
        cellsText(column.faultSets.map((faultSet) => cellAt(matrix, name, column.store, faultSet))),
      ),
      usual ? messagesPerOperation(usual).toFixed(1) : '–',
      fresh ?? '–',
    ];
  });
  const align = heads.map((_, column) => (column === 0 ? 'l' : 'r'));
  return `${markdownTable([heads, ...rows], { align, alignDelimiters: false })}

Share of ${matrix.runs} runs (seeds ${matrix.firstSeed} to ${matrix.firstSeed + matrix.runs - 1}) that end wrong,
and how. ✓: the design claims to survive this, and did in every run.
Network faults: partitions, loss, duplication and reordering. OSC(U): linearizable updates, reads as old
as the session allows. Adversarial: sequentially consistent, and no more helpful than that.
Messages (to and from the store and other nodes) and fresh reads are those on seq-kv with partitions,
the settings of Fly.io's challenge #4.
`;
}

/** Several shares as one text; what they have in common is said once. */
function cellsText(results: readonly (CellResult | undefined)[]): string {
  const texts = results.map((result) => (result === undefined ? { share: '–', rest: '' } : cellText(result)));
  const rests = new Set(texts.map(({ rest }) => rest));
  if (rests.size === 1) {
    return `${texts.map(({ share }) => share).join(' / ')}${texts[0]!.rest}`;
  }
  return texts.map(({ share, rest }) => `${share}${rest}`).join(' / ');
}

function cellText(result: CellResult): { readonly share: string; readonly rest: string } {
  const { failed, broken, runs } = result;
  const mark = claimMark(result);
  const how =
    failed > 0 ? howItFails(result) : broken !== null && broken > 0 ? `reads wrong in ${percent(broken, runs)} %` : '';
  return { share: `${percent(failed, runs)} %`, rest: `${mark && ` ${mark}`}${how && `<br>${how}`}` };
}
