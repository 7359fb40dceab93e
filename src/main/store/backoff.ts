import type { Environment } from '../environment.ts';

/**
 * Runs retries after a growing, capped, jittered pause: "equal jitter", half fixed and half random,
 * so that nodes that failed together don't come back together. Source: AWS Architecture Blog,
 * "Exponential Backoff and Jitter", 2015.
 */
export class Backoff {
  readonly #environment: Environment;
  #failures = 0;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Calls `retry` after the next pause. */
  retry(retry: () => void): void {
    const fullMs = Math.min(pauseMaxMs, pauseMinMs * 2 ** this.#failures);
    if (fullMs < pauseMaxMs) {
      this.#failures += 1;
    }
    this.#environment.after(fullMs * (0.5 + 0.5 * this.#environment.random()), retry);
  }

  /** The store answered: the next pause is the shortest again. */
  reset(): void {
    this.#failures = 0;
  }
}

const pauseMinMs = 10;
const pauseMaxMs = 1_000;
