import { designs } from '../../designs/designs.ts';
import { escapeHtml } from '../../report/html-escape.ts';
import { wrapped } from '../../wrapped-text.ts';
import { cellAt, type Matrix } from '../matrix.ts';
import type { CellResult } from '../tally.ts';
import { claimMark, percent } from './cell-text.ts';
import { heatMapStyle } from './heat-map-style.ts';
import { shortColumns } from './short-columns.ts';

/** Width of the picture, in pixels: that of a README's column. */
const width = 900;
const margin = 24;
const cellsLeft = 372;
const cellWidth = 84;
const cellHeight = 44;
const rowHeight = 50;
const headTop = 70;
const rowsTop = 150;
const summaryColumns = 56;

interface Column {
  readonly heads: readonly string[];
  readonly store: string;
  readonly faultSet: string;
}

/** One column for each store and fault set of the short table. */
const columns: readonly Column[] = shortColumns.flatMap(({ head, store, faultSets }) => {
  const [storeName, faults] = head.split(', ') as [string, string];
  return faults.split(' / ').map((name, at) => ({ heads: [storeName, name], store, faultSet: faultSets[at]! }));
});

/**
 * Draws the short table as a picture: one self-contained SVG with a square for each share, light or
 * dark as the reader prefers. Each square has its number as well, and no two colours differ in hue
 * alone.
 */
export function renderHeatMap(matrix: Matrix): string {
  const { designs: names, runs, firstSeed } = matrix;
  const height = rowsTop + names.length * rowHeight + 62;
  const title = 'How often each design ends wrong';
  const subtitle =
    `Share of ${runs} simulated runs (seeds ${firstSeed} to ${firstSeed + runs - 1}) that crash, ` +
    'lose an acknowledged add or end with a wrong read.';
  const parts = [
    `<rect class="page" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10"/>`,
    text(margin, 36, 'title', title),
    text(margin, 58, 'soft', subtitle),
    ...columns.flatMap(({ heads }, at) =>
      heads.flatMap((head, line) =>
        wrapped(head, 12).map((part, index) =>
          text(centreOf(at), headTop + 24 + line * 20 + index * 16, line === 0 ? 'head' : 'fault', part),
        ),
      ),
    ),
    ...names.flatMap((name, row) => rowOf(matrix, name, rowsTop + row * rowHeight)),
    text(
      margin,
      height - 34,
      'soft',
      '✓ the design claims to survive this, and did in every run; ✗ it claims to, and did not.',
    ),
    text(
      margin,
      height - 16,
      'soft',
      'Network faults: partition, loss, duplication, reordering. OSC(U): linearizable updates, old reads. ' +
        'Adversarial: sequential, no more.',
    ),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" \
style="max-width: 100%; height: auto" role="img" aria-labelledby="title story">
<title id="title">${escapeHtml(title)}</title>
<desc id="story">${escapeHtml(descriptionOf(matrix), 10_000)}</desc>
<style>${heatMapStyle}</style>
${parts.join('\n')}
</svg>
`;
}

function rowOf(matrix: Matrix, name: string, top: number): readonly string[] {
  return [
    text(margin, top + 17, 'name', name),
    ...wrapped(designs.get(name)!.summary, summaryColumns)
      .slice(0, 2)
      .map((part, line) => text(margin, top + 31 + line * 12, 'summary', part)),
    ...columns.flatMap(({ store, faultSet }, at) => {
      const result = cellAt(matrix, name, store, faultSet);
      return result === undefined ? [] : square(result, at, top);
    }),
  ];
}

function square(result: CellResult, at: number, top: number): readonly string[] {
  const share = result.runs === 0 ? 0 : result.failed / result.runs;
  const level = share === 0 ? 0 : 1 + Math.min(3, Math.floor(share * 4));
  const kind = level === 0 && claimMark(result) === '✓' ? 'kept' : `level${level}`;
  const mark = claimMark(result);
  return [
    `<rect class="${kind}" x="${cellsLeft + at * cellWidth + 2}" y="${top}" width="${cellWidth - 4}" ` +
      `height="${cellHeight}" rx="5"/>`,
    text(centreOf(at), top + 27, `share on-${kind}`, `${percent(result.failed, result.runs)} %${mark && ` ${mark}`}`),
  ];
}

function centreOf(column: number): number {
  return cellsLeft + column * cellWidth + cellWidth / 2;
}

function descriptionOf(matrix: Matrix): string {
  return matrix.designs
    .map((name) => {
      const shares = columns.map(({ heads, store, faultSet }) => {
        const result = cellAt(matrix, name, store, faultSet);
        return `${heads.join(' ')} ${result ? `${percent(result.failed, result.runs)} %` : 'not run'}`;
      });
      return `${name}: ${shares.join(', ')}.`;
    })
    .join(' ');
}

function text(x: number, y: number, kind: string, content: string): string {
  return `<text class="${kind}" x="${x}" y="${y}">${escapeHtml(content)}</text>`;
}
