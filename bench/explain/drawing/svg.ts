import { escapeHtml } from '../../report/html-escape.ts';
import { wrapped } from '../../wrapped-text.ts';
import type { Arrow, Band, Caption, Diagram, Divider, Note } from './diagram.ts';
import type { Lifeline } from './lifelines.ts';
import { svgStyle } from './svg-style.ts';
import { timeText } from './time-text.ts';

/** How wide the picture is, in pixels: that of a README's column. */
const width = 900;
const margin = 24;
/** Times of rows end here. */
const timeRight = 84;
/** How far the first and the last lifeline are from the edges at least. */
const firstX = 138;
const lastX = width - 84;
/**
 * The average width of a character of 13 and of 12 pixels: that of a wide font, so that a narrow
 * one fits as well.
 */
const characterWidth = 7.4;
const noteCharacterWidth = 6.9;
const paragraphColumns = 116;
const rowHeights = { arrow: 34, note: 30, divider: 36 } as const;

/**
 * Draws a diagram as a picture: one self-contained SVG, light or dark as the reader prefers, with a
 * title and a description for those who can't see it. All text that comes from a run is escaped.
 */
export function renderSvg(diagram: Diagram, { title, subtitle }: Caption): string {
  const { lifelines, story, leftOut, bands, arrows, notes, dividers } = diagram;
  const subtitles = wrapped(leftOut > 0 ? `${subtitle} ${leftOut} earlier events are not drawn.` : subtitle, 124);
  const headY = 74 + subtitles.length * 17;
  const place = placesOf(diagram, headY + 34);
  const paragraph = wrapped(story.paragraph, paragraphColumns);
  const paragraphY = place.bottom + 34;
  const height = paragraphY + paragraph.length * 20 + 8;
  const parts = [
    `<rect class="page" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10"/>`,
    text(margin, 38, 'title', title),
    ...subtitles.map((part, index) => text(margin, 60 + index * 17, 'subtitle', part)),
    ...bands.filter(({ down }) => down === undefined).map((band) => faultBand(band, place)),
    ...washes(diagram, place),
    ...lifelines.map((_, index) => lifeline(index, place, headY + 15)),
    ...bands.flatMap((band) => downBand(band, place)),
    ...times(diagram, place),
    ...dividers.map((divider) => dividerLine(divider, place)),
    ...arrows.map((arrow) => arrowLine(arrow, place)),
    ...notes.map((note) => noteBox(note, lifelines[note.lifeline]!, place)),
    ...lifelines.map((each, index) => head(each, place.x[index]!, headY)),
    ...paragraph.map((part, index) => text(margin, paragraphY + index * 20, 'story', part)),
  ];
  // No wider than a window; elsewhere its width decides.
  const fit = 'style="max-width: 100%; height: auto"';
  const size = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ${fit}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-labelledby="title story">
<title id="title">${escapeHtml(title)}</title>
<desc id="story">${escapeHtml(`${subtitle} ${story.paragraph}`)}</desc>
<style>${svgStyle}</style>
${parts.filter((part) => part !== '').join('\n')}
</svg>
`;
}

interface Places {
  /** For each lifeline. */
  readonly x: readonly number[];
  /** For each row its middle. */
  readonly y: readonly number[];
  /** For each row its upper edge, and after the last the lower one. */
  readonly edges: readonly number[];
  readonly bottom: number;
}

function placesOf({ lifelines, rowTimesMs, notes, dividers, arrows }: Diagram, top: number): Places {
  const gap = (lastX - firstX) / Math.max(1, lifelines.length - 1);
  const x = lifelines.map((_, index) => (lifelines.length === 1 ? width / 2 : Math.round(firstX + index * gap)));
  const edges = [top];
  const y = rowTimesMs.map((_, row) => {
    const isOn = (each: { readonly row: number }) => each.row === row;
    const hasArrow = arrows.some((arrow) => arrow.row === row || arrow.toRow === row);
    const isDivider = !hasArrow && dividers.some(isOn);
    const kind = isDivider ? 'divider' : !hasArrow && notes.some(isOn) ? 'note' : 'arrow';
    const from = edges.at(-1)!;
    edges.push(from + rowHeights[kind]);
    // An arrow lies low in its row: its label is above it.
    return from + (kind === 'arrow' ? 24 : rowHeights[kind] / 2);
  });
  return { x, y, edges, bottom: edges.at(-1)! + 8 };
}

function text(x: number, y: number, kind: string, content: string): string {
  return `<text x="${Math.round(x)}" y="${Math.round(y)}" class="${kind}">${escapeHtml(content)}</text>`;
}

function head({ kind, title }: Lifeline, x: number, y: number): string {
  const half = Math.max(36, (title.length * characterWidth) / 2 + 12);
  const centre = Math.min(Math.max(x, half + 4), width - half - 4);
  const round = kind === 'client' ? 15 : 5;
  return `<rect class="head ${kind}" x="${centre - half}" y="${y - 15}" width="${2 * half}" height="30" rx="${round}"/>
${text(centre, y + 5, 'name', title)}`;
}

function lifeline(index: number, { x, bottom }: Places, y: number): string {
  return `<line class="lifeline" x1="${x[index]}" y1="${y}" x2="${x[index]}" y2="${bottom}"/>`;
}

function faultBand({ fromRow, toRow, text: name }: Band, { edges }: Places): string {
  const y = edges[fromRow]!;
  const end = edges[Math.min(toRow + 1, edges.length - 1)]!;
  return (
    `<rect class="fault" x="1" y="${y}" width="${width - 2}" ` +
    `height="${end - y}"><title>${escapeHtml(name)}</title></rect>`
  );
}

/** A node that is down has no lifeline. */
function downBand({ fromRow, toRow, down }: Band, { x, y, bottom }: Places): readonly string[] {
  if (down === undefined) {
    return [];
  }
  const ends = `x1="${x[down]}" y1="${y[fromRow]}" x2="${x[down]}" y2="${y[toRow] ?? bottom}"`;
  return [`<line class="down" ${ends}/><line class="gone" ${ends}/>`];
}

/** The background of the rows where it went wrong. */
function washes({ arrows, notes }: Diagram, { edges }: Places): readonly string[] {
  const rows = [
    ...arrows.filter(({ tone }) => tone === 'wrong').map(({ toRow }) => toRow),
    ...notes.filter(({ tone }) => tone === 'wrong').map(({ row }) => row),
  ];
  return [...new Set(rows)].map(
    (row) =>
      `<rect class="wash" x="1" y="${edges[row]}" width="${width - 2}" height="${edges[row + 1]! - edges[row]!}"/>`,
  );
}

function times({ rowTimesMs }: Diagram, { y }: Places): readonly string[] {
  const all = rowTimesMs.map(timeText);
  return all.flatMap((time, row) => (time === all[row - 1] ? [] : [text(timeRight, y[row]! + 4, 'time', time)]));
}

function dividerLine({ row, text: content }: Divider, { y }: Places): string {
  const middle = y[row]!;
  return `<line class="divider" x1="${timeRight + 12}" y1="${middle}" x2="${width - 16}" y2="${middle}"/>
${text((timeRight + width) / 2, middle + 4, 'dividertext', content)}`;
}

function arrowLine(arrow: Arrow, { x, y }: Places): string {
  const { from, to, row, toRow, tone, lost, label } = arrow;
  const [x1, y1, y2] = [x[from]!, y[row]!, y[toRow]!];
  const side = Math.sign(x[to]! - x1);
  const x2 = lost === undefined ? x[to]! - side : x1 + (x[to]! - x1) * 0.62;
  const wrong = tone === 'wrong' ? 'wrong ' : '';
  const kinds = `${wrong}arrow${row === toRow ? '' : ' slanted'}${lost === undefined ? '' : ' lost'}`;
  const end = lost === undefined ? tip(x1, y1, x2, y2, wrong) : cross(x2, y2);
  const suffix = lost === undefined ? '' : lost === 'later' ? ' (not yet there)' : ` (${lost})`;
  return `<line class="${kinds}" x1="${x1 + side}" y1="${y1}" x2="${round(x2 - side * 2)}" y2="${y2}"/>${end}
${arrowLabel(arrow, `${label}${suffix}`, x1, x[to]!, y1, y2)}`;
}

function tip(x1: number, y1: number, x2: number, y2: number, wrong: string): string {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [alongX, alongY] = [(x2 - x1) / length, (y2 - y1) / length];
  const corner = (across: number) =>
    `${round(x2 - 10 * alongX - across * alongY)} ${round(y2 - 10 * alongY + across * alongX)}`;
  return `<path class="${wrong}tip" d="M${round(x2)} ${round(y2)}L${corner(4.5)}L${corner(-4.5)}z"/>`;
}

function cross(x: number, y: number): string {
  return `<path class="arrow" d="M${round(x - 5)} ${round(y - 5)}l10 10m0 -10l-10 10"/>`;
}

/**
 * The label of a level arrow is in its middle, that of a slanted one at its end, where it has a row
 * of its own; that of a copy at the far end.
 */
function arrowLabel(
  { row, toRow, tone, isCopy }: Arrow,
  label: string,
  x1: number,
  x2: number,
  y1: number,
  y2: number,
): string {
  const half = (label.length * characterWidth) / 2 + 6;
  const side = Math.sign(x2 - x1);
  const middle = row === toRow ? (x1 + x2) / 2 : isCopy ? x2 - side * half : x1 + side * half;
  const labelY = row === toRow ? y1 - 7 : isCopy ? y2 - 9 : y1 - 6;
  return text(clamped(middle, label, characterWidth), labelY, `label${tone === 'wrong' ? ' wrong' : ''}`, label);
}

function noteBox({ lifeline: index, row, text: content, tone }: Note, { kind }: Lifeline, { x, y }: Places): string {
  const half = (content.length * noteCharacterWidth) / 2 + 9;
  const centre = clamped(x[index]!, content, noteCharacterWidth);
  const middle = y[row]!;
  const kinds = tone === 'wrong' ? ' wrong' : tone === 'old' ? ' old' : kind === 'store' ? '' : ' other';
  const place = `x="${round(centre - half)}" y="${middle - 12}" width="${round(2 * half)}" height="24"`;
  return `<rect class="box${kinds}" ${place} rx="6"/>
${text(centre, middle + 4, `note${kinds}`, content)}`;
}

/** The middle of a text, moved so that the text stays in the picture. */
function clamped(x: number, content: string, each: number): number {
  const half = (content.length * each) / 2 + 12;
  return Math.max(half + 2, Math.min(width - half - 2, x));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
