import { Piscina } from 'piscina';
import type { Cell } from './cell.ts';
import runCell, { type CellTask } from './run-cell.ts';
import type { CellResult } from './tally.ts';

/** Which cells to run, and how. */
export interface MatrixPlan {
  readonly cells: readonly Cell[];
  /** The first seed. Every cell has the same seeds, so the loads and faults are the same. */
  readonly firstSeed: number;
  /** Runs in each cell. */
  readonly runs: number;
  /**
   * Cells that are run at a time, each on a thread of its own; with 1 there are no threads. Results
   * don't depend on it.
   */
  readonly jobs: number;
}

/**
 * Runs a matrix. `cellDone` is called with each cell that is done, in any order; the results are in
 * the order of the cells.
 */
export async function runMatrix(plan: MatrixPlan, cellDone: (result: CellResult) => void): Promise<CellResult[]> {
  const { cells, firstSeed, runs, jobs } = plan;
  const tasks: readonly CellTask[] = cells.map((cell) => ({ cell, firstSeed, runs }));
  if (jobs === 1) {
    const results: CellResult[] = [];
    for (const task of tasks) {
      const result = runCell(task);
      results.push(result);
      cellDone(result);
      // Gives the progress a chance to be shown.
      await new Promise(setImmediate);
    }
    return results;
  }
  const pool = new Piscina<CellTask, CellResult>({
    filename: new URL('./run-cell.js', import.meta.url).href,
    minThreads: jobs,
    maxThreads: jobs,
  });
  try {
    return await Promise.all(
      tasks.map(async (task) => {
        const result = await pool.run(task);
        cellDone(result);
        return result;
      }),
    );
  } finally {
    await pool.destroy();
  }
}
