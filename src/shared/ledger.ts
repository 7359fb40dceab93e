/**
 * The ledger: a SharedArrayBuffer of lanes, one 64-bit cell each, that sums every delta the node
 * took in.
 *
 * | part of a cell | bits  | what                               | who writes it              |
 * |----------------|-------|------------------------------------|----------------------------|
 * | sum            | 0–52  | sum of all deltas the writer took  | the lane's writer, `step`  |
 * | generation     | 53–63 | counts the lane's writers          | the main thread, `fence`   |
 *
 * Lane 0 belongs to the main thread. Each other lane belongs to one chunk that a worker may have at
 * a time. A sum always fits 53 bits: a chunk's decoder may not take more than the node's total has
 * room for.
 *
 * **A chunk is counted exactly once, whatever happens to the thread that decodes it.** Main gives a
 * worker a chunk and the cell's present value E, and gives the lane no other chunk until this one
 * is settled. The worker counts it by ONE compare-and-exchange E → E + sum. If the worker died or
 * stalled, main settles it by ONE compare-and-exchange E → E with the next generation. Both expect
 * E, and both replace it by another value. (A generation comes back after 2,048 fences of one lane,
 * long after a worker of that time is gone. With a sum of 0 there is nothing to count.) So at most
 * one of them succeeds:
 *
 * - The fence succeeds: the chunk was not counted. A worker that still runs can never count it,
 *   because E is gone.
 * - The fence fails: the cell holds E + sum, so the chunk was counted. Main sets the next
 *   generation from there.
 *
 * With a plain store instead, a slow worker could count a chunk that main has already decoded
 * again.
 */
export class Ledger {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: BigUint64Array;

  /** Wraps a buffer made by {@link Ledger.create}, in the same thread or another. */
  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.#cells = new BigUint64Array(buffer);
  }

  /** A new ledger of `lanes` lanes, all zero. */
  static create(lanes: number): Ledger {
    return new Ledger(new SharedArrayBuffer(lanes * BigUint64Array.BYTES_PER_ELEMENT));
  }

  get lanes(): number {
    return this.#cells.length;
  }

  /**
   * The whole cell with its generation, to give to {@link step} and {@link fence} as `expected`.
   */
  cell(lane: number): bigint {
    return Atomics.load(this.#cells, lane);
  }

  /** The sum of all deltas that a lane's writers took in. */
  sum(lane: number): number {
    return sumOf(this.cell(lane));
  }

  /** The sum of all lanes. Lanes only grow, so it is a lower bound of any later total. */
  total(): number {
    let total = 0;
    for (let lane = 0; lane < this.#cells.length; lane += 1) {
      total += this.sum(lane);
    }
    return total;
  }

  /**
   * Counts a chunk in one atomic step: adds `sum` to the lane if its cell still is `expected`.
   * False when it was fenced; then nothing was counted.
   */
  step(lane: number, expected: bigint, sum: number): boolean {
    return Atomics.compareExchange(this.#cells, lane, expected, expected + BigInt(sum)) === expected;
  }

  /** Sets all sums to zero. Only while no worker has a chunk: nobody may hold an `expected`. */
  reset(): void {
    for (let lane = 0; lane < this.#cells.length; lane += 1) {
      Atomics.store(this.#cells, lane, nextGeneration(this.cell(lane)) & ~sumMask);
    }
  }

  /**
   * Fences off a lane's writer, which may be dead, stalled or still running: from now on it can't
   * count anything. True when it had already counted the chunk that it got with `expected`.
   */
  fence(lane: number, expected: bigint): boolean {
    const found = Atomics.compareExchange(this.#cells, lane, expected, nextGeneration(expected));
    if (found === expected) {
      return false;
    }
    Atomics.store(this.#cells, lane, nextGeneration(found));
    return true;
  }
}

const sumBits = 53n;
const sumMask = (1n << sumBits) - 1n;
const generationMask = (1n << (64n - sumBits)) - 1n;

function sumOf(cell: bigint): number {
  return Number(cell & sumMask);
}

function nextGeneration(cell: bigint): bigint {
  const generation = ((cell >> sumBits) + 1n) & generationMask;
  return (generation << sumBits) | (cell & sumMask);
}
