import { Piscina } from 'piscina';
import type { Cell } from './cell.ts';
import runCell, { type CellTask } from './run-cell.ts';
import type { CellResult } from './tally.ts';

/** Which cells to run, and how. */
export interface MatrixPlan {
  readonly cells: readonly Cell[];
  /** Every cell is run with the same seeds, so their loads and faults are the same: this one and those that follow. */
  readonly firstSeed: number;
  /** Runs in each cell. */
  readonly runs: number;
  /** How many cells are run at a time, each on a thread of its own; with 1 there are no threads. No result depends on it. */
  readonly jobs: number;
}

/** Runs a matrix; `cellDone` is told of each cell that is done, in any order. The results are in the order of the cells. */
export async function runMatrix(plan: MatrixPlan, cellDone: (result: CellResult) => void): Promise<CellResult[]> {
  const { cells, firstSeed, runs, jobs } = plan;
  const tasks: readonly CellTask[] = cells.map((cell) => ({ cell, firstSeed, runs }));
  if (jobs === 1) {
    const results: CellResult[] = [];
    for (const task of tasks) {
      const result = runCell(task);
      results.push(result);
      cellDone(result);
      // Lets the progress be shown.
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
