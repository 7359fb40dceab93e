/** A sum over time: amounts that come in at given times, and what they make by any moment, found in O(log n). */
export class CumulativeSum {
  readonly #times: Float64Array;
  readonly #sums: Float64Array;

  /** Takes `amounts[i]` as coming in at `times[i]`; in any order, O(n) when it is already that of time. */
  constructor(times: readonly number[], amounts: readonly number[]) {
    const order = times.map((_, i) => i).sort((a, b) => times[a]! - times[b]!);
    this.#times = Float64Array.from(order, (i) => times[i]!);
    let sum = 0;
    this.#sums = Float64Array.from(order, (i) => {
      sum += amounts[i]!;
      return sum;
    });
  }

  /** The sum of what came in before `time`, strictly. */
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

  /** The sum of what came in at `time` or before. */
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
