import type { Arrival } from './arrival.ts';
import { Fifo } from './fifo.ts';
import type { Refresh } from './refresh.ts';

/** The reads of one chunk, waiting for a refresh that began after they arrived. */
export interface HeldRead {
  /** Who sent them, as JSON strings; at least one. */
  readonly dests: readonly string[];
  /** The msg_ids to answer, one for each of `dests`. */
  readonly msgIds: readonly number[];
  readonly arrival: Arrival;
}

/** The reads that wait for an answer, in the order in which they arrived. */
export class HeldReads {
  readonly #stalenessMs: number;
  readonly #reads = new Fifo<HeldRead>();
  #count = 0;
  #destBytes = 0;

  /** `stalenessMs`: how long before a read's arrival the refresh that serves it may have begun. */
  constructor(stalenessMs: number) {
    this.#stalenessMs = stalenessMs;
  }

  /** Reads held. */
  get count(): number {
    return this.#count;
  }

  /** Bytes of the readers' ids held. */
  get destBytes(): number {
    return this.#destBytes;
  }

  /** Bytes of memory held, about: the readers' ids and what it takes to hold them. */
  get bytes(): number {
    return this.#destBytes + this.#count * readBytes + this.#reads.length * entryBytes;
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
    const { first } = this.#reads;
    return first !== undefined && this.serves(refresh, first.arrival);
  }

  /** Whether a refresh would answer all of the reads held. */
  servesAll(refresh: Refresh): boolean {
    const { last } = this.#reads;
    return last === undefined || this.serves(refresh, last.arrival);
  }

  hold(read: HeldRead): void {
    if (read.msgIds.length === 0) {
      return;
    }
    // Chunks decoded on workers may come back in another order than they arrived in.
    this.#reads.insert(read, ({ arrival }) => arrival.order > read.arrival.order);
    this.#count += read.msgIds.length;
    this.#destBytes += destBytesOf(read);
  }

  /** Takes the reads that a refresh answers. */
  takeServed(refresh: Refresh): HeldRead[] {
    const taken: HeldRead[] = [];
    while (this.servesAny(refresh)) {
      taken.push(this.#take());
    }
    return taken;
  }

  /** Takes a chunk's reads if they arrived, at the earliest, before `sinceMs`. */
  takeOlderThan(sinceMs: number): HeldRead | undefined {
    const { first } = this.#reads;
    return first !== undefined && first.arrival.sinceMs < sinceMs ? this.#take() : undefined;
  }

  #take(): HeldRead {
    const read = this.#reads.shift()!;
    this.#count -= read.msgIds.length;
    this.#destBytes -= destBytesOf(read);
    return read;
  }
}

function destBytesOf({ dests }: HeldRead): number {
  return dests.reduce((sum, dest) => sum + dest.length, 0);
}

/**
 * What a held read takes besides its sender's id, in bytes: a string's head, a number, two places.
 */
const readBytes = 64;
/** What the reads of a chunk take together, in bytes: four objects. */
const entryBytes = 300;
