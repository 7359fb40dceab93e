import type { Operation } from '../run.ts';
import { CumulativeSum } from './cumulative-sum.ts';

/**
 * The bounds that the adds set to what a read may answer. It must count every add acknowledged
 * before it was invoked (less the allowed staleness); it may count any add that is not refused and
 * was invoked before it completed; it counts nothing else. An add acknowledged at the very
 * millisecond value a read is invoked at is not before it, and one invoked at the very value a read
 * completes at is not after it: a tie proves nothing. Decrements count towards the opposite bound.
 */
export class ReadBounds {
  /** How old a read may be, in milliseconds. */
  readonly stalenessMs: number;
  readonly #raisesAcknowledged: CumulativeSum;
  readonly #lowersAcknowledged: CumulativeSum;
  readonly #raisesInvoked: CumulativeSum;
  readonly #lowersInvoked: CumulativeSum;

  constructor(operations: readonly Operation[], stalenessMs: number) {
    this.stalenessMs = stalenessMs;
    const adds = operations.filter((operation) => operation.f === 'add' && operation.outcome !== 'fail');
    const raises = adds.filter((add) => add.value! > 0);
    const lowers = adds.filter((add) => add.value! < 0);
    this.#raisesAcknowledged = acknowledged(raises);
    this.#lowersAcknowledged = acknowledged(lowers);
    this.#raisesInvoked = invoked(raises);
    this.#lowersInvoked = invoked(lowers);
  }

  /** The least a fresh read may answer. */
  lowest(read: Operation): number {
    return this.#raisesAcknowledged.before(read.invokedMs - this.stalenessMs) + this.leastSent(read);
  }

  /** The most a fresh read may answer. */
  highest(read: Operation): number {
    return this.#lowersAcknowledged.before(read.invokedMs - this.stalenessMs) + this.mostSent(read);
  }

  /** The sum of every decrement invoked before the read completed; 0 for a grow-only counter. */
  leastSent(read: Operation): number {
    return this.#lowersInvoked.upTo(read.completedMs);
  }

  /**
   * The sum of every increment invoked before the read completed: no answer above it can be true,
   * however stale.
   */
  mostSent(read: Operation): number {
    return this.#raisesInvoked.upTo(read.completedMs);
  }
}

function acknowledged(adds: readonly Operation[]): CumulativeSum {
  const ok = adds.filter((add) => add.outcome === 'ok');
  return new CumulativeSum(
    ok.map((add) => add.completedMs),
    ok.map((add) => add.value!),
  );
}

function invoked(adds: readonly Operation[]): CumulativeSum {
  return new CumulativeSum(
    adds.map((add) => add.invokedMs),
    adds.map((add) => add.value!),
  );
}
