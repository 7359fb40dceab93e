import type { Design, StoreNeeded } from '../designs/design.ts';
import { designs } from '../designs/designs.ts';
import { sluiceCasWith } from '../designs/sluice-cas.ts';
import { sluicePerKeyWith } from '../designs/sluice-per-key.ts';
import { type StoreConsistency, type StoreModel, storeModels } from '../services/store-models.ts';
import type { SimulationOptions } from './simulation-options.ts';

/** The consistency that is enough for a design that needs this much of its store. */
const goodEnough: Readonly<Record<StoreNeeded, readonly StoreConsistency[]>> = {
  none: ['linearizable', 'osc-u', 'maelstrom-seq', 'sequential'],
  sequential: ['linearizable', 'osc-u', 'maelstrom-seq', 'sequential'],
  'osc-u': ['linearizable', 'osc-u', 'maelstrom-seq'],
  linear: ['linearizable'],
};

/** Whether a design claims to keep its promise on a store. */
export function claimsStore(design: Design, store: StoreModel): boolean {
  return design.promises !== undefined && goodEnough[design.promises.store].includes(store.consistency);
}

/**
 * Our own designs, each with the stores it claims to survive: what is explored unless other options
 * are given.
 */
export const ourClaims: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  ['sluice-per-key', 'sluice-cas'].map((name) => [
    name,
    storeModels.filter((store) => claimsStore(designs.get(name)!, store)).map((store) => store.name),
  ]),
);

/** The design that these options name, with their settings when it is one of ours. */
export function designFor(options: SimulationOptions): Design {
  const { flushIntervalMs, readStalenessMs, replyDeadlineMs, kvTimeoutMs, queueMax } = options;
  const settings = { flushIntervalMs, readStalenessMs, replyDeadlineMs, kvTimeoutMs, queueMax };
  if (options.design === 'sluice-per-key') {
    return sluicePerKeyWith(settings);
  }
  if (options.design === 'sluice-cas') {
    return sluiceCasWith(settings);
  }
  const design = designs.get(options.design);
  if (design === undefined) {
    throw new Error(`there is no design '${options.design}'`);
  }
  return design;
}

/** The store model of that name. */
export function storeFor(options: SimulationOptions): StoreModel {
  const store = storeModels.find(({ name }) => name === options.store);
  if (store === undefined) {
    throw new Error(`there is no store '${options.store}'`);
  }
  return store;
}
