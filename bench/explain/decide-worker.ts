import { parentPort, workerData } from 'node:worker_threads';
import { type Decision, decide } from './explanation.ts';
import type { Failure } from './failure.ts';
import { player } from './script/play.ts';
import { EndlessPlay, PlayStopped } from './script/played.ts';
import type { Script } from './script/script.ts';

/** A run to be decided, in a thread of its own. */
export interface DecideTask {
  readonly script: Script;
  readonly failure: Failure;
  /** How long that may take, in milliseconds. */
  readonly budgetMs: number;
}

function main({ script, failure, budgetMs }: DecideTask): Decision | undefined {
  const endMs = performance.now() + budgetMs;
  const play = player(undefined, () => performance.now() > endMs);
  try {
    // On a busy machine, or with chance of the nodes' own, the first may go another way.
    return decide(script, failure, play) ?? decide(script, failure, play);
  } catch (error) {
    if (error instanceof PlayStopped || error instanceof EndlessPlay) {
      return undefined;
    }
    throw error;
  }
}

parentPort?.postMessage(main(workerData as DecideTask));
