import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';

/**
 * The two ends of a pipe, as descriptors of this process that read and write with blocking calls.
 */
export interface Pipe {
  readonly readEnd: number;
  readonly writeEnd: number;
}

/**
 * Makes a named pipe at `path` and opens both ends. What Node gives a child as a "pipe" is a
 * socket, which is not as fast as the pipes that Maelstrom gives its nodes.
 */
export function makePipe(path: string): Pipe {
  execFileSync('mkfifo', ['-m', '600', path]);
  // Opening one end waits for the other, unless told not to; such a descriptor never blocks again,
  // so this end is opened twice.
  const unwaiting = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeEnd = openSync(path, 'w');
  const readEnd = openSync(path, 'r');
  closeSync(unwaiting);
  return { readEnd, writeEnd };
}
