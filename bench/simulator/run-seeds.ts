import { findingsText } from './findings-text.ts';
import { type Outcome, simulate } from './simulate.ts';
import type { SimulationOptions } from './simulation-options.ts';

/** A run to simulate. */
export interface SeedTask {
  readonly seed: number;
  readonly options: SimulationOptions;
}

/** What is kept of a run: plain data, so that a thread can send it. */
export interface SeedResult {
  readonly seed: number;
  readonly outcome: Outcome;
  readonly operationCount: number;
  readonly faultCount: number;
  /** What went wrong, one line each; empty for a valid run. */
  readonly findings: string;
}

/**
 * Simulates runs one after the other: the task of a thread.
 *
 * @throws {Error} that names the seed at which the simulator itself failed.
 */
export default function runSeeds(tasks: readonly SeedTask[]): readonly SeedResult[] {
  return tasks.map(({ seed, options }) => {
    try {
      const simulation = simulate(seed, options);
      const { run, outcome } = simulation;
      return {
        seed,
        outcome,
        operationCount: run.operations.length,
        faultCount: run.faults.length,
        findings: findingsText(simulation),
      };
    } catch (cause) {
      throw new Error(`the simulator failed at seed ${seed}`, { cause });
    }
  });
}
