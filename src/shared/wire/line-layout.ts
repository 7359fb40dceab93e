import { absent, type LineFields } from './line-fields.ts';
import { compile, isNot } from './straight-code.ts';

/**
 * How a request is laid out: text that stays the same, and between it the values that change from line to line. Says
 * whether the line that begins at `start` is laid out like that; if so, what it says is in `fields`, and its type is that
 * of the line that the layout was taken from. `view` is of `bytes`.
 *
 * A client writes all its requests the same way, so the next line most likely differs from one that was scanned before
 * only in its sender's id and in its numbers. To see that it does, its bytes are compared with what is expected, which
 * takes a fraction of what scanning takes. As JSON doesn't care which plain string or whole number stands where one
 * stands, a line that matches says what the scanned line said, with its own values in their places.
 */
export type LineLayout = (bytes: Uint8Array, view: DataView, start: number, fields: LineFields) => boolean;

/** The layout of no line. */
export const noLayout: LineLayout = () => false;

/** The layout of the line of `bytes` that begins at `start`, which was scanned into `fields` and has its newline, as a function of its own. */
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
  return compile<LineLayout>('matchLine', ['bytes', 'view', 'start', 'fields'], code);
}

/** Passes over what stays the same. */
function text(expected: Uint8Array): string {
  return `if (at + ${expected.length} > length || ${isNot(expected)}) return false;\nat += ${expected.length};`;
}

/** Passes over the inside of a plain string. */
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

/** Passes over a whole number of which only the digits are of interest. */
function digits(field: 'msgId'): string {
  return `${wholeNumber('')}
fields.${field}Start = from;
fields.${field}End = at;`;
}

/** Reads a whole number. */
function number(field: 'id' | 'delta'): string {
  return `number = 0;
${wholeNumber(`number = number * 10 + (byte - ${zero});`)}
fields.${field} = number;`;
}

/** Passes over a whole number, and does something with each digit. No leading zeros. What follows must be as expected, so it ends the number. */
function wholeNumber(forDigit: string): string {
  return `for (; at < length; at += 1) {
  byte = bytes[at];
  if (byte < ${zero} || byte > ${nine}) break;
  ${forDigit}
}
if (at === from || at - from > ${digitsMax} || (at - from > 1 && bytes[from] === ${zero})) return false;`;
}

/** No number of so many digits passes 2^53-1. */
const digitsMax = 15;
const zero = 0x30;
const nine = 0x39;
const quote = 0x22;
const space = 0x20;
const backslash = 0x5c;
const asciiMax = 0x7e;
