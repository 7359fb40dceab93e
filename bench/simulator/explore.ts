import { InOrder } from '../in-order.ts';
import { runOnThreads } from '../run-on-threads.ts';
import runSeeds, { type SeedResult, type SeedTask } from './run-seeds.ts';
import type { SimulationOptions } from './simulation-options.ts';

/** Runs with consecutive seeds. */
export interface Exploration {
  readonly firstSeed: number;
  readonly runs: number;
  optionsOf(seed: number): SimulationOptions;
  /** Runs at a time, each on a thread of its own; results don't depend on it. */
  readonly jobs: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/** What is told of an exploration while it goes on. */
export interface ExplorationHooks {
  /** A run is done; in any order. */
  done(result: SeedResult): void;
  /** The same again, in the order of the seeds. */
  inOrder(result: SeedResult): void;
}

/**
 * Runs that are sent to a thread at a time, at most. To send something there and back takes 0.1 ms,
 * the shortest runs a few milliseconds; and what is under way is lost when the user ends it.
 */
const chunkMax = 4;

/** Chunks for each thread, at least: with few, one thread would be left with the last of them. */
const chunksPerJob = 16;

/**
 * Simulates runs with consecutive seeds on several threads.
 *
 * @returns How many runs from the first seed on are done without a gap: all, unless it was ended
 *   early.
 * @throws {Error} that names the lowest seed at which the simulator itself failed.
 */
export async function explore(exploration: Exploration, { done, inOrder }: ExplorationHooks): Promise<number> {
  const { firstSeed, runs, jobs, signal } = exploration;
  const chunk = Math.max(1, Math.min(chunkMax, Math.floor(runs / (jobs * chunksPerJob))));
  const sizeAt = (index: number) => Math.min(chunk, runs - index * chunk);
  const ordered = new InOrder<readonly SeedResult[]>((results) => results.forEach(inOrder));
  await runOnThreads(
    {
      count: Math.ceil(runs / chunk),
      taskAt: (index): readonly SeedTask[] =>
        Array.from({ length: sizeAt(index) }, (_, at) => {
          const seed = firstSeed + index * chunk + at;
          return { seed, options: exploration.optionsOf(seed) };
        }),
      nameAt: (index) => {
        const from = firstSeed + index * chunk;
        return sizeAt(index) === 1 ? `seed ${from}` : `seeds ${from} to ${from + sizeAt(index) - 1}`;
      },
      run: runSeeds,
      file: new URL('./run-seeds.js', import.meta.url),
    },
    jobs,
    (results, index) => {
      results.forEach(done);
      ordered.add(index, results);
    },
    signal,
  );
  // When it was ended early.
  ordered.addRest();
  return Math.min(runs, ordered.leading * chunk);
}
