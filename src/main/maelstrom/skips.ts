import type { SkipReason } from '../../shared/wire/codec.ts';
import type { Counters } from '../counters.ts';
import type { Log } from '../log.ts';

/** Counts the lines that get no answer, and logs the first of each kind. */
export class Skips {
  readonly #counters: Counters;
  readonly #log: Log;

  constructor(counters: Counters, log: Log) {
    this.#counters = counters;
    this.#log = log;
  }

  skip(reason: SkipReason, times = 1): void {
    if (this.#counters.skipped[reason] === undefined) {
      this.#log(`skipped: ${reason}`);
    }
    this.#counters.skip(reason, times);
  }
}
