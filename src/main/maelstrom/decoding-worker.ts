import type { Ledger } from '../../shared/ledger.ts';
import { type ChunkContext, decodeChunk } from '../../shared/wire/decode-chunk.ts';
import type { Counters } from '../counters.ts';
import type { Environment, Timer } from '../environment.ts';
import type { Log } from '../log.ts';
import { Backoff } from '../store/backoff.ts';
import { type CountedChunk, decodeInline, offloadBytesMax } from './decoder.ts';
import type { StartThread, WorkerThread } from './worker-thread.ts';

/** The parts of a {@link DecodingWorker}. */
export interface DecodingWorkerParts {
  readonly ledger: Ledger;
  readonly environment: Environment;
  readonly counters: Counters;
  readonly log: Log;
  readonly startThread: StartThread;
}

/** Takes a chunk that was decoded and counted, and the copy it was decoded from. */
export type OnCounted = (counted: CountedChunk, copy: Buffer) => void;

/**
 * Decodes chunks on one worker thread, and starts another thread, after a pause, when that one
 * dies, stalls, or does not start in time.
 *
 * When a thread is lost, main fences the lanes of the chunks it had and so learns which of them
 * were counted (see {@link Ledger}). The bytes are still here, so each is decoded again on the
 * spot, and counted in main's lane if it was not counted before. No add and no reply is lost.
 */
export class DecodingWorker {
  readonly #parts: DecodingWorkerParts;
  readonly #slots: readonly Slot[];
  readonly #backoff: Backoff;
  /** Undefined before the first start, and in the pause before each later one. */
  #thread: Thread | undefined;
  #isPausing = false;

  /** `lanes`: the lanes of the ledger that are its own; it takes as many chunks at a time. */
  constructor(parts: DecodingWorkerParts, lanes: readonly number[]) {
    this.#parts = parts;
    this.#slots = lanes.map((lane) => ({
      lane,
      input: new Uint8Array(new SharedArrayBuffer(offloadBytesMax)),
      settleWithout: undefined,
    }));
    this.#backoff = new Backoff(parts.environment);
  }

  /** True while its thread can take chunks. */
  get ready(): boolean {
    return this.#thread?.isReady ?? false;
  }

  /** How many more chunks it could take now. */
  get room(): number {
    if (!this.ready) {
      return 0;
    }
    let room = 0;
    for (const { settleWithout } of this.#slots) {
      if (settleWithout === undefined) {
        room += 1;
      }
    }
    return room;
  }

  /** Starts a thread, unless there is one or will be one after a pause. */
  start(): void {
    if (this.#thread !== undefined || this.#isPausing) {
      return;
    }
    const { environment, startThread } = this.#parts;
    const slots = this.#slots.map(({ lane, input }) => ({ lane, input: input.buffer }));
    const thread: Thread = {
      running: undefined,
      isReady: false,
      startTimer: environment.after(startMsMax, () => this.#lose(thread, 'it did not start in time')),
    };
    this.#thread = thread;
    startThread({ ledger: this.#parts.ledger.buffer, slots }, (reason) => this.#lose(thread, reason))
      .then((running) => {
        if (thread !== this.#thread) {
          running.end();
          return undefined;
        }
        thread.running = running;
        return running.run({ slot: 0, bytes: 0, context: emptyContext, expected: 0n });
      })
      .then(
        () => {
          thread.isReady = true;
          thread.startTimer.cancel();
        },
        (error) => this.#lose(thread, error),
      );
  }

  /**
   * Decodes and counts a copy of a chunk; to be called only when there is room. `done` is called
   * exactly once, later.
   */
  decode(chunk: Buffer, context: ChunkContext, done: OnCounted): void {
    const { ledger, environment } = this.#parts;
    const thread = this.#thread!;
    const slotIndex = this.#slots.findIndex(({ settleWithout }) => settleWithout === undefined);
    const slot = this.#slots[slotIndex]!;
    const { lane, input } = slot;
    const expected = ledger.cell(lane);
    const copy = Buffer.from(input.buffer, 0, chunk.length);
    input.set(chunk);
    const timer = environment.after(stallMs, () => this.#lose(thread, 'it stalled'));
    const free = () => {
      timer.cancel();
      slot.settleWithout = undefined;
    };
    slot.settleWithout = () => {
      free();
      const again = ledger.fence(lane, expected)
        ? { decoded: decodeChunk(copy, context), lane, watermark: ledger.sum(lane) }
        : decodeInline(ledger, copy, context);
      done(again, copy);
    };
    thread.running!.run({ slot: slotIndex, bytes: chunk.length, context, expected }).then(
      (decoded) => {
        // The chunks of a thread that was lost are settled.
        if (thread !== this.#thread) {
          return;
        }
        free();
        this.#backoff.reset();
        done({ decoded, lane, watermark: ledger.sum(lane) }, copy);
      },
      (error) => this.#lose(thread, error),
    );
  }

  /**
   * Ends a thread, whatever state it is in, settles the chunks it had, and starts another thread
   * after a pause. Whatever is still heard of a thread that was lost before is ignored: it must not
   * end the one that came after it.
   */
  #lose(thread: Thread, reason: unknown): void {
    if (thread !== this.#thread) {
      return;
    }
    this.#thread = undefined;
    thread.running?.end();
    if (thread.isReady) {
      this.#parts.counters.workersLost += 1;
      this.#parts.log('a worker was lost; what it had is decoded again', { why: String(reason) });
    } else {
      this.#parts.log('a worker did not start; another is tried after a pause', { why: String(reason) });
    }
    this.#isPausing = true;
    this.#backoff.retry(() => {
      this.#isPausing = false;
      this.start();
    });
    for (const { settleWithout } of this.#slots) {
      settleWithout?.();
    }
  }
}

/** A place for one chunk that a thread has. */
interface Slot {
  readonly lane: number;
  /** The chunk's bytes. */
  readonly input: Uint8Array<SharedArrayBuffer>;
  /** While a chunk is out: decodes it here and frees the slot. */
  settleWithout: (() => void) | undefined;
}

/** One of the threads that a worker has had. */
interface Thread {
  /** Undefined while it is being made. */
  running: WorkerThread | undefined;
  isReady: boolean;
  readonly startTimer: Timer;
}

/** The context of the empty chunk: a thread is ready when it has decoded that. */
const emptyContext: ChunkContext = {
  nodeId: '',
  doubtfulBelowId: undefined,
  requests: 'ignore',
  addsMax: 0,
  bytesMax: 0,
  sumMax: 0,
  sumMaxIsExact: false,
};

/**
 * The longest time that a thread may take to start, in milliseconds: a hundred times what it takes
 * on an idle machine.
 */
export const startMsMax = 10_000;

/** The longest time that a thread may have a chunk, in milliseconds; decoding takes a few. */
export const stallMs = 1_000;
