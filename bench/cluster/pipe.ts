import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The two ends of a pipe, as file descriptors that no child inherits by itself. */
export interface Pipe {
  readonly readEnd: number;
  readonly writeEnd: number;
}

/** How many pipes are made at once: four lives' worth, in the 3 to 4 ms that one process takes. */
const madeAtOnce = 12;

const ready: Pipe[] = [];

/**
 * Makes a pipe. Node has no call for it, and what `spawn` makes are socket pairs: a node that opens
 * `/dev/stdin` or writes to `/dev/stderr` by name would fail. A FIFO whose name is removed as soon
 * as both ends are open is a pipe like any other. Both ends are non-blocking; what `spawn` hands to
 * a child as stdin, stdout or stderr it makes blocking again.
 *
 * @throws what `node:fs` and `mkfifo` throw.
 */
export function makePipe(): Pipe {
  if (ready.length === 0) {
    const directory = mkdtempSync(join(tmpdir(), 'sluice-pipes-'));
    try {
      const paths = Array.from({ length: madeAtOnce }, (_, index) => join(directory, `${index}`));
      execFileSync('mkfifo', ['-m', '600', ...paths], { stdio: 'pipe' });
      ready.push(...paths.map(openBothEnds));
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
  return ready.pop() as Pipe;
}

function openBothEnds(path: string): Pipe {
  // In this order neither call waits for the other end.
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return { readEnd, writeEnd: openSync(path, constants.O_WRONLY | constants.O_NONBLOCK) };
  } catch (error) {
    closeSync(readEnd);
    throw error;
  }
}
