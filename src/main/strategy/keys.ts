/**
 * The keys of the store. A node's id may be any text, so each name begins with what it is for, and
 * ends with the id as it is: no key is another's, whatever ids there are. Neither is `chainKey`,
 * which has no slash.
 */

/** The key of a node's total, strategy `per-key`. */
export function totalKey(nodeId: string): string {
  return `total/${nodeId}`;
}

/**
 * The key that a node writes to when it has nothing else to write, so that it sees the newest
 * state.
 */
export function barrierKey(nodeId: string): string {
  return `barrier/${nodeId}`;
}
