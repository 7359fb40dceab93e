import type { Ledger } from '../../shared/ledger.ts';
import type { ChunkContext } from '../../shared/wire/decode-chunk.ts';
import type { Arrival } from '../counter/arrival.ts';
import { Fifo } from '../counter/fifo.ts';
import type { Counters } from '../counters.ts';
import { together } from './arrival-clock.ts';
import { type CountedChunk, decodeInline, type OffThreadDecoder, offloadBytesMax } from './decoder.ts';
import type { OffloadPolicy } from './offload-policy.ts';

/** What an {@link Intake} needs, and whom it tells. */
export interface IntakeSettings {
  readonly ledger: Ledger;
  readonly workers: OffThreadDecoder | undefined;
  readonly offloadPolicy: OffloadPolicy;
  readonly counters: Counters;
  /** What the decoder must know of this chunk's arrival. */
  readonly contextFor: (arrival: Arrival) => Context;
  /** How many more adds may be held, and how many bytes of their acks. */
  readonly addsRoom: () => number;
  readonly bytesRoom: () => number;
  /** How much more the ledger may take in. */
  readonly sumRoom: () => number;
  readonly onCounted: (counted: CountedChunk, arrival: Arrival) => void;
  /** The amount of undecoded bytes changed. */
  readonly onBacklog: (bytes: number) => void;
}

type Context = Pick<ChunkContext, 'nodeId' | 'doubtfulBelowId' | 'requests'>;

/** Lines that wait for a worker, in memory of their own. */
interface Waiting {
  readonly memory: Buffer;
  length: number;
  arrival: Arrival;
}

/**
 * Sees to it that every chunk is decoded and counted once: here, or, when the policy says so, on a
 * worker. While none of them can take more, what comes in gathers, so that the next chunk is a
 * longer one, until it is more than they can keep up with: then it is decoded here, too. Replies of
 * the store don't wait for any of that.
 */
export class Intake {
  readonly #settings: IntakeSettings;
  readonly #queue = new Fifo<Waiting>();
  #bytes = 0;
  /** Memory for the next lines that have to wait. */
  #spare: Buffer | undefined;
  /** Adds that the chunks out on workers may turn out to hold, and the bytes of their acks. */
  #addsReserved = 0;
  #bytesReserved = 0;
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

  /** To be told of each read of the input, before its lines are pushed. */
  onRead(bytes: number): void {
    const { workers, offloadPolicy } = this.#settings;
    if (workers !== undefined && offloadPolicy.onRead(bytes, workers.ready > 0)) {
      workers.start();
    }
  }

  /** Takes the next whole lines; the bytes are not needed any more when it returns. */
  push(chunk: Buffer, arrival: Arrival): void {
    const rest = this.#takeReplies(chunk, arrival);
    const mustWait = this.#queue.length > 0 && (this.#headNeedsExactRoom || this.#bytes < waitBytesMax);
    if (rest.length === 0 || (!mustWait && this.#dispatch(rest, arrival))) {
      return;
    }
    this.#wait(rest, arrival);
    this.#settings.onBacklog(this.#bytes);
  }

  /** Decodes the replies in a chunk that is for a worker; returns the rest of it. */
  #takeReplies(chunk: Buffer, arrival: Arrival): Buffer {
    let at = this.#workersFor(chunk) === undefined ? -1 : chunk.indexOf(replyMark);
    if (at < 0) {
      return chunk;
    }
    const context = this.#settings.contextFor(arrival);
    const rest: Buffer[] = [];
    let from = 0;
    while (at >= 0) {
      const start = chunk.lastIndexOf(newline, at) + 1;
      const found = chunk.indexOf(newline, at);
      const end = found < 0 ? chunk.length : found + 1;
      rest.push(chunk.subarray(from, start));
      this.#decodeHere(chunk.subarray(start, end), arrival, context);
      from = end;
      at = chunk.indexOf(replyMark, end);
    }
    rest.push(chunk.subarray(from));
    return Buffer.concat(rest);
  }

