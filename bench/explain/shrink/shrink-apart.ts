import { Worker } from 'node:worker_threads';
import type { Failure } from '../failure.ts';
import type { Script } from '../script/script.ts';
import type { ShrinkProgress, Shrunk } from './shrink.ts';
import type { ShrinkMessage, ShrinkTask } from './shrink-worker.ts';

/** A script being shrunk in a thread of its own. */
export interface Shrinking {
  /** What is left; undefined when the script itself doesn't fail in that way. */
  readonly shrunk: Promise<Shrunk | undefined>;
  /** Ends it soon, with what it has. */
  stop(): void;
}

/**
 * Shrinks a script in a thread of its own, so that this one is free for signals and for showing how
 * far it is. Needs the build.
 *
 * @param budgetMs - How long it may take, in milliseconds.
 * @param report - Called now and then.
 */
export function shrinkApart(
  script: Script,
  failure: Failure,
  budgetMs: number,
  report: (progress: ShrinkProgress) => void,
): Shrinking {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const task: ShrinkTask = { script, failure, budgetMs, stop };
  const worker = new Worker(new URL('./shrink-worker.js', import.meta.url), { workerData: task });
  const shrunk = new Promise<Shrunk | undefined>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (message: ShrinkMessage) => {
      if (message.kind === 'progress') {
        report(message.progress);
      } else {
        resolve(message.shrunk);
      }
    });
  });
  return {
    shrunk,
    stop: () => {
      Atomics.store(stop, 0, 1);
    },
  };
}
