import { Piscina } from 'piscina';
import type { Requirements } from '../run.ts';
import type { Plan } from '../run-test.ts';
import type { LockstepNodes } from './lockstep-cluster.ts';
import type { SeedResult, SeedTask } from './play-seed.ts';

/** Which seeds to play, and how. */
export interface SeedsPlan {
  readonly first: number;
  readonly count: number;
  /** The test of one seed. */
  readonly planOf: (seed: number) => Plan;
  readonly requirements: Requirements;
  readonly nodes: LockstepNodes;
  /** Whether seeds after one that fails are played as well. */
  readonly keepGoing: boolean;
  /** How many are played at a time, each on a thread of its own. */
  readonly jobs: number;
}

/** Seeds being played. */
export interface PlayingSeeds {
  /** Settled when all that were wanted are played. */
  readonly ended: Promise<void>;
  /** Gives up what is being played, and begins no more. */
  stop(): void;
}

/**
 * Plays consecutive seeds until one fails, or to the end. `done` is called with each that is over,
 * in order of the seeds, whichever was ready first: so the first that fails does not depend on
 * `jobs`.
 */
export function playSeeds(plan: SeedsPlan, done: (result: SeedResult) => void): PlayingSeeds {
  const { first, count, planOf, requirements, nodes, keepGoing, jobs } = plan;
  const lastWanted = new Float64Array(new SharedArrayBuffer(8));
  lastWanted[0] = first + count - 1;
  const limitTo = (seed: number) => {
    lastWanted[0] = Math.min(lastWanted[0] as number, seed);
  };
  const threads = Math.min(jobs, count);
  const pool = new Piscina<SeedTask, SeedResult | undefined>({
    filename: new URL('./play-seed.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    // Otherwise a thread without work sleeps where no event reaches it, the end of a node for one.
    atomics: 'disabled',
  });
  const ready = new Map<number, SeedResult>();
  let next = first;
  let nextTold = first;
  const tell = () => {
    for (let result = ready.get(nextTold); result !== undefined; result = ready.get(nextTold)) {
      ready.delete(nextTold);
      nextTold += 1;
      done(result);
    }
  };
  const playOnAndOn = async () => {
    while (next <= (lastWanted[0] as number)) {
      const seed = next;
      next += 1;
      const result = await pool.run({ plan: planOf(seed), requirements, nodes, lastWanted });
      if (result !== undefined && seed <= (lastWanted[0] as number)) {
        if (result.exitCode !== 0 && !keepGoing) {
          limitTo(seed);
        }
        ready.set(seed, result);
        tell();
      }
    }
  };
  const ended = Promise.all(Array.from({ length: threads }, playOnAndOn))
    .then(() => {})
    .finally(() => pool.destroy());
  return { ended, stop: () => limitTo(Number.NEGATIVE_INFINITY) };
}