  #pump(): void {
    for (let head = this.#queue.shift(); head !== undefined; head = this.#queue.shift()) {
      this.#bytes -= head.length;
      const chunk = head.memory.subarray(0, head.length);
      if (!this.#dispatch(chunk, head.arrival)) {
        this.#putBack(chunk, head.arrival);
        return;
      }
      if (head.memory.length === offloadBytesMax) {
        this.#spare = head.memory;
      }
    }
  }

  /** Lets lines wait behind all others. */
  #wait(chunk: Buffer, arrival: Arrival): void {
    this.#bytes += chunk.length;
    const { last } = this.#queue;
    if (last !== undefined && last.length + chunk.length <= last.memory.length) {
      chunk.copy(last.memory, last.length);
      last.length += chunk.length;
      last.arrival = together(last.arrival, arrival);
      return;
    }
    const memory = this.#spare ?? Buffer.allocUnsafeSlow(Math.max(offloadBytesMax, chunk.length));
    this.#spare = undefined;
    chunk.copy(memory);
    this.#queue.push({ memory, length: chunk.length, arrival });
  }

  /** Lets lines wait before all others. */
  #putBack(chunk: Buffer, arrival: Arrival): void {
    this.#bytes += chunk.length;
    this.#queue.unshift({ memory: chunk, length: chunk.length, arrival });
  }

  /** Decodes a chunk, or hands it over; false: it has to wait. */
  #dispatch(chunk: Buffer, arrival: Arrival): boolean {
    if (this.#headNeedsExactRoom && this.#busy > 0) {
      return false;
    }
    const workers = this.#workersFor(chunk);
    if (workers !== undefined && workers.room > 0) {
      this.#handOver(workers, chunk, arrival);
    } else if (workers !== undefined && this.#bytes < waitBytesMax) {
      return false;
    } else {
      this.#decodeHere(chunk, arrival, this.#settings.contextFor(arrival));
    }
    return true;
  }

  #decodeHere(chunk: Buffer, arrival: Arrival, context: Context): void {
    const { ledger, counters } = this.#settings;
    counters.chunksInline += 1;
    this.#headNeedsExactRoom = false;
    const allowed = allowing(context, this.#addsMax(), this.#bytesMax(), this.#sumMax(), this.#busy === 0);
    this.#finish(chunk, arrival, decodeInline(ledger, chunk, allowed));
  }

  #handOver(workers: OffThreadDecoder, chunk: Buffer, arrival: Arrival): void {
    const { counters, contextFor, onBacklog } = this.#settings;
    counters.chunksOnWorkers += 1;
    const adds = Math.min(this.#addsMax(), Math.ceil(chunk.length / addLineBytesMin));
    const bytes = Math.min(this.#bytesMax(), ackBytesPerByte * chunk.length);
    this.#addsReserved += adds;
    this.#bytesReserved += bytes;
    this.#busy += 1;
    workers.decode(chunk, allowing(contextFor(arrival), adds, bytes, sumPerOffloadMax, false), (counted, copy) => {
      this.#addsReserved -= adds;
      this.#bytesReserved -= bytes;
      this.#busy -= 1;
      this.#finish(copy, arrival, counted);
      this.#pump();
      onBacklog(this.#bytes);
    });
  }

  /** The workers, when they are there and this chunk is for them. */
  #workersFor(chunk: Buffer): OffThreadDecoder | undefined {
    const { workers, offloadPolicy } = this.#settings;
    if (workers === undefined || workers.ready === 0 || !offloadPolicy.offloads) {
      return undefined;
    }
    if (chunk.length < offloadBytesMin || chunk.length > offloadBytesMax) {
      return undefined;
    }
    return this.#headNeedsExactRoom || this.#sumMax() < sumPerOffloadMax ? undefined : workers;
  }

  /** How many adds a chunk may hold, with all that is out on workers counted at its highest. */
  #addsMax(): number {
    return Math.max(0, this.#settings.addsRoom() - this.#addsReserved);
  }

  /** The same for the bytes of their acks. */
  #bytesMax(): number {
    return Math.max(0, this.#settings.bytesRoom() - this.#bytesReserved);
  }

  /** How large their sum may be. */
  #sumMax(): number {
    return this.#settings.sumRoom() - this.#busy * sumPerOffloadMax;
  }

  #finish(chunk: Buffer, arrival: Arrival, counted: CountedChunk): void {
    if (counted.decoded.overBudget) {
      this.#putBack(Buffer.from(chunk), arrival);
      this.#headNeedsExactRoom = true;
    } else {
      this.#settings.onCounted(counted, arrival);
    }
  }
}

/** Spelt out, as every chunk passes here, and spreading costs more than decoding a short one. */
function allowing(
  { nodeId, doubtfulBelowId, requests }: Context,
  addsMax: number,
  bytesMax: number,
  sumMax: number,
  sumMaxIsExact: boolean,
): ChunkContext {
  return { nodeId, doubtfulBelowId, requests, addsMax, bytesMax, sumMax, sumMaxIsExact };
}

const newline = 0x0a;
/**
 * How the ids of Maelstrom's stores end: a reply of one holds it, and nearly no request. That
 * requests have no `k` at all makes the search for it a quick one.
 */
const replyMark = Buffer.from('kv"');
/** A shorter chunk is not worth offloading. */
const offloadBytesMin = 16 * 1024;
/**
 * When a whole chunk waits for workers, the main thread helps: they can't keep up, or have no cores
 * of their own.
 */
const waitBytesMax = offloadBytesMax;
/**
 * The largest sum that a worker may take in from one chunk: so far from 2^53 that many chunks can
 * be out at once.
 */
const sumPerOffloadMax = 2 ** 40;
/** An ack is at most so many times as long as its add, unless this node's id is a long one. */
const ackBytesPerByte = 2;
/** No legal add is shorter, in bytes, newline included. */
const addLineBytesMin = 54;
