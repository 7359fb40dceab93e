import type { Arrival } from './arrival.ts';
import { Fifo } from './fifo.ts';

/** The acks of one chunk, waiting until their lane's committed value reaches the watermark. */
export interface HeldAcks {
  /** `add_ok` lines, UTF-8. */
  readonly acks: Uint8Array;
  /** How many lines. */
  readonly adds: number;
  /** The lane's sum after the chunk. */
  readonly watermark: number;
  readonly arrival: Arrival;
}

/**
 * The acks that wait for the store. Each lane is in the order of its watermarks, which is that of
 * arrival, too, but for chunks that come late because their worker died.
 */
export class HeldAdds {
  readonly #lanes: readonly Fifo<HeldAcks>[];
  /** Chunks that came late, by lane: few, and in no order. */
  readonly #late: HeldAcks[][];
  #count = 0;
  #ackBytes = 0;
  #entries = 0;

  constructor(lanes: number) {
    this.#lanes = Array.from({ length: lanes }, () => new Fifo<HeldAcks>());
    this.#late = Array.from({ length: lanes }, () => []);
  }

  /** Adds held. */
  get count(): number {
    return this.#count;
  }

  /** Bytes of acks held. */
  get ackBytes(): number {
    return this.#ackBytes;
  }

  /** Bytes of memory held, about: the acks and what it takes to hold them. */
  get bytes(): number {
    return this.#ackBytes + this.#entries * entryBytes;
  }

  hold(lane: number, held: HeldAcks): void {
    const queue = this.#lanes[lane]!;
    const previous = queue.last;
    const isLate = previous !== undefined && held.arrival.sinceMs < previous.arrival.sinceMs - lateMs;
    if (isLate) {
      this.#late[lane]!.push(held);
    } else {
      queue.push(held);
    }
    this.#count += held.adds;
    this.#ackBytes += held.acks.length;
    this.#entries += 1;
  }

  /** Takes what is durable: watermarks up to the committed value of their lane. */
  takeCommitted(committed: readonly number[]): HeldAcks[] {
    const taken: HeldAcks[] = [];
    for (const [lane, queue] of this.#lanes.entries()) {
      const upTo = committed[lane]!;
      while (queue.first !== undefined && queue.first.watermark <= upTo) {
        taken.push(this.#forget(queue.shift()!));
      }
      const late = this.#late[lane]!;
      for (let at = late.length - 1; at >= 0; at -= 1) {
        if (late[at]!.watermark <= upTo) {
          taken.push(this.#forget(late.splice(at, 1)[0]!));
        }
      }
    }
    return taken;
  }

  /**
   * Takes a chunk that arrived, at the earliest, before `sinceMs`; undefined when there is none.
   */
  takeOlderThan(sinceMs: number): HeldAcks | undefined {
    for (const late of this.#late) {
      const at = late.findIndex(({ arrival }) => arrival.sinceMs < sinceMs);
      if (at >= 0) {
        return this.#forget(late.splice(at, 1)[0]!);
      }
    }
    let oldest: Fifo<HeldAcks> | undefined;
    let oldestMs = sinceMs;
    for (const queue of this.#lanes) {
      if (queue.first !== undefined && queue.first.arrival.sinceMs < oldestMs) {
        oldest = queue;
        oldestMs = queue.first.arrival.sinceMs;
      }
    }
    return oldest === undefined ? undefined : this.#forget(oldest.shift()!);
  }

  #forget(taken: HeldAcks): HeldAcks {
    this.#count -= taken.adds;
    this.#ackBytes -= taken.acks.length;
    this.#entries -= 1;
    return taken;
  }
}

/**
 * What a held chunk takes besides its acks, in bytes: three objects and a buffer's own bookkeeping.
 */
const entryBytes = 400;
/** A chunk is late when it is older than the one before it by more than this, in milliseconds. */
const lateMs = 100;
