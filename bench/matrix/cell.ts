import type { Design, StoreNeeded } from '../designs/design.ts';
import { designs } from '../designs/designs.ts';
import type { StoreModel } from '../services/store-models.ts';
import { claimsStore } from '../simulator/claims.ts';
import type { SimulationOptions } from '../simulator/simulation-options.ts';
import type { FaultSet } from './fault-sets.ts';
import { matrixTest, timeLimitMs } from './matrix-test.ts';

/**
 * A cell of the matrix: a design on a store, under faults. Plain data, so that it can be sent to
 * another thread.
 */
export interface Cell {
  /** Name of a design. */
  readonly design: string;
  /** Name of a store model. */
  readonly store: string;
  readonly faultSet: FaultSet;
  /** Why the design doesn't claim to keep its promise here; undefined when it does. */
  readonly notClaimed: string | undefined;
}

/** Every cell of these designs, stores and fault sets, in this order. */
export function cellsOf(
  designNames: readonly string[],
  stores: readonly StoreModel[],
  faultSets: readonly FaultSet[],
): readonly Cell[] {
  return designNames.flatMap((name) =>
    stores.flatMap((store) =>
      faultSets.map((faultSet) => ({
        design: name,
        store: store.name,
        faultSet,
        notClaimed: whyNotClaimed(designs.get(name)!, store, faultSet),
      })),
    ),
  );
}

/** All options of a run in a cell. */
export function optionsOf({ design, store, faultSet }: Cell): SimulationOptions {
  const { faults } = faultSet;
  return { ...matrixTest, design, store, faults, timeLimitMs: timeLimitMs(faults) };
}

function whyNotClaimed(design: Design, store: StoreModel, { faults }: FaultSet): string | undefined {
  const { promises } = design;
  if (promises === undefined) {
    return 'it promises nothing';
  }
  const deadly = faults.filter((fault) => !promises.faults.includes(fault));
  const reasons = [
    ...(claimsStore(design, store) ? [] : [`it needs ${needs[promises.store]}`]),
    ...(deadly.length === 0 ? [] : [`it does not claim to survive ${deadly.join(', ')}`]),
  ];
  return reasons.length === 0 ? undefined : reasons.join('; ');
}

/** What a design needs of its store, for people. */
export const needs: Readonly<Record<StoreNeeded, string>> = {
  none: 'no store',
  sequential: 'a sequentially consistent store',
  'osc-u': 'a store whose updates are linearizable',
  linear: 'a linearizable store',
};
