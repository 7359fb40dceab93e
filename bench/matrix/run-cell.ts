import { designs } from '../designs/designs.ts';
import { type Cell, optionsOf } from './cell.ts';
import { observe } from './observe.ts';
import { replayCommand } from './replay-command.ts';
import { type CellResult, tally } from './tally.ts';

/** A cell and its seeds: the task of a worker thread. */
export interface CellTask {
  readonly cell: Cell;
  readonly firstSeed: number;
  readonly runs: number;
}

/** Runs a cell with consecutive seeds; the result of a task is the same on every thread. */
export default function runCell({ cell, firstSeed, runs }: CellTask): CellResult {
  const observations = Array.from({ length: runs }, (_, i) => observeOrTell(cell, firstSeed + i));
  return tally(cell, designs.get(cell.design)!.promises !== undefined, observations);
}

/** If the simulator itself fails, the command that shows it must not be lost. */
function observeOrTell(cell: Cell, seed: number) {
  try {
    return observe(cell, seed);
  } catch (cause) {
    throw new Error(`the simulator failed; again: ${replayCommand(optionsOf(cell), seed)}`, { cause });
  }
}
