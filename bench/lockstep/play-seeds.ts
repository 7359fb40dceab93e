import { InOrder } from '../in-order.ts';
import type { Requirements } from '../run.ts';
import { runOnThreads } from '../run-on-threads.ts';
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
  const ordered = new InOrder<{ readonly seed: number; readonly result: SeedResult }>(({ seed, result }) => {
    // A later seed may have failed before the one that ends it all.
    if (seed <= (lastWanted[0] as number)) {
      done(result);
    }
  });
  const ended = runOnThreads<SeedTask, SeedResult | undefined>(
    {
      count,
      taskAt: (index) => {
        const seed = first + index;
        return seed <= (lastWanted[0] as number) ? { plan: planOf(seed), requirements, nodes, lastWanted } : undefined;
      },
      nameAt: (index) => `seed ${first + index}`,
      file: new URL('./play-seed.js', import.meta.url),
    },
    jobs,
    (result, index) => {
      if (result !== undefined && first + index <= (lastWanted[0] as number)) {
        if (result.exitCode !== 0 && !keepGoing) {
          limitTo(first + index);
        }
        ordered.add(index, { seed: first + index, result });
      }
    },
  );
  return { ended, stop: () => limitTo(Number.NEGATIVE_INFINITY) };
}
