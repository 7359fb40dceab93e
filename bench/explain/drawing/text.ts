import { wrapped } from '../../wrapped-text.ts';
import type { Arrow, Caption, Diagram, Note, Tone } from './diagram.ts';
import { timeText } from './time-text.ts';

/** How wide the text is at most, in characters. */
export const textColumns = 116;

/** Where the first lifeline is, and how far the last one is from the right edge. */
const firstColumn = 20;
const lastMargin = 12;
const gapMax = 34;

/**
 * Draws a diagram as lines of text for a terminal without colours. Every line is at most
 * {@link textColumns} wide.
 */
export function renderText(diagram: Diagram, { title, subtitle }: Caption): string {
  const { lifelines, rowTimesMs, story, leftOut } = diagram;
  const gap = Math.min(
    gapMax,
    Math.floor((textColumns - firstColumn - lastMargin) / Math.max(1, lifelines.length - 1)),
  );
  const columns = lifelines.map((_, index) => firstColumn + index * gap);
  const canvas = new Canvas(diagram, columns);
  const heads = blank();
  for (const [index, { title: head }] of lifelines.entries()) {
    put(heads, columns[index]!, ` ${head} `, true);
  }
  const lines = [line(heads), canvas.rest(0)];
  const times = rowTimesMs.map(timeText);
  for (const [row, time] of times.entries()) {
    lines.push(...canvas.row(row, time === times[row - 1] ? '' : time));
  }
  lines.push(canvas.rest(rowTimesMs.length));
  const hidden = leftOut > 0 ? [`(${leftOut} events before these are not drawn)`] : [];
  const texts = [
    title,
    ...wrapped(subtitle, textColumns),
    '',
    ...hidden,
    ...lines,
    '',
    ...wrapped(story.paragraph, textColumns),
  ];
  return `${texts.join('\n')}\n`;
}

class Canvas {
  readonly #diagram: Diagram;
  readonly #columns: readonly number[];
  /** Numbers of the arrows that end on another row than they begin on. */
  readonly #numbers = new Map<Arrow, number>();

  constructor(diagram: Diagram, columns: readonly number[]) {
    this.#diagram = diagram;
    this.#columns = columns;
    const slanted = diagram.arrows.filter(({ row, toRow }) => row !== toRow);
    for (const arrow of slanted.sort((left, right) => left.row - right.row)) {
      this.#numbers.set(arrow, this.#numbers.size + 1);
    }
  }

  /** The lifelines alone. */
  rest(row: number): string {
    return line(this.#lifelines(row));
  }

  row(row: number, time: string): readonly string[] {
    const { arrows, notes, dividers } = this.#diagram;
    const lines: string[] = [];
    const own = <Item extends { readonly row: number }>(items: readonly Item[]) =>
      items.filter((each) => each.row === row);
    for (const { text } of own(dividers)) {
      const across = blank();
      put(across, 14, '┄'.repeat(textColumns - 14), false);
      put(across, Math.round((14 + textColumns) / 2), ` ${text} `, true);
      lines.push(this.#margin(across, row, 'plain', lines.length === 0 ? time : ''));
    }
    for (const arrow of arrows.filter((each) => each.row === row || each.toRow === row)) {
      lines.push(...this.#arrow(arrow, row, lines.length === 0 ? time : ''));
    }
    for (const note of own(notes)) {
      lines.push(this.#note(note, row, lines.length === 0 ? time : ''));
    }
    return lines;
  }

  #note({ lifeline, text, tone }: Note, row: number, time: string): string {
    const chars = this.#lifelines(row);
    put(chars, this.#columns[lifeline]!, tone === 'wrong' ? `[! ${text} !]` : `[${text}]`, true);
    return this.#margin(chars, row, tone, time);
  }

  #arrow(arrow: Arrow, row: number, time: string): readonly string[] {
    const chars = this.#lifelines(row);
    const [from, to] = [this.#columns[arrow.from]!, this.#columns[arrow.to]!];
    const isRight = to > from;
    const [low, high] = [Math.min(from, to) + 1, Math.max(from, to) - 1];
    const isLevel = arrow.row === arrow.toRow;
    const number = this.#numbers.get(arrow);
    // Beside a slanted arrow's label there is its number.
    const tag = number === undefined ? '' : `(${number})`;
    const isEnd = !isLevel && arrow.toRow === row;
    const stroke = isLevel && arrow.lost === undefined ? '─' : '╌';
    for (let at = low; at <= high; at += 1) {
      chars[at] = stroke;
    }
    if (isEnd) {
      for (let at = low; at <= high; at += 1) {
        if (isRight ? at < high - 6 : at > low + 6) {
          chars[at] = this.#lifelines(row)[at]!;
        }
      }
      put(chars, isRight ? high - 5 : low + 5, tag, true);
    }
    if (arrow.lost !== undefined) {
      put(chars, isRight ? high - 4 : low + 4, '✗', true);
      for (let at = low; at <= high; at += 1) {
        if (isRight ? at > high - 4 : at < low + 4) {
          chars[at] = ' ';
        }
      }
    } else if (isLevel || isEnd) {
      chars[isRight ? high : low] = isRight ? '▶' : '◀';
    } else {
      put(chars, isRight ? high - 1 : low + 1, tag, true);
    }
    const lost = arrow.lost === undefined ? '' : arrow.lost === 'later' ? ' (not yet there)' : ` (${arrow.lost})`;
    const label = ` ${arrow.label}${lost} `;
    if (isEnd) {
      return [this.#margin(chars, row, arrow.tone, time)];
    }
    const isWhole = isLevel && arrow.lost === undefined;
    const room = high - low - (isWhole ? 1 : 5);
    const middle = Math.round((low + high) / 2) + (isWhole ? 0 : isRight ? -2 : 2);
    if (label.length <= room) {
      put(chars, middle, label, true);
      return [this.#margin(chars, row, arrow.tone, time)];
    }
    const above = this.#lifelines(row);
    put(above, middle, label, true);
    return [this.#margin(above, row, 'plain', time), this.#margin(chars, row, arrow.tone, '')];
  }

  #lifelines(row: number): string[] {
    const chars = blank();
    const { bands } = this.#diagram;
    for (const [index, column] of this.#columns.entries()) {
      const isDown = bands.some(({ down, fromRow, toRow }) => down === index && row > fromRow && row < toRow);
      chars[column] = isDown ? '×' : '│';
    }
    return chars;
  }

  #margin(chars: string[], row: number, tone: Tone, time: string): string {
    const { bands } = this.#diagram;
    const isFault = bands.some(({ down, fromRow, toRow }) => down === undefined && row >= fromRow && row <= toRow);
    const margin = `${tone === 'wrong' ? '>>' : '  '}${time.padStart(10)} ${isFault ? '▒' : ' '}`;
    for (const [at, char] of [...margin].entries()) {
      if (char !== ' ') {
        chars[at] = char;
      }
    }
    return line(chars);
  }
}

function blank(): string[] {
  return Array.from({ length: textColumns }, () => ' ');
}

function line(chars: readonly string[]): string {
  return chars.join('').trimEnd();
}

/** Writes a text into a line, from or around a column; moved and cut so that it fits. */
function put(chars: string[], column: number, text: string, centred: boolean): void {
  const characters = [...text];
  const wanted = centred ? column - Math.floor(characters.length / 2) : column;
  const start = Math.max(0, Math.min(wanted, textColumns - characters.length));
  for (const [at, char] of characters.slice(0, textColumns - start).entries()) {
    chars[start + at] = char;
  }
}
