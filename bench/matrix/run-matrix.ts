import { runOnThreads } from '../run-on-threads.ts';
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
  /** Cells that are run at a time, each on a thread of its own. Results don't depend on it. */
  readonly jobs: number;
}

/**
 * Runs a matrix. `cellDone` is called with each cell that is done, in any order; the results are in
 * the order of the cells.
 */
export async function runMatrix(plan: MatrixPlan, cellDone: (result: CellResult) => void): Promise<CellResult[]> {
  const { cells, firstSeed, runs, jobs } = plan;
  const results: CellResult[] = [];
  await runOnThreads(
    {
      count: cells.length,
      taskAt: (index): CellTask => ({ cell: cells[index]!, firstSeed, runs }),
      nameAt: (index) => {
        const { design, store, faultSet } = cells[index]!;
        return `the cell of ${design} on ${store}, faults ${faultSet.name},`;
      },
      run: runCell,
      file: new URL('./run-cell.js', import.meta.url),
    },
    jobs,
    (result, index) => {
      results[index] = result;
      cellDone(result);
    },
  );
  return results;
}
