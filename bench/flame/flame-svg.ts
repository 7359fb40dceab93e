import { escapeHtml } from '../report/html-escape.ts';
import { printable } from '../report/printable.ts';
import { flameSvgStyle } from './flame-svg-style.ts';
import type { Frame, FrameKind, ThreadProfile } from './profile.ts';
import { busyText, percent } from './share-text.ts';

const width = 1_200;
const margin = 16;
const top = 78;
const rowHeight = 24;
/**
 * The width of a character of a frame's name: that of a wide monospaced font, so that a narrow one
 * fits as well.
 */
const characterWidth = 8.7;
/**
 * Frames that took a smaller share of the busy time than this are left out: their names could not
 * be read.
 */
const shareMin = 0.003;
/** Stacks that are deeper than this are cut off. */
const rowsMax = 40;

/** What the colours mean, and where the legend's entries begin. */
const keys: readonly (readonly [FrameKind, string, x: number])[] = [
  ['own', 'own code', 620],
  ['dependency', 'dependencies', 720],
  ['runtime', 'Node.js', 848],
  ['native', 'native code, garbage collection', 938],
];

/**
 * A frame, its label, and its place: shares of the busy time from the left, rows from the bottom.
 */
interface Box {
  readonly frame: Frame;
  readonly label: string;
  readonly left: number;
  readonly share: number;
  readonly row: number;
}

/**
 * Draws a thread's flame graph as a still picture: one self-contained SVG, light or dark as the
 * reader prefers, for a page or a file of its own. A function stands on its caller. Rows above the
 * last readable name are left out.
 */
export function flameSvg(title: string, profile: ThreadProfile): string {
  const boxes = placed(profile.root, profile.busyMs, 0, 0);
  const rows = 1 + Math.max(...boxes.filter(({ label }) => label !== '').map(({ row }) => row));
  const height = top + rows * rowHeight + margin;
  const head = `${title}: ${busyText(profile)}`;
  // No wider than a window; elsewhere its width decides.
  const fit = 'style="max-width: 100%; height: auto"';
  const size = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ${fit}`;
  const label = escapeHtml(head);
  return `<svg xmlns="http://www.w3.org/2000/svg" class="flame" ${size} role="img" aria-label="${label}">
<style>${flameSvgStyle}</style>
<rect class="page" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10"/>
<text class="head" x="${margin}" y="32">${escapeHtml(head)}</text>
<text class="soft" x="${margin}" y="58">Width: share of the busy time. A function stands on its caller.</text>
${keys.map(key).join('\n')}
${boxes
  .filter(({ row }) => row < rows)
  .map((box) => drawn(box, top + (rows - 1 - box.row) * rowHeight))
  .join('\n')}
</svg>
`;
}

/** A frame's box and those of all it called. */
function placed(frame: Frame, busyMs: number, left: number, row: number): Box[] {
  const share = row === 0 ? 1 : frame.totalMs / busyMs;
  // A thread that was never busy has no shares.
  const isDrawn = share >= shareMin && row < rowsMax;
  if (!isDrawn) {
    return [];
  }
  const boxes = [{ frame, label: fitting(nameOf(frame, row), percent(share), pixels(share)), left, share, row }];
  let at = left;
  for (const called of frame.children) {
    boxes.push(...placed(called, busyMs, at, row + 1));
    at += called.totalMs / busyMs;
  }
  return boxes;
}

function drawn({ frame, label, left, share, row }: Box, y: number): string {
  const x = margin + pixels(left);
  const title = `${nameOf(frame, row)} ${frame.where}`.trim();
  const text = label === '' ? '' : `<text x="${round(x + 5)}" y="${y + 16}">${escapeHtml(label)}</text>`;
  return (
    `<g><title>${escapeHtml(title)}, ${percent(share)}</title><rect class="${frame.kind}" x="${round(x)}" ` +
    `y="${y}" width="${round(pixels(share) - 1)}" height="${rowHeight - 1}" rx="2"/>${text}</g>`
  );
}

function nameOf({ name }: Frame, row: number): string {
  return row === 0 ? 'all' : printable(name);
}

/** As much of a frame's name and share as fits into this many pixels, or nothing. */
function fitting(name: string, share: string, wide: number): string {
  const columns = Math.floor((wide - 10) / characterWidth);
  for (const text of [`${name} ${share}`, name]) {
    if (text.length <= columns) {
      return text;
    }
  }
  return columns < 4 ? '' : `${[...name].slice(0, columns - 1).join('')}…`;
}

function key([kind, label, x]: (typeof keys)[number]): string {
  return (
    `<rect class="${kind}" x="${x}" y="47" width="14" height="13" rx="2"/><text class="soft" x="${x + 20}" ` +
    `y="58">${label}</text>`
  );
}

function pixels(share: number): number {
  return share * (width - 2 * margin);
}

function round(value: number): string {
  return value.toFixed(1);
}
