import { Worker } from 'node:worker_threads';
import type { ShrinkProgress } from './shrink.ts';
import type { Left, ShrinkMessage, ShrinkTask } from './shrink-worker.ts';

/** A script being shrunk in a thread of its own. */
export interface Shrinking {
  /** What is left; undefined when the script itself doesn't fail in that way. */
  readonly left: Promise<Left | undefined>;
  /** Ends it soon, with what it has. */
  stop(): void;
}

/**
 * Shrinks a script and draws what is left in a thread of its own, so that this one is free for
 * signals and for showing how far it is. Needs the build.
 *
 * @param report - Called now and then.
 */
export function shrinkApart(task: Omit<ShrinkTask, 'stop'>, report: (progress: ShrinkProgress) => void): Shrinking {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const workerData: ShrinkTask = { ...task, stop };
  const worker = new Worker(new URL('./shrink-worker.js', import.meta.url), { workerData });
  const left = new Promise<Left | undefined>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (message: ShrinkMessage) => {
      if (message.kind === 'progress') {
        report(message.progress);
      } else {
        resolve(message.left);
      }
    });
  });
  return {
    left,
    stop: () => {
      Atomics.store(stop, 0, 1);
    },
  };
}
