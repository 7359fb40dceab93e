import { parentPort, workerData } from 'node:worker_threads';
import type { Failure } from '../failure.ts';
import { player } from '../script/play.ts';
import type { Script } from '../script/script.ts';
import { type ShrinkProgress, type Shrunk, shrink } from './shrink.ts';

/** What a thread that shrinks is given. */
export interface ShrinkTask {
  readonly script: Script;
  readonly failure: Failure;
  readonly budgetMs: number;
  /** Not 0 once it is to stop; in shared memory. */
  readonly stop: Int32Array;
}

/** What it says: how far it is, and in the end what is left, undefined if nothing failed. */
export type ShrinkMessage =
  | { readonly kind: 'progress'; readonly progress: ShrinkProgress }
  | { readonly kind: 'end'; readonly shrunk: Shrunk | undefined };

/** Runs at most: enough for anything that can be drawn, and a bound in case time stands still. */
const runsMax = 200_000;

/** The least time between two messages of progress, in milliseconds. */
const progressMs = 100;

/** Shrinking never gives its thread a moment for anything else, so it has one of its own. */
function main({ script, failure, budgetMs, stop }: ShrinkTask): void {
  const endMs = performance.now() + budgetMs;
  const isOver = () => performance.now() > endMs || Atomics.load(stop, 0) !== 0;
  const post = (message: ShrinkMessage) => parentPort?.postMessage(message);
  let saidMs = Number.NEGATIVE_INFINITY;
  const shrunk = shrink(script, failure, player(undefined, isOver), { runsMax, isOver }, (progress) => {
    const nowMs = performance.now();
    if (nowMs - saidMs > progressMs) {
      saidMs = nowMs;
      post({ kind: 'progress', progress });
    }
  });
  post({ kind: 'end', shrunk });
}

main(workerData as ShrinkTask);
