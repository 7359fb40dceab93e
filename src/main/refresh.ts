/** When a refresh of what is known of the store was asked for: it counts all that was acknowledged before. */
export interface Refresh {
  /** Place in the order of events, from `ArrivalClock.order`. */
  readonly order: number;
  readonly ms: number;
}
