import type { Arrival } from '../maelstrom/arrival-clock.ts';

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

/** The acks that wait for the store, per lane in the order of their watermarks. */
export class HeldAdds {
  readonly #lanes: HeldAcks[][];
  #count = 0;
  #bytes = 0;

  constructor(lanes: number) {
    this.#lanes = Array.from({ length: lanes }, () => []);
  }

  /** Adds held. */
  get count(): number {
    return this.#count;
  }

  /** Bytes of acks held. */
  get bytes(): number {
    return this.#bytes;
  }

  hold(lane: number, held: HeldAcks): void {
    this.#lanes[lane]!.push(held);
    this.#count += held.adds;
    this.#bytes += held.acks.length;
  }

  /** Takes out what is durable: watermarks up to the committed value of their lane. */
  takeCommitted(committed: readonly number[]): HeldAcks[] {
    return this.#lanes.flatMap((lane, i) => this.#takeWhile(lane, (held) => held.watermark <= committed[i]!));
  }

  /** Takes out what arrived, at the earliest, before `sinceMs`. */
  takeOlderThan(sinceMs: number): HeldAcks[] {
    return this.#lanes.flatMap((lane, i) => {
      // Not in the order of arrival: the chunk of a worker that died comes late.
      const old = lane.filter(({ arrival }) => arrival.sinceMs < sinceMs);
      if (old.length > 0) {
        this.#lanes[i] = lane.filter(({ arrival }) => arrival.sinceMs >= sinceMs);
      }
      this.#forget(old);
      return old;
    });
  }

  /** Takes out everything. */
  takeAll(): HeldAcks[] {
    return this.takeOlderThan(Number.POSITIVE_INFINITY);
  }

  #takeWhile(lane: HeldAcks[], wanted: (held: HeldAcks) => boolean): HeldAcks[] {
    let count = 0;
    while (count < lane.length && wanted(lane[count]!)) {
      count += 1;
    }
    if (count === 0) {
      return [];
    }
    const taken = lane.splice(0, count);
    this.#forget(taken);
    return taken;
  }

  #forget(taken: readonly HeldAcks[]): void {
    for (const { adds, acks } of taken) {
      this.#count -= adds;
      this.#bytes -= acks.length;
    }
  }
}
