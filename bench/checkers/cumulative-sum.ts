/**
 * A sum over time: amounts that are added at given times, and their sum up to any moment in O(log
 * n).
 */
export class CumulativeSum {
  readonly #times: Float64Array;
  readonly #sums: Float64Array;

  /** Adds `amounts[i]` at `times[i]`. Times may be in any order; O(n) when they already ascend. */
  constructor(times: readonly number[], amounts: readonly number[]) {
    const order = times.map((_, i) => i).sort((a, b) => times[a]! - times[b]!);
    this.#times = Float64Array.from(order, (i) => times[i]!);
    let sum = 0;
    this.#sums = Float64Array.from(order, (i) => {
      sum += amounts[i]!;
      return sum;
    });
  }

  /** The sum of what was added strictly before `time`. */
  before(time: number): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#times[middle]! < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low === 0 ? 0 : this.#sums[low - 1]!;
  }

  /** The sum of what was added at `time` or before. */
  upTo(time: number): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#times[middle]! <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low === 0 ? 0 : this.#sums[low - 1]!;
  }
}
