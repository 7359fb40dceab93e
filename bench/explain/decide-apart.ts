import { Worker } from 'node:worker_threads';
import type { DecideTask } from './decide-worker.ts';
import type { Decision } from './explanation.ts';

/** A run being decided in a thread of its own. */
export interface Deciding {
  /** Undefined when it can't be decided, or not in time. */
  readonly decision: Promise<Decision | undefined>;
  /** Gives it up. */
  stop(): void;
}

/**
 * Plays a failed run again in a thread of its own to decide why it failed, so that this one is free
 * for signals. Needs the build.
 */
export function decideApart(task: DecideTask): Deciding {
  const worker = new Worker(new URL('./decide-worker.js', import.meta.url), { workerData: task });
  const decision = new Promise<Decision | undefined>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', resolve);
    worker.on('exit', () => resolve(undefined));
  });
  return { decision, stop: () => void worker.terminate() };
}
