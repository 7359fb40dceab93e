/** A pending call made by {@link Environment.after}. */
export interface Timer {
  /** Forgets the call; harmless when it has already run. */
  cancel(): void;
}

/**
 * Everything the core takes from outside that is not a message: time, timers and randomness. The
 * process edge gives the real ones, the tests a scripted one, the simulator a virtual one drawn
 * from a seed.
 */
export interface Environment {
  /** Monotone time in milliseconds from an arbitrary origin; may be fractional. */
  nowMs(): number;
  /** Runs `call` once, `delayMs` or more from now, never before this function returns. */
  after(delayMs: number, call: () => void): Timer;
  /** A uniform number in [0, 1). */
  random(): number;
}
