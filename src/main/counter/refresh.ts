/**
 * When a refresh of what is known of the store was asked for: it counts all that was acknowledged
 * before.
 */
export interface Refresh {
  /** Place in the order of events, from `EventOrder.order`. */
  readonly order: number;
  readonly ms: number;
}

/** What is known after a refresh, as it is sent to another node. */
export interface Snapshot {
  /** The counter's value. */
  readonly total: number;
  /** How much of it is the other node's, where that is known. */
  readonly yours?: number;
}

/**
 * What two refreshes together are: each tells of a moment by its place and by its time, and both
 * hold.
 */
export function merged(a: Refresh, b: Refresh): Refresh {
  return { order: Math.max(a.order, b.order), ms: Math.max(a.ms, b.ms) };
}
