/**
 * Source text of JavaScript that compares or writes text known beforehand, four bytes at a time,
 * with every constant spelt out and no loop over them.
 *
 * Compiled by V8, it runs twice as fast as loops over the same constants in arrays (`npm run bench
 * -- codec`). Only numbers and fixed names get into the text, so no input can put code there.
 */

/**
 * An expression that is true when the bytes from `at` on are not `text`. It reads them through
 * `view`, and byte by byte from `bytes`; all of them must be within.
 */
export function isNot(text: Uint8Array): string {
  const view = new DataView(text.buffer, text.byteOffset, text.byteLength);
  const { length } = text;
  const differences: string[] = [];
  const four = (i: number) => differences.push(`view.getInt32(at + ${i}, true) !== ${view.getInt32(i, true)}`);
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    four(i);
  }
  // The last one to three bytes: as part of the last four, some of them for the second time, or one
  // by one in a shorter text.
  if (i < length && length >= 4) {
    four(length - 4);
  } else {
    for (; i < length; i += 1) {
      differences.push(`bytes[at + ${i}] !== ${text[i]}`);
    }
  }
  return differences.join(' || ');
}

/**
 * Statements that write `text` through `view` at `to`, and move `to` behind it; up to three more
 * bytes are overwritten.
 */
export function write(text: string): string {
  const bytes = Buffer.from(text);
  const padded = Buffer.alloc(roundedUp(bytes.length));
  bytes.copy(padded);
  const statements: string[] = [];
  for (let i = 0; i < padded.length; i += 4) {
    statements.push(`view.setInt32(to + ${i}, ${padded.readInt32LE(i)}, true);`);
  }
  return `${statements.join('\n')}\nto += ${bytes.length};`;
}

/**
 * Statements that copy the bytes of `source` between two positions, given as names of variables,
 * through `view` to `to`, and move `to` behind them; up to three more bytes are read and
 * overwritten.
 */
export function copy(start: string, end: string): string {
  return `for (let i = ${start}; i < ${end}; i += 4) view.setInt32(to + i - ${start}, source.getInt32(i, true), true);
to += ${end} - ${start};`;
}

/**
 * The number of bytes that {@link write} and {@link copy} touch at most for so many bytes of text.
 */
export function roundedUp(bytes: number): number {
  return (bytes + 3) & ~3;
}

/**
 * A function made of statements; `name` is what profiles show. Undefined where Node runs with
 * `--disallow-code-generation-from-strings`: the caller must then do the same without.
 */
export function compile<F>(name: string, parameters: readonly string[], statements: string): F | undefined {
  const head = `return function ${name}(${parameters.join(', ')})`;
  const code = `${head} {\n${statements}\n};\n//# sourceURL=generated/${name}.js`;
  try {
    return new Function(code)() as F;
  } catch (error) {
    if (error instanceof EvalError) {
      return undefined;
    }
    throw error;
  }
}
