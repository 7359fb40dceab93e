import type { Arrival } from '../maelstrom/arrival-clock.ts';
import type { Refresh } from './refresh.ts';

/** The reads of one chunk, waiting for a refresh that began after they arrived. */
export interface HeldRead {
  /** Who asked, as JSON strings. */
  readonly dests: readonly string[];
  /** The msg_ids to answer, one for each of `dests`. */
  readonly msgIds: readonly number[];
  readonly arrival: Arrival;
}

/** The reads that wait for an answer, in the order in which they arrived. */
export class HeldReads {
  readonly #stalenessMs: number;
  #reads: HeldRead[] = [];
  #count = 0;
  #bytes = 0;

  /** `stalenessMs`: how long before a read's arrival the refresh that serves it may have begun. */
  constructor(stalenessMs: number) {
    this.#stalenessMs = stalenessMs;
  }

  /** Reads held. */
  get count(): number {
    return this.#count;
  }

  /** Bytes of the readers' ids held, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether a refresh is new enough for a read that arrived then. */
  serves(refresh: Refresh, { order, readMs }: Arrival): boolean {
    if (refresh.order > order) {
      return true;
    }
    return this.#stalenessMs > 0 && refresh.ms >= readMs - this.#stalenessMs;
  }

  /** Whether a refresh would answer any of the reads held. */
  servesAny(refresh: Refresh): boolean {
    const first = this.#reads[0];
    return first !== undefined && this.serves(refresh, first.arrival);
  }

  /** Whether a refresh would answer all of the reads held. */
  servesAll(refresh: Refresh): boolean {
    const last = this.#reads.at(-1);
    return last === undefined || this.serves(refresh, last.arrival);
  }

  hold(read: HeldRead): void {
    // Chunks decoded on workers may come back in another order than they arrived in.
    let at = this.#reads.length;
    while (at > 0 && this.#reads[at - 1]!.arrival.order > read.arrival.order) {
      at -= 1;
    }
    this.#reads.splice(at, 0, read);
    this.#count += read.msgIds.length;
    this.#bytes += bytesOf(read);
  }

  /** Takes out the reads that a refresh answers. */
  takeServed(refresh: Refresh): HeldRead[] {
    return this.#takeWhile((read) => this.serves(refresh, read.arrival));
  }

  /** Takes out what arrived, at the earliest, before `sinceMs`. */
  takeOlderThan(sinceMs: number): HeldRead[] {
    return this.#takeWhile((read) => read.arrival.sinceMs < sinceMs);
  }

  #takeWhile(wanted: (read: HeldRead) => boolean): HeldRead[] {
    let taken = 0;
    while (taken < this.#reads.length && wanted(this.#reads[taken]!)) {
      this.#count -= this.#reads[taken]!.msgIds.length;
      this.#bytes -= bytesOf(this.#reads[taken]!);
      taken += 1;
    }
    return taken === 0 ? [] : this.#reads.splice(0, taken);
  }
}

function bytesOf({ dests }: HeldRead): number {
  return dests.reduce((sum, dest) => sum + dest.length, 0);
}
