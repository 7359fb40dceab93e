import { exactSum, type Strategy } from '../strategy/strategy.ts';
import type { Snapshot } from './refresh.ts';

/**
 * The counter's value, as far as it is known: the most of what the strategy has learnt and what peers' refreshes found.
 * Each counts only what is committed, so the most of it is the nearest to the truth. Never goes down.
 */
export class CounterValue {
  readonly #strategy: Strategy;
  readonly #nodeId: string;
  /** The most that a peer has found, in all, and of all nodes but this one. */
  #heardTotal = 0;
  #heardOfOthers = 0;

  constructor(strategy: Strategy, nodeId: string) {
    this.#strategy = strategy;
    this.#nodeId = nodeId;
  }

  /** Takes in what a peer's refresh found. */
  hear({ total, yours }: Snapshot): void {
    this.#heardTotal = Math.max(this.#heardTotal, total);
    if (yours !== undefined) {
      this.#heardOfOthers = Math.max(this.#heardOfOthers, total - yours);
    }
  }

  /** The value, exactly. */
  get(): number | bigint {
    const known = this.#strategy.value();
    // What was committed here since a peer looked is counted on top of what it found.
    const heard = exactSum([this.#heardOfOthers, this.#strategy.total(this.#nodeId)]);
    const most = known > heard ? known : heard;
    return most > this.#heardTotal ? most : this.#heardTotal;
  }

  /** What to tell a peer; undefined when a message can't hold the value exactly: the peer has to refresh for itself. */
  tell(peer: string): Snapshot | undefined {
    const total = this.get();
    if (typeof total === 'bigint') {
      return undefined;
    }
    // Of a total that was heard it is not known how much is whose.
    const isOwn = total === this.#strategy.value();
    return isOwn ? { total, yours: this.#strategy.total(peer) } : { total };
  }
}
