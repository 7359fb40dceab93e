/** The order of events: of what came in, and of what was begun. */
export interface EventOrder {
  /** The next place in it: unlike times, no two are the same. */
  order(): number;
}

/** When some bytes of stdin came in. */
export interface Arrival {
  /**
   * Place in the order of events, from {@link EventOrder.order}: the bytes arrived before it. A
   * refresh that began later counts everything that whoever sent them may rely on.
   */
  readonly order: number;
  /** When they were read, in milliseconds: they arrived no later. */
  readonly readMs: number;
  /** They arrived no earlier, in milliseconds. Deadlines count from here. */
  readonly sinceMs: number;
  /** When the bytes before them were read, in milliseconds. */
  readonly previousReadMs: number;
}
