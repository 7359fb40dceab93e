import { type ChainValue, chainKey } from '../../src/main/strategy/chain.ts';
import { totalKey } from '../../src/main/strategy/keys.ts';
import type { ServiceHolder } from '../services/service-holder.ts';

/** What a store holds at the end, whatever it shows to whom. */
export interface StoredTotal {
  /** The counter, as the designs here lay it out. */
  readonly total: number;
  /** True when all nodes write one plain number, so that one can wipe out another's add. */
  readonly isShared: boolean;
}

/** The key of the designs that keep one number for all nodes. */
const plainKey = 'total';

/**
 * The newest total of a store after a run; undefined when there is none, as with designs that keep
 * their numbers in memory. It tries to change what it is shown, so the store is of no use for
 * anything else afterwards.
 */
export function storedTotal(store: ServiceHolder, nodes: readonly string[]): StoredTotal | undefined {
  const plain = newest(store, plainKey);
  if (typeof plain === 'number') {
    return { total: plain, isShared: true };
  }
  const chain = newest(store, chainKey) as ChainValue | undefined;
  const totals =
    chain === undefined
      ? nodes.map((node) => totalOf(newest(store, totalKey(node)) ?? newest(store, node)))
      : Object.values(chain.slots).map(([total]) => total);
  const known = totals.filter((total) => total !== undefined);
  return known.length === 0 ? undefined : { total: known.reduce((sum, each) => sum + each, 0), isShared: false };
}

/** What a node keeps under a key of its own: a number, or a number and something else about it. */
function totalOf(value: unknown): number | undefined {
  return typeof value === 'object' ? (value as { readonly total: number }).total : (value as number | undefined);
}

/** No store here needs as many: each refusal shows something newer. */
const attemptsMax = 10_000;

/**
 * The newest value of a key. A read may be as old as the store likes, but a compare-and-set from a
 * value to another one is only ever applied to the newest: so whatever one succeeds from is it.
 */
function newest(store: ServiceHolder, key: string): unknown {
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const call = (body: Readonly<Record<string, unknown>>) => store.handle({ src: 'observer', body: { ...body, key } });
    const shown = call({ type: 'read' });
    const value = shown?.type === 'read_ok' ? shown.value : undefined;
    const mark = { observed: attempt };
    const changed = call({ type: 'cas', from: value ?? mark, to: mark, create_if_not_exists: value === undefined });
    if (changed?.type === 'cas_ok') {
      return value;
    }
  }
  throw new Error(`the newest value of ${key} was not to be had in ${attemptsMax} attempts`);
}
