import { parse } from 'lossless-json';
import { WholeDouble } from './whole-double.ts';

/** A line as JSON. */
export interface ReadJson {
  /**
   * What `JSON.parse` gives, but for the numbers that it can't tell from others: integers from 2^53
   * on are bigints, and doubles with a whole value are {@link WholeDouble}s.
   */
  readonly value: unknown;
  /** Whether it may hold a bigint or a {@link WholeDouble}. */
  readonly hasDelicate: boolean;
  /** What is wrong with the line, though Maelstrom's parser takes it. */
  readonly flaw?: string;
}

/** How deep arrays and objects may be nested, and how long a number may be, in characters. */
const nestingMax = 1_000;
const numberLengthMax = 1_000;

/**
 * Matches a number of which `JSON.parse` loses something: the digits of an integer from 2^53 on
 * (the first one has 16 digits and begins with 9), a point or an exponent. It may match inside a
 * string too, which costs time and nothing else.
 */
const delicateNumber = /[:,[\s]-?(?:\d+[.eE]|9\d{15}|\d{17})/;

/** What {@link delicateNumber} can't do without, unless it is {@link hasLongInteger}; quicker. */
const pointOrExponent = /\d[.eE]/;

/**
 * Reads a line as Maelstrom does (Cheshire, with Jackson's defaults): the first JSON value counts,
 * whatever follows it; strings may hold raw control characters; the last of equal keys wins;
 * nothing may be nested deeper than 1,000 or have more than 1,000 digits. Undefined when that isn't
 * JSON.
 */
export function readJson(line: string): ReadJson | undefined {
  // Nothing shorter can be nested too deep.
  if (line.length > 2 * nestingMax && isTooDeep(line)) {
    return undefined;
  }
  try {
    const hasDelicate = (pointOrExponent.test(line) || hasLongInteger(line)) && delicateNumber.test(line);
    return { value: hasDelicate ? parseLossless(line) : JSON.parse(line), hasDelicate };
  } catch {
    return readFirstValue(line);
  }
}

/**
 * Whether there are digits of an integer from 2^53 on: one of 16 digits side by side is at a place
 * that 16 divides.
 */
function hasLongInteger(line: string): boolean {
  for (let at = 0; at < line.length; at += 16) {
    if (isDigit(line, at)) {
      let from = at;
      while (isDigit(line, from - 1)) {
        from -= 1;
      }
      let to = at;
      while (isDigit(line, to)) {
        to += 1;
      }
      if (to - from > 16 || (to - from === 16 && line.charCodeAt(from) === 0x39)) {
        return true;
      }
    }
  }
  return false;
}

function isDigit(line: string, at: number): boolean {
  const code = line.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

/** The way for lines that are no strict JSON. */
function readFirstValue(line: string): ReadJson | undefined {
  const first = /^[ \t\r\n]*[[{]/.test(line) ? firstValue(line) : undefined;
  if (first === undefined) {
    return undefined;
  }
  try {
    return {
      value: parseLossless(first.text),
      hasDelicate: true,
      flaw: first.hasControls ? 'a raw control character in a string' : 'text after the JSON value',
    };
  } catch {
    return undefined;
  }
}

/**
 * The first array or object of a text, with the control characters in its strings escaped;
 * undefined when it has no end.
 */
function firstValue(text: string): { readonly text: string; readonly hasControls: boolean } | undefined {
  let escaped = '';
  let copied = 0;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) {
        at += 1;
      } else if (code === 0x22) {
        inString = false;
      } else if (code < 0x20) {
        escaped += `${text.slice(copied, at)}\\u${code.toString(16).padStart(4, '0')}`;
        copied = at + 1;
      }
    } else if (code === 0x22) {
      inString = true;
    } else if (code === 0x5b || code === 0x7b) {
      depth += 1;
    } else if (code === 0x5d || code === 0x7d) {
      depth -= 1;
      if (depth === 0) {
        return { text: escaped + text.slice(copied, at + 1), hasControls: escaped !== '' };
      }
    }
  }
  return undefined;
}

/** Whether anything outside of strings is nested deeper than it may be. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      inString = !inString;
    } else if (inString) {
      at += code === 0x5c ? 1 : 0;
    } else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > nestingMax) {
        return true;
      }
    } else if (code === 0x5d || code === 0x7d) {
      depth -= 1;
    }
  }
  return false;
}

function parseLossless(text: string): unknown {
  return parse(text, undefined, { parseNumber: numberOf, onDuplicateKey: ({ newValue }) => newValue });
}

function numberOf(text: string): number | bigint | WholeDouble {
  if (text.length > numberLengthMax) {
    throw new SyntaxError(`a number of ${text.length} characters`);
  }
  const value = Number(text);
  if (/[.eE]/.test(text)) {
    return Number.isFinite(value) && !Number.isInteger(value) ? value : new WholeDouble(value);
  }
  // An integer -0 is written as 0 again.
  return Number.isSafeInteger(value) ? value : BigInt(text);
}
