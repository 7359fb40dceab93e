import { extname } from 'node:path';
import type { Piscina } from 'piscina';
import type { Ledger } from '../../shared/ledger.ts';
import { type ChunkContext, type DecodedChunk, decodeChunk } from '../../shared/wire/decode-chunk.ts';
import type { WorkerSetup, WorkerTask } from '../../workers/decode.ts';
import type { Counters } from '../counters.ts';
import type { Environment } from '../environment.ts';
import type { Log } from '../log.ts';
import { Backoff } from '../store/backoff.ts';
import { type CountedChunk, decodeInline, type OffThreadDecoder, offloadBytesMax } from './decoder.ts';

/**
 * How many chunks a worker may have at a time: while it decodes one, the next is on its way, so that it never waits for
 * the main thread to wake up (measured: a third more than with one). Each has a lane of its own.
 */
export const chunksPerWorker = 2;

/** What a {@link WorkerDecoder} needs. */
export interface WorkerDecoderSettings {
  /** It has {@link chunksPerWorker} lanes for each worker, after the main thread's own. */
  readonly ledger: Ledger;
  readonly environment: Environment;
  readonly counters: Counters;
  readonly log: Log;
  /** The module that the threads run; only tests, whose workers misbehave, give another. */
  readonly workerFile?: URL;
}

/**
 * Decodes chunks on worker threads, each a piscina pool of one, so that main knows which thread a chunk went to. The
 * threads start when they are first needed.
 *
 * Should a worker die with a chunk, or not be back in time, main fences the chunk's lane and so learns whether it was
 * counted (see {@link Ledger}); the bytes are still here, so it is decoded again on the spot, and counted in main's lane
 * if it was not counted before. No add and no reply is lost.
 */
export class WorkerDecoder implements OffThreadDecoder {
  readonly #workers: readonly Worker[];

  constructor(settings: WorkerDecoderSettings) {
    const workers = (settings.ledger.lanes - 1) / chunksPerWorker;
    this.#workers = Array.from({ length: workers }, (_, i) => new Worker(settings, 1 + chunksPerWorker * i));
  }

  get ready(): number {
    return this.#workers.filter((worker) => worker.ready).length;
  }

  get room(): number {
    return this.#workers.reduce((sum, worker) => sum + worker.room, 0);
  }

  start(): void {
    for (const worker of this.#workers) {
      worker.start();
    }
  }

  decode(chunk: Buffer, context: ChunkContext, done: (counted: CountedChunk, copy: Buffer) => void): void {
    const leastBusy = this.#workers.reduce((best, worker) => (worker.room > best.room ? worker : best));
    leastBusy.decode(chunk, context, done);
  }
}

/** A chunk takes a worker a few milliseconds; one that takes this long, in milliseconds, is taken away from it. */
const stallMs = 1_000;

/** A chunk's decoding needs a few megabytes. */
const workerHeapMbMax = 256;

const ownWorkerFile = new URL(`../../workers/decode${extname(import.meta.filename)}`, import.meta.url);

/** What is needed to decode nothing: a worker is ready when it has come back from that. */
const nothing: ChunkContext = {
  nodeId: '',
  doubtfulBelowId: undefined,
  requests: 'ignore',
  addsMax: 0,
  bytesMax: 0,
  sumMax: 0,
  sumMaxIsExact: false,
};

/** A place for a chunk that a worker has. */
interface Slot {
  readonly lane: number;
  readonly input: Uint8Array<SharedArrayBuffer>;
  /** While a chunk is out: settles it without the worker. */
  giveUp: ((error: unknown) => void) | undefined;
}

/** One worker thread. */
class Worker {
  readonly #settings: WorkerDecoderSettings;
  readonly #slots: readonly Slot[];
  readonly #backoff: Backoff;
  #pool: Piscina | undefined;
  /** `waiting`: it died, and the next is started after a pause. */
  #state: 'none' | 'waiting' | 'starting' | 'ready' = 'none';

