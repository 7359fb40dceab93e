import type { Ledger } from '../../shared/ledger.ts';
import { totalMax } from '../../shared/wire/codec.ts';
import type { Counters } from '../counters.ts';
import type { Environment } from '../environment.ts';
import type { RefreshRequests } from '../peers/refresh-requests.ts';
import type { Strategy } from '../strategy/strategy.ts';
import type { EventOrder } from './arrival.ts';
import type { HeldReads } from './held-reads.ts';
import type { Refresh } from './refresh.ts';

/** What a {@link Flusher} needs, and what it calls. */
export interface FlusherSettings {
  readonly ledger: Ledger;
  readonly strategy: Strategy;
  readonly environment: Environment;
  readonly clock: EventOrder;
  readonly counters: Counters;
  /** The shortest time from the start of one flush to the next, in milliseconds. */
  readonly flushIntervalMs: number;
  /** The reads that wait for a refresh. */
  readonly reads: HeldReads;
  /** The peers that wait for one. */
  readonly refreshRequests: RefreshRequests;
  /** Sees to it that a peer refreshes for the reads; false when this node must. */
  readonly delegate: () => boolean;
  /** These lane values are durable in the store. */
  readonly onCommitted: (committed: readonly number[]) => void;
  /** What the strategy knows is now as new as this refresh. */
  readonly onRefreshed: (refresh: Refresh) => void;
  /** True while workers hold chunks, whose sums may be in the ledger already. */
  readonly chunksOut: () => boolean;
  /** What is uncommitted would take the total past 2^53-1; it is rolled back. */
  readonly onRolledBack: () => void;
}

/**
 * Group commit: one changing write in flight, which makes the store say the sum of all lanes; what
 * comes in meanwhile gathers for the next. So the number of round trips depends on the round-trip
 * time, not on the rate of requests.
 *
 * The same write is the barrier of the reads that arrived before it began; with nothing to commit,
 * reads alone call for one, and so do peers that wait for a refresh, unless a peer can be asked for
 * the reads or no other node adds anything. With nothing to commit and nobody waiting, nothing is
 * sent.
 *
 * Nothing is sent before the first request either: Maelstrom starts its services while it starts
 * the nodes. The store is then made this life's, once.
 */
export class Flusher {
  readonly #settings: FlusherSettings;
  readonly #committed: number[];
  #phase: 'cold' | 'recovering' | 'ready' = 'cold';
  /** The store's total for this node = base + the sum of the committed lanes. */
  #base = 0;
  #writing = false;
  #collecting = false;
  /** This node has to refresh for what waits. */
  #refreshing = false;
  /** The last completed barrier. */
  #barrier: Refresh = { order: 0, ms: Number.NEGATIVE_INFINITY };
  /** Place at which the last barrier that a refresh was begun for had begun. */
  #collectedOrder = 0;
  #nextFlushMs = Number.NEGATIVE_INFINITY;
  #timerSet = false;

  constructor(settings: FlusherSettings) {
    this.#settings = settings;
    this.#committed = new Array<number>(settings.ledger.lanes).fill(0);
  }

  /**
   * How much the ledger may still take in before this node's total, as far as it is known, passes
   * 2^53-1.
   */
  get room(): number {
    return totalMax - this.#base - this.#settings.ledger.total();
  }

  /** True while the ledger holds what the store does not. */
  get behind(): boolean {
    return this.#settings.ledger.total() > sum(this.#committed);
  }

  /** The committed value of each lane. */
  get committed(): readonly number[] {
    return this.#committed;
  }

  /**
   * To be called when adds were taken in or a read came to wait; `at once` doesn't wait for the
   * flush interval.
   */
  wake(when?: 'at once'): void {
    this.#collect();
    const { strategy, reads } = this.#settings;
    if (strategy.alone && this.#phase === 'ready' && !reads.servesAll(this.#barrier)) {
      this.#served(this.#mark());
    }
    const { behind } = this;
    const readsWait = this.#wanted(this.#barrier);
    if (this.#writing || !(behind || readsWait)) {
      return;
    }
    const waitMs = this.#nextFlushMs - this.#settings.environment.nowMs();
    if (this.#phase !== 'ready') {
      this.#recover();
    } else if (readsWait || waitMs <= 0 || when === 'at once') {
      this.#write();
    } else {
      this.#wakeAfter(waitMs);
    }
  }

