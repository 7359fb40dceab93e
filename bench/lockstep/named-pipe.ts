import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, rmSync } from 'node:fs';

/** A pipe of which one end is for this process, never blocking, and one for a child, as it expects it. */
export interface PipeEnds {
  readonly ours: number;
  readonly theirs: number;
}

const { O_RDONLY, O_WRONLY, O_RDWR, O_NONBLOCK } = constants;

/**
 * Makes a pipe by way of a named one, since Node.js has no other. The name is gone afterwards.
 *
 * @param path - A name that nothing has yet, in a folder of our own.
 * @param direction - Whether the child reads from it, or writes to it.
 */
export function namedPipe(path: string, direction: 'child-reads' | 'child-writes'): PipeEnds {
  execFileSync('mkfifo', ['-m', '600', path]);
  // Opening one end waits for the other, but for a file that is open both ways.
  const both = openSync(path, O_RDWR | O_NONBLOCK);
  const reads = direction === 'child-reads';
  const theirs = openSync(path, reads ? O_RDONLY : O_WRONLY);
  const ours = openSync(path, (reads ? O_WRONLY : O_RDONLY) | O_NONBLOCK);
  closeSync(both);
  rmSync(path);
  return { ours, theirs };
}
