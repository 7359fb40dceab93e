import { constants } from 'node:os';
import { failureText } from '../failure-text.ts';

/** Errors that say that nobody is at the other end: `| head` has left, the terminal was closed. */
const nobodyReads: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED']);

let whenLost = (): void => process.exit(128 + constants.signals.SIGPIPE);
let isTold = false;

/**
 * Keeps a command from ending in a stack trace when its output can't be written. When nobody reads
 * it, the command ends quietly, with the exit code of a program that SIGPIPE ended, or does what
 * {@link onLostOutput} was given. Any other failure, as a full disk, is told once on stderr.
 */
export function watchOutput(): void {
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (nobodyReads.has(error.code)) {
      whenLost();
    } else if (!isTold) {
      isTold = true;
      process.stderr.write(`stdout can't be written: ${failureText(error)}.\n`);
    }
  });
}

/** Sets what to do when nobody reads stdout any more; it may be called more than once. */
export function onLostOutput(act: () => void): void {
  whenLost = act;
}
