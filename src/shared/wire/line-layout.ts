import { absent, type LineFields } from './line-fields.ts';
import { compile, isNot } from './straight-line-code.ts';

/**
 * A test whether the line that begins at `start` is laid out like one particular line: the same
 * text, with other values between. If so, `fields` holds what the line says, its type being that of
 * the line the layout was made from, and the result is true. `view` must be a view of `bytes`.
 *
 * A client writes all its requests the same way, so the next line most likely differs from an
 * earlier one only in the sender's id and in the numbers. Comparing it with the expected bytes
 * takes a fraction of the time that scanning takes. It is right because JSON's grammar doesn't care
 * which plain string or which whole number stands in a place: a line that matches says what the
 * scanned line said, with its own values.
 */
export type LineLayout = (bytes: Uint8Array, view: DataView, start: number, fields: LineFields) => boolean;

/** The layout that no line has. */
export const noLayout: LineLayout = () => false;

/**
 * The layout of the line of `bytes` that begins at `start`, as a compiled function. The line must
 * have been scanned into `fields`, and its newline must be there. It is {@link noLayout} where Node
 * does not allow code made from text.
 */
export function compileLayout(bytes: Uint8Array, start: number, fields: LineFields): LineLayout {
  const slots: [fill: string, start: number, end: number][] = [
    [plainString('src'), fields.srcStart, fields.srcEnd],
    [digits('msgId'), fields.msgIdStart, fields.msgIdEnd],
  ];
  if (fields.id !== absent) {
    slots.push([number('id'), fields.idStart, fields.idEnd]);
  }
  if (fields.delta !== absent) {
    slots.push([number('delta'), fields.deltaStart, fields.deltaEnd]);
  }
  slots.sort(([, a], [, b]) => a - b);
  let from = start;
  const statements = slots.map(([fill, slotStart, slotEnd]) => {
    const statement = `${text(bytes.subarray(from, slotStart))}\nfrom = at;\n${fill}`;
    from = slotEnd;
    return statement;
  });
  const code = `
let at = start;
let from = 0;
let byte = 0;
let number = 0;
const { length } = bytes;
fields.id = ${absent};
${statements.join('\n')}
${text(bytes.subarray(from, fields.end + 1))}
fields.end = at - 1;
return true;`;
  return compile<LineLayout>('matchLine', ['bytes', 'view', 'start', 'fields'], code) ?? noLayout;
}

/** Statements that pass over text that is the same in every line. */
function text(expected: Uint8Array): string {
  return `if (at + ${expected.length} > length || ${isNot(expected)}) return false;\nat += ${expected.length};`;
}

/** Statements that pass over the inside of a plain string. */
function plainString(field: 'src'): string {
  return `for (; ; at += 1) {
  if (at >= length) return false;
  byte = bytes[at];
  if (byte === ${quote}) break;
  if (byte < ${space} || byte === ${backslash} || byte > ${asciiMax}) return false;
}
fields.${field}Start = from;
fields.${field}End = at;`;
}

/** Statements that pass over a whole number and note where its digits are. */
function digits(field: 'msgId'): string {
  return `${wholeNumber('')}
fields.${field}Start = from;
fields.${field}End = at;`;
}

/** Statements that read a whole number. */
function number(field: 'id' | 'delta'): string {
  return `number = 0;
${wholeNumber(`number = number * 10 + (byte - ${zero});`)}
fields.${field} = number;`;
}

/**
 * Statements that pass over a whole number without leading zeros, running `forDigit` for each
 * digit. The fixed text that must follow ends the number.
 */
function wholeNumber(forDigit: string): string {
  return `for (; at < length; at += 1) {
  byte = bytes[at];
  if (byte < ${zero} || byte > ${nine}) break;
  ${forDigit}
}
if (at === from || at - from > ${digitsMax} || (at - from > 1 && bytes[from] === ${zero})) return false;`;
}

/** The most digits of a number that is below 2^53 whatever they are. */
const digitsMax = 15;
const zero = 0x30;
const nine = 0x39;
const quote = 0x22;
const space = 0x20;
const backslash = 0x5c;
const asciiMax = 0x7e;
