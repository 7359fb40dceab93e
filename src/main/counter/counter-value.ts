import { exactSum, type Strategy } from '../strategy/strategy.ts';
import type { Snapshot } from './refresh.ts';

/**
 * The counter's value, as far as it is known: the highest of what the strategy has learnt and what
 * peers' snapshots say. Each counts only what is committed, so the highest is the nearest to the
 * truth. Never goes down.
 */
export class CounterValue {
  readonly #strategy: Strategy;
  readonly #nodeId: string;
  /** The highest that a peer's snapshot says, in all, and of all nodes but this one. */
  #peersTotal = 0;
  #peersOfOthers = 0;

  constructor(strategy: Strategy, nodeId: string) {
    this.#strategy = strategy;
    this.#nodeId = nodeId;
  }

  /** Merges a peer's snapshot. */
  merge({ total, yours }: Snapshot): void {
    this.#peersTotal = Math.max(this.#peersTotal, total);
    if (yours !== undefined) {
      this.#peersOfOthers = Math.max(this.#peersOfOthers, total - yours);
    }
  }

  /** The value, exactly. */
  get(): number | bigint {
    const known = this.#strategy.value();
    // What was committed here since a peer's snapshot is counted on top of it.
    const merged = exactSum([this.#peersOfOthers, this.#strategy.total(this.#nodeId)]);
    const most = known > merged ? known : merged;
    return most > this.#peersTotal ? most : this.#peersTotal;
  }

  /** The snapshot for a peer; undefined when a message can't hold the value exactly. */
  snapshotFor(peer: string): Snapshot | undefined {
    const total = this.get();
    if (typeof total === 'bigint') {
      return undefined;
    }
    // Of a total from a peer's snapshot it is not known how much is whose.
    const isOwn = total === this.#strategy.value();
    return isOwn ? { total, yours: this.#strategy.total(peer) } : { total };
  }
}
