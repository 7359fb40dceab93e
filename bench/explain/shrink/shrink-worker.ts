import { parentPort, workerData } from 'node:worker_threads';
import { type Explanation, explain } from '../explanation.ts';
import type { Failure } from '../failure.ts';
import { player } from '../script/play.ts';
import { type Script, sizeOf } from '../script/script.ts';
import type { ScriptFile } from '../script/script-file.ts';
import { type ShrinkProgress, type Shrunk, shrink } from './shrink.ts';

/** What a thread that shrinks and draws is given. */
export interface ShrinkTask {
  /** The command of the run. */
  readonly command: string;
  readonly script: Script;
  readonly failure: Failure;
  readonly budgetMs: number;
  /** Not 0 once it is to stop; in shared memory. */
  readonly stop: Int32Array;
}

/** What is left of a script. */
export interface Left {
  readonly shrunk: Shrunk;
  readonly file: ScriptFile;
  /** Undefined when it failed in none of the plays to be drawn. */
  readonly explanation: Explanation | undefined;
}

/** What it says: how far it is, and in the end what is left, undefined if nothing failed. */
export type ShrinkMessage =
  | { readonly kind: 'progress'; readonly progress: ShrinkProgress }
  | { readonly kind: 'end'; readonly left: Left | undefined };

/** Runs at most: enough for anything that can be drawn, and a bound in case time stands still. */
const runsMax = 200_000;

/** The least time between two messages of progress, in milliseconds. */
const progressMs = 100;

/** How often a script is played to be drawn: a node may have chance of its own. */
const drawnMax = { design: 1, node: 5 };

/** Playing never gives its thread a moment for anything else, so it has one of its own. */
function main({ command, script, failure, budgetMs, stop }: ShrinkTask): void {
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
  if (shrunk === undefined) {
    post({ kind: 'end', left: undefined });
    return;
  }
  const file = { command, seed: script.seed, from: sizeOf(script), failure: shrunk.failure, script: shrunk.script };
  post({ kind: 'end', left: { shrunk, file, explanation: drawn(file) } });
}

function drawn(file: ScriptFile): Explanation | undefined {
  for (let attempts = drawnMax[file.script.node === undefined ? 'design' : 'node']; attempts > 0; attempts -= 1) {
    const explanation = explain(file, player());
    if (explanation !== undefined) {
      return explanation;
    }
  }
  return undefined;
}

main(workerData as ShrinkTask);
