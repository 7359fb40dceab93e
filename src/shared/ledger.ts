/**
 * The ledger: a SharedArrayBuffer of lanes, one 64-bit cell each, in which every delta that was
 * ever taken in is summed.
 *
 * | slot | bits  | what                                     | written by                   |
 * |------|-------|------------------------------------------|------------------------------|
 * | lane | 0–52  | sum of all deltas the lane's writer took | its one writer, in `step`    |
 * | lane | 53–63 | generation of that writer                | the main thread, in `fence`  |
 *
 * Lane 0 belongs to the main thread; the others to the workers, one for each chunk that a worker
 * may have at a time. Sums fit 53 bits because the chunk decoder is never given leave to take more
 * than the node's total has room for.
 *
 * **Why a chunk is counted exactly once, whatever happens to the thread that decodes it.** Main
 * hands out a chunk together with the cell's present value E, and gives the lane no other chunk
 * until that one is settled. The worker counts it by ONE compare-and-exchange E → E + sum; main
 * settles a chunk whose worker died or stalled by ONE compare-and-exchange E → E with the
 * generation raised. Both expect E, and each changes the cell to a value that is not E (a
 * generation comes back after 2,048 fences of the lane, by which time a worker from then is long
 * gone; a sum of 0 counts nothing either way), so at most one of them succeeds:
 *
 * - fence succeeds: the chunk was not counted, and a worker that still runs can never count it,
 *   since E is gone;
 * - fence fails: the cell holds E + sum: the chunk was counted, and main raises the generation from
 *   there.
 *
 * With a plain store in place of the compare-and-exchange, a worker that was only slow could count
 * a chunk that main had already decoded again.
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
   * The whole cell, generation included: what {@link step} and {@link fence} must be given as
   * `expected`.
   */
  cell(lane: number): bigint {
    return Atomics.load(this.#cells, lane);
  }

  /** The sum of a lane: every delta its writers ever took in. */
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
   * The one atomic step of a chunk: adds `sum` to a lane that still is as `expected`. False:
   * fenced, nothing counted.
   */
  step(lane: number, expected: bigint, sum: number): boolean {
    return Atomics.compareExchange(this.#cells, lane, expected, expected + BigInt(sum)) === expected;
  }

  /** Sets all sums to zero. Only while no chunk is out: nobody may hold an `expected`. */
  reset(): void {
    for (let lane = 0; lane < this.#cells.length; lane += 1) {
      Atomics.store(this.#cells, lane, nextGeneration(this.cell(lane)) & ~sumMask);
    }
  }

  /**
   * Ends the turn of a lane's writer, which may be dead, stalled or still running: after this it
   * counts nothing more. True when the chunk that was handed out with `expected` had been counted.
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
