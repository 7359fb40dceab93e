import { isTotal } from './strategy.ts';

/**
 * A node's part of the counter as a store keeps it: its committed total, and the life that wrote
 * it. Each start of the node is a life, with a random number of its own; 0 is no life. A pair, as
 * every message about the chain holds one for each node, and names would nearly double its length.
 */
export type Slot = readonly [total: number, life: number];

/** The slot of a node that has never written. */
export const emptySlot: Slot = [0, 0];

/** What a write makes of a slot. No slot ever goes back, so the same step is never taken twice. */
export interface Step {
  readonly from: Slot;
  readonly to: Slot;
}

/**
 * The value of the one key: `v` goes up by one at each success, `slots` holds every node's slot.
 */
export interface ChainValue {
  readonly v: number;
  readonly slots: Readonly<Record<string, Slot>>;
}

/** The key that holds the chain. No other key of this program has this name. */
export const chainKey = 'totals';

/** The key before anybody wrote it. Creating it asks for this value, which is never stored. */
export const emptyChain: ChainValue = { v: 0, slots: {} };

/** A node's slot in a value. */
export function slotOf({ slots }: ChainValue, nodeId: string): Slot {
  return Object.hasOwn(slots, nodeId) ? (slots[nodeId] as Slot) : emptySlot;
}

/** The value after this one, with some slots changed. */
export function nextValue({ v, slots }: ChainValue, changed: Readonly<Record<string, Slot>>): ChainValue {
  return { v: v + 1, slots: { ...slots, ...changed } };
}

export function isSameSlot(a: Slot, b: Slot): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

export function isSlot(value: unknown): value is Slot {
  return Array.isArray(value) && value.length === 2 && value.every(isTotal);
}

/** True for what a node stores under {@link chainKey}. */
export function isChainValue(value: unknown): value is ChainValue {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { v, slots, ...others } = value as Partial<Record<keyof ChainValue, unknown>>;
  if (Object.keys(others).length > 0 || !isTotal(v) || v === 0) {
    return false;
  }
  return typeof slots === 'object' && slots !== null && !Array.isArray(slots) && Object.values(slots).every(isSlot);
}
