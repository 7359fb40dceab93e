import { closeSync, openSync, readSync } from 'node:fs';

/** How much of a file is looked at, in bytes: the longest `#!` line that Linux takes. */
const lookedAtBytes = 256;

/**
 * The first line of an executable text; undefined for a program, which has a zero byte near its
 * beginning, and for what may be run but not read.
 */
export function firstLine(file: string): string | undefined {
  const start = Buffer.alloc(lookedAtBytes);
  let length = 0;
  try {
    const opened = openSync(file, 'r');
    try {
      length = readSync(opened, start);
    } finally {
      closeSync(opened);
    }
  } catch {
    return undefined;
  }
  const read = start.subarray(0, length);
  return read.includes(0) ? undefined : read.toString('utf8').split('\n', 1)[0];
}
