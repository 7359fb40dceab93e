import type { ChunkContext } from '../shared/decode-chunk.ts';
import type { Ledger } from '../shared/ledger.ts';
import type { Arrival } from './arrival-clock.ts';
import type { Counters } from './counters.ts';
import { type CountedChunk, decodeInline, hopBytesMax, type OffThreadDecoder } from './decoder.ts';

/** What an {@link Intake} needs, and whom it tells. */
export interface IntakeSettings {
  readonly ledger: Ledger;
  readonly workers: OffThreadDecoder | undefined;
  readonly counters: Counters;
  /** What the decoder must know of this chunk's arrival; undefined while the node has no id yet. */
  readonly contextFor: (arrival: Arrival) => Pick<ChunkContext, 'nodeId' | 'initId' | 'requests'> | undefined;
  /** How many more adds may be held. */
  readonly addsRoom: () => number;
  /** How much more the ledger may take in. */
  readonly sumRoom: () => number;
  /** Takes the lines of a chunk that came before `init`, one by one; returns how many bytes of it were used. */
  readonly onBeforeInit: (chunk: Buffer, arrival: Arrival) => number;
  readonly onCounted: (counted: CountedChunk, arrival: Arrival) => void;
  /** The amount of undecoded bytes changed. */
  readonly onBacklog: (bytes: number) => void;
}

/** A chunk that waits for a worker, in memory of its own. */
interface Waiting {
  readonly chunk: Buffer;
  readonly arrival: Arrival;
}

/**
 * Sees to it that every chunk is decoded and counted once: here when it is small, on an idle worker when it is large
 * enough to be worth the hop; a large one waits for a worker when all are busy.
 */
export class Intake {
  readonly #settings: IntakeSettings;
  readonly #queue: Waiting[] = [];
  #bytes = 0;
  /** Adds that the chunks out on workers may turn out to hold. */
  #addsReserved = 0;
  #busy = 0;
  /** The chunk at the head needs to know the exact room for its sum, so nothing else may be out. */
  #headNeedsExactRoom = false;

  constructor(settings: IntakeSettings) {
    this.#settings = settings;
  }

  /** True while workers hold chunks, whose sums may be in the ledger already. */
  get busy(): boolean {
    return this.#busy > 0;
  }

  /** True when every chunk has been decoded. */
  get settled(): boolean {
    return this.#queue.length === 0 && this.#busy === 0;
  }

  /** Takes the next whole lines; the bytes are not needed any more when it returns. */
  push(chunk: Buffer, arrival: Arrival): void {
    const taken = this.#queue.length === 0 ? this.#take(chunk, arrival) : 0;
    if (taken === chunk.length) return;
    this.#wait('last', Buffer.from(chunk.subarray(taken)), arrival);
    this.#settings.onBacklog(this.#bytes);
  }

  #pump(): void {
    for (let head = this.#queue.shift(); head !== undefined; head = this.#queue.shift()) {
      const { chunk, arrival } = head;
      this.#bytes -= chunk.length;
      const taken = this.#take(chunk, arrival);
      if (taken < chunk.length) return this.#wait('first', chunk.subarray(taken), arrival);
    }
  }

  #wait(where: 'first' | 'last', chunk: Buffer, arrival: Arrival): void {
    if (where === 'first') this.#queue.unshift({ chunk, arrival });
    else this.#queue.push({ chunk, arrival });
    this.#bytes += chunk.length;
  }

  /** Decodes a chunk, or hands it over; returns how many bytes of it need not wait. */
  #take(chunk: Buffer, arrival: Arrival): number {
    let used = 0;
    while (used < chunk.length) {
      const rest = used === 0 ? chunk : chunk.subarray(used);
      const context = this.#settings.contextFor(arrival);
      if (context !== undefined) return this.#dispatch(rest, arrival, context) ? chunk.length : used;
      used += this.#settings.onBeforeInit(rest, arrival);
    }
    return used;
  }

  /** False: it has to wait. */
  #dispatch(chunk: Buffer, arrival: Arrival, context: Pick<ChunkContext, 'nodeId' | 'initId' | 'requests'>): boolean {
    const { ledger, counters, addsRoom } = this.#settings;
    if (this.#headNeedsExactRoom && this.#busy > 0) return false;
    const addsMax = Math.max(0, addsRoom() - this.#addsReserved);
    const workers = this.#workersFor(chunk);
    if (workers?.idle === 0) return false;

    if (workers === undefined) {
      counters.chunksInline++;
      this.#headNeedsExactRoom = false;
      const sumMaxIsExact = this.#busy === 0;
      this.#finish(
        chunk,
        arrival,
        decodeInline(ledger, chunk, allowing(context, addsMax, this.#sumMax(), sumMaxIsExact)),
      );
    } else {
      counters.chunksOnWorkers++;
      const reserved = Math.min(addsMax, Math.ceil(chunk.length / addLineBytesMin));
      this.#addsReserved += reserved;
      this.#busy++;
      workers.decode(chunk, allowing(context, reserved, sumPerHopMax, false), (counted, copy) => {
        this.#addsReserved -= reserved;
        this.#busy--;
        this.#finish(copy, arrival, counted);
        this.#pump();
        this.#settings.onBacklog(this.#bytes);
      });
    }
    return true;
  }

  /** The workers, when they are there and this chunk is for them. */
  #workersFor(chunk: Buffer): OffThreadDecoder | undefined {
    const { workers } = this.#settings;
    if (workers === undefined || chunk.length < hopBytesMin || chunk.length > hopBytesMax) return undefined;
    if (this.#headNeedsExactRoom || this.#sumMax() < sumPerHopMax) return undefined;
    if (workers.ready > 0) return workers;
    workers.start();
    return undefined;
  }

  /** What a chunk may add, with all that is out on workers counted at its highest. */
  #sumMax(): number {
    return this.#settings.sumRoom() - this.#busy * sumPerHopMax;
  }

  #finish(chunk: Buffer, arrival: Arrival, counted: CountedChunk): void {
    if (counted.decoded.overBudget) {
      this.#wait('first', Buffer.from(chunk), arrival);
      this.#headNeedsExactRoom = true;
    } else {
      this.#settings.onCounted(counted, arrival);
    }
  }
}

/** Spelt out, as every chunk passes here, and spreading costs more than decoding a short one. */
function allowing(
  { nodeId, initId, requests }: Pick<ChunkContext, 'nodeId' | 'initId' | 'requests'>,
  addsMax: number,
  sumMax: number,
  sumMaxIsExact: boolean,
): ChunkContext {
  return { nodeId, initId, requests, addsMax, sumMax, sumMaxIsExact };
}

/** From this many bytes on, a chunk goes to a worker. */
const hopBytesMin = 16 * 1024;
/** The largest sum that a worker may take in from one chunk: so far from 2^53 that many chunks can be out at once. */
const sumPerHopMax = 2 ** 40;
/** No legal add is shorter, in bytes, newline included. */
const addLineBytesMin = 54;
