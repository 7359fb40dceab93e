import type { StoreModel } from '../services/store-models.ts';
import type { FaultSet } from './fault-sets.ts';
import type { CellResult } from './tally.ts';

/** A matrix that was run: the source of all its reports. */
export interface Matrix {
  /** Names. */
  readonly designs: readonly string[];
  readonly stores: readonly StoreModel[];
  readonly faultSets: readonly FaultSet[];
  readonly firstSeed: number;
  /** Runs in each cell. */
  readonly runs: number;
  /** One of each design, store and fault set. */
  readonly results: readonly CellResult[];
}

/** The cell of a design on a store under a fault set; undefined when it was not run. */
export function cellAt(matrix: Matrix, design: string, store: string, faultSet: string): CellResult | undefined {
  return matrix.results.find(
    (result) => result.design === design && result.store === store && result.faultSet.name === faultSet,
  );
}
