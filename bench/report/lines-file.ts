import { closeSync, openSync, writeSync } from 'node:fs';

/** Characters collected before they are written. */
const batchCharacters = 1 << 20;

/**
 * Writes a text file of lines without ever holding all of it. Each line gets a line end. Throws
 * what `node:fs` throws.
 */
export function writeLines(path: string, lines: Iterable<string>): void {
  const file = openSync(path, 'w');
  try {
    let batch = '';
    for (const line of lines) {
      batch += `${line}\n`;
      if (batch.length < batchCharacters) {
        continue;
      }
      writeAll(file, batch);
      batch = '';
    }
    writeAll(file, batch);
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; ) {
    from += writeSync(file, bytes, from);
  }
}
