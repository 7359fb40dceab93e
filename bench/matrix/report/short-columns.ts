import { storeModels } from '../../services/store-models.ts';
import { faultSets } from '../fault-sets.ts';

/** A column of the short table: cells with the same store, in one column. */
export interface ShortColumn {
  readonly head: string;
  readonly store: string;
  readonly faultSets: readonly string[];
}

/** The columns of the short table, in which most is seen. */
export const shortColumns: readonly ShortColumn[] = [
  { head: 'seq-kv, no faults / partition', store: 'seq-kv', faultSets: ['none', 'partition'] },
  { head: 'seq-kv, network faults', store: 'seq-kv', faultSets: ['network'] },
  { head: 'seq-kv, kill', store: 'seq-kv', faultSets: ['kill'] },
  { head: 'OSC(U), no faults', store: 'osc-u', faultSets: ['none'] },
  { head: 'adversarial, no faults', store: 'adversarial-sequential', faultSets: ['none'] },
];

/** The stores of the short table. */
export const shortStores = storeModels.filter(({ name }) => shortColumns.some(({ store }) => store === name));

/** The fault sets of the short table. */
export const shortFaultSets = faultSets.filter(({ name }) =>
  shortColumns.some((column) => column.faultSets.includes(name)),
);