  #recover(): void {
    if (this.#phase === 'recovering') {
      return;
    }
    this.#phase = 'recovering';
    const began = this.#mark();
    this.#settings.strategy.recover(({ own, barrier }) => {
      this.#phase = 'ready';
      this.#base = own;
      if (barrier) {
        this.#served(began);
      }
      this.wake();
    });
  }

  #write(): void {
    const { ledger, strategy, counters, chunksOut } = this.#settings;
    let lanes = this.#committed.map((_, lane) => ledger.sum(lane));
    if (this.#base + sum(lanes) > totalMax) {
      // The chunks that are out wake us when they come back.
      if (chunksOut()) {
        return;
      }
      this.#rollBack();
      lanes = [...this.#committed];
    }
    const target = this.#base + sum(lanes);
    const began = this.#mark();
    this.#nextFlushMs = began.ms + this.#settings.flushIntervalMs;
    this.#writing = true;
    counters.rounds += 1;
    let marked = this.#barrier;
    const progress = {
      mark: () => {
        if (!this.#wanted(marked)) {
          return undefined;
        }
        marked = this.#mark();
        return marked;
      },
      served: (mark: Refresh) => this.#served(mark),
    };
    strategy.write(target, progress, ({ barrier }) => {
      this.#writing = false;
      lanes.forEach((value, lane) => {
        this.#committed[lane] = value;
      });
      this.#settings.onCommitted(this.#committed);
      if (barrier) {
        this.#served(began);
      }
      this.wake();
    });
  }

  /**
   * Whether a newer barrier than this one is wanted. If it is for reads alone, a peer may be asked
   * instead.
   */
  #wanted(barrier: Refresh): boolean {
    const { reads, refreshRequests, delegate } = this.#settings;
    const wanted = !refreshRequests.servesAll(barrier) || !(reads.servesAll(barrier) || delegate());
    if (wanted) {
      this.#refreshing = true;
    }
    return wanted;
  }

  #mark(): Refresh {
    return { order: this.#settings.clock.order(), ms: this.#settings.environment.nowMs() };
  }

  #served(mark: Refresh): void {
    if (mark.order > this.#barrier.order) {
      this.#barrier = mark;
    }
    this.#collect();
  }

  /**
   * Rolls back what is uncommitted. No write is under way and all earlier ones were resolved, so it
   * has certainly not been counted, and never will be; no chunk is out, so no lane is written by
   * anybody else. All lanes begin anew.
   */
  #rollBack(): void {
    this.#base += sum(this.#committed);
    this.#committed.fill(0);
    this.#settings.ledger.reset();
    this.#settings.onRolledBack();
  }

  /**
   * One refresh at a time: those that would have run meanwhile are served by the next one together.
   */
  #collect(): void {
    const { strategy, reads, refreshRequests, delegate, onRefreshed } = this.#settings;
    const barrier = this.#barrier;
    if (this.#collecting || barrier.order <= this.#collectedOrder) {
      return;
    }
    // What the barrier was written for is collected with it, though a peer could be asked by now.
    const forReads = () => reads.servesAny(barrier) && (this.#refreshing || !delegate());
    if (!refreshRequests.servesAny(barrier) && !forReads()) {
      return;
    }
    this.#collecting = true;
    this.#collectedOrder = barrier.order;
    strategy.collect(() => {
      this.#collecting = false;
      this.#refreshing = false;
      onRefreshed(barrier);
      this.#collect();
    });
  }

  #wakeAfter(delayMs: number): void {
    if (this.#timerSet) {
      return;
    }
    this.#timerSet = true;
    this.#settings.environment.after(delayMs, () => {
      this.#timerSet = false;
      this.wake();
    });
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
