import type { Operation } from '../run.ts';

/** The highest answer that any read had returned by a moment, found in O(log n). */
export class HighestReads {
  /**
   * Successful reads that answered more than all that completed before them, by time of completion.
   */
  readonly #records: Operation[] = [];

  constructor(reads: readonly Operation[]) {
    for (const read of [...reads].sort((left, right) => left.completedMs - right.completedMs)) {
      if (read.value! > (this.#records.at(-1)?.value ?? Number.NEGATIVE_INFINITY)) {
        this.#records.push(read);
      }
    }
  }

  /**
   * The read with the highest answer of those that completed before `timeMs`, strictly: a tie
   * proves nothing.
   */
  before(timeMs: number): Operation | undefined {
    let low = 0;
    let high = this.#records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#records[middle]!.completedMs < timeMs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return this.#records[low - 1];
  }
}