  constructor(settings: WorkerDecoderSettings, firstLane: number) {
    this.#settings = settings;
    this.#slots = Array.from({ length: chunksPerWorker }, (_, i) => ({
      lane: firstLane + i,
      input: new Uint8Array(new SharedArrayBuffer(offloadBytesMax)),
      giveUp: undefined,
    }));
    this.#backoff = new Backoff(settings.environment);
  }

  get ready(): boolean {
    return this.#state === 'ready';
  }

  /** How many more chunks it could take now. */
  get room(): number {
    if (!this.ready) {
      return 0;
    }
    let room = 0;
    for (const { giveUp } of this.#slots) {
      if (giveUp === undefined) {
        room += 1;
      }
    }
    return room;
  }

  start(): void {
    if (this.#state !== 'none') {
      return;
    }
    this.#state = 'starting';
    this.#open()
      .then((pool) => pool.run({ slot: 0, bytes: 0, context: nothing, expected: 0n } satisfies WorkerTask))
      .then(
        () => {
          this.#state = 'ready';
        },
        (error) => {
          this.#settings.log('a worker did not start; another is tried after a pause', { why: String(error) });
          this.#replace();
        },
      );
  }

  /** Only while there is room. */
  decode(chunk: Buffer, context: ChunkContext, done: (counted: CountedChunk, copy: Buffer) => void): void {
    const { ledger, environment } = this.#settings;
    const slot = this.#slots.findIndex(({ giveUp }) => giveUp === undefined);
    const { lane, input } = this.#slots[slot]!;
    const expected = ledger.cell(lane);
    const copy = Buffer.from(input.buffer, 0, chunk.length);
    input.set(chunk);
    /** False when the chunk has been settled before. */
    const settle = () => {
      if (this.#slots[slot]!.giveUp !== giveUp) {
        return false;
      }
      this.#slots[slot]!.giveUp = undefined;
      timer.cancel();
      return true;
    };
    const come = (decoded: DecodedChunk) => {
      if (!settle()) {
        return;
      }
      this.#backoff.reset();
      done({ decoded, lane, watermark: ledger.sum(lane) }, copy);
    };
    const giveUp = (error: unknown) => {
      if (!settle()) {
        return;
      }
      this.#lose(error);
      const again = ledger.fence(lane, expected)
        ? { decoded: decodeChunk(copy, context), lane, watermark: ledger.sum(lane) }
        : decodeInline(ledger, copy, context);
      done(again, copy);
    };
    this.#slots[slot]!.giveUp = giveUp;
    const timer = environment.after(stallMs, () => giveUp('it stalled'));
    const task: WorkerTask = { slot, bytes: chunk.length, context, expected };
    (this.#pool!.run(task) as Promise<DecodedChunk>).then(come, giveUp);
  }

  async #open(): Promise<Piscina> {
    const { Piscina } = await import('piscina');
    const setup: WorkerSetup = {
      ledger: this.#settings.ledger.buffer,
      slots: this.#slots.map(({ lane, input }) => ({ lane, input: input.buffer })),
    };
    const pool = new Piscina({
      filename: (this.#settings.workerFile ?? ownWorkerFile).href,
      workerData: setup,
      minThreads: 1,
      maxThreads: 1,
      concurrentTasksPerWorker: chunksPerWorker,
      idleTimeout: Number.POSITIVE_INFINITY,
      resourceLimits: { maxOldGenerationSizeMb: workerHeapMbMax },
      // The default, 'sync', puts a waiting worker to sleep so deeply that its own timers stop.
      atomics: 'disabled',
      recordTiming: false,
    });
    // A thread that dies between two tasks.
    pool.on('error', (error) => this.#lose(error));
    this.#pool = pool;
    return pool;
  }

  /** The thread is lost, and with it all that it has. */
  #lose(error: unknown): void {
    if (!this.ready) {
      return;
    }
    this.#settings.counters.workersLost += 1;
    this.#settings.log('a worker was lost; what it had is decoded again', { why: String(error) });
    this.#replace();
    for (const { giveUp } of this.#slots) {
      giveUp?.(error);
    }
  }

  /** Throws the thread away, whatever state it is in, and starts another after a pause. */
  #replace(): void {
    this.#state = 'waiting';
    const pool = this.#pool;
    this.#pool = undefined;
    // How the thread ends is of no interest any more.
    pool?.destroy().catch(() => {});
    this.#backoff.retry(() => {
      this.#state = 'none';
      this.start();
    });
  }
}
