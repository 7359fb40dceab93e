import { extname } from 'node:path';
import type { Piscina } from 'piscina';
import { type ChunkContext, type DecodedChunk, decodeChunk } from '../shared/decode-chunk.ts';
import type { Ledger } from '../shared/ledger.ts';
import type { WorkerSetup, WorkerTask } from '../workers/decode.ts';
import { Backoff } from './backoff.ts';
import type { Counters } from './counters.ts';
import { type CountedChunk, decodeInline, hopBytesMax, type OffThreadDecoder } from './decoder.ts';
import type { Environment, Timer } from './environment.ts';
import type { Log } from './log.ts';

/** What a {@link WorkerDecoder} needs. */
export interface WorkerDecoderSettings {
  /** Lane 1 + i belongs to worker i; it has one lane more than there are workers. */
  readonly ledger: Ledger;
  readonly environment: Environment;
  readonly counters: Counters;
  readonly log: Log;
  /** The module that the threads run; only tests, whose workers misbehave, give another. */
  readonly workerFile?: URL;
}

/**
 * Decodes chunks on worker threads, each a piscina pool of one, so that main knows which lane a chunk went to. The
 * threads start when they are first needed.
 *
 * A worker has one chunk at a time. Should it die with it, or not be back in time, main fences the lane and so learns
 * whether the chunk was counted (see {@link Ledger}); the bytes are still here, so it is decoded again on the spot, and
 * counted in main's lane if it was not counted before. No add and no reply is lost.
 */
export class WorkerDecoder implements OffThreadDecoder {
  readonly #workers: Worker[];

  constructor(settings: WorkerDecoderSettings) {
    this.#workers = Array.from({ length: settings.ledger.lanes - 1 }, (_, i) => new Worker(settings, 1 + i));
  }

  get ready(): number {
    return this.#workers.filter((worker) => worker.ready).length;
  }

  get idle(): number {
    return this.#workers.filter((worker) => worker.idle).length;
  }

  start(): void {
    for (const worker of this.#workers) worker.start();
  }

  decode(chunk: Buffer, context: ChunkContext, done: (counted: CountedChunk, copy: Buffer) => void): void {
    this.#workers.find((worker) => worker.idle)!.decode(chunk, context, done);
  }
}

/** A chunk takes a worker a few milliseconds; one that takes this long, in milliseconds, is taken away from it. */
const stallMs = 1_000;

/** A chunk's decoding needs a few megabytes. */
const workerHeapMbMax = 256;

const ownWorkerFile = new URL(`../workers/decode${extname(import.meta.filename)}`, import.meta.url);

/** Nothing to decode: a worker is ready when it has come back from this. */
const nothing = Buffer.alloc(0);
const nothingContext: ChunkContext = {
  nodeId: '',
  initId: undefined,
  requests: 'ignore',
  addsMax: 0,
  sumMax: 0,
  sumMaxIsExact: false,
};

/** One worker thread and its lane. */
class Worker {
  readonly #settings: WorkerDecoderSettings;
  readonly #lane: number;
  readonly #input = new Uint8Array(new SharedArrayBuffer(hopBytesMax));
  readonly #backoff: Backoff;
  #pool: Piscina | undefined;
  /** `waiting`: it died, and the next is started after a pause. */
  #state: 'none' | 'waiting' | 'starting' | 'idle' | 'busy' = 'none';

  constructor(settings: WorkerDecoderSettings, lane: number) {
    this.#settings = settings;
    this.#lane = lane;
    this.#backoff = new Backoff(settings.environment);
  }

  get idle(): boolean {
    return this.#state === 'idle';
  }

  get ready(): boolean {
    return this.#state === 'idle' || this.#state === 'busy';
  }

  start(): void {
    if (this.#state !== 'none') return;
    this.#state = 'starting';
    this.#run(nothing, nothingContext, (decoded, error) => {
      if (decoded !== undefined) this.#state = 'idle';
      else this.#settings.log('a worker did not start; another is tried after a pause', { why: String(error) });
    });
  }

  decode(chunk: Buffer, context: ChunkContext, done: (counted: CountedChunk, copy: Buffer) => void): void {
    const { ledger, counters } = this.#settings;
    this.#state = 'busy';
    this.#run(chunk, context, (decoded, error, counted) => {
      const copy = Buffer.from(this.#input.buffer, 0, chunk.length);
      if (decoded !== undefined) {
        this.#backoff.reset();
        this.#state = 'idle';
        return done({ decoded, lane: this.#lane, watermark: ledger.sum(this.#lane) }, copy);
      }
      counters.workersLost++;
      this.#settings.log('a worker was lost; its chunk is decoded again', { why: String(error), counted });
      done(
        counted
          ? { decoded: decodeChunk(copy, context), lane: this.#lane, watermark: ledger.sum(this.#lane) }
          : decodeInline(ledger, copy, context),
        copy,
      );
    });
  }

  /** Runs a task; `done` gets the result, or an error and whether the chunk was counted all the same. */
  #run(
    chunk: Buffer,
    context: ChunkContext,
    done: (decoded: DecodedChunk | undefined, error?: unknown, counted?: boolean) => void,
  ): void {
    const { ledger, environment } = this.#settings;
    const expected = ledger.cell(this.#lane);
    this.#input.set(chunk);
    let timer: Timer | undefined;
    let settled = false;
    const settle = (decoded: DecodedChunk | undefined, error?: unknown) => {
      if (settled) return;
      settled = true;
      timer?.cancel();
      if (decoded !== undefined) return done(decoded);
      const counted = ledger.fence(this.#lane, expected);
      this.#replace();
      done(undefined, error, counted);
    };
    const task: WorkerTask = { bytes: chunk.length, context, expected };
    this.#open()
      .then((pool) => {
        if (this.#state === 'busy') timer = environment.after(stallMs, () => settle(undefined, 'it stalled'));
        return pool.run(task) as Promise<DecodedChunk>;
      })
      .then(
        (decoded) => settle(decoded),
        (error: unknown) => settle(undefined, error),
      );
  }

  async #open(): Promise<Piscina> {
    if (this.#pool !== undefined) return this.#pool;
    const { Piscina } = await import('piscina');
    const setup: WorkerSetup = { ledger: this.#settings.ledger.buffer, lane: this.#lane, input: this.#input.buffer };
    this.#pool = new Piscina({
      filename: (this.#settings.workerFile ?? ownWorkerFile).href,
      workerData: setup,
      minThreads: 1,
      maxThreads: 1,
      idleTimeout: Number.POSITIVE_INFINITY,
      resourceLimits: { maxOldGenerationSizeMb: workerHeapMbMax },
      // The default, 'sync', puts a waiting worker to sleep so deeply that its own timers stop.
      atomics: 'disabled',
      recordTiming: false,
    });
    // A thread that dies between two tasks: the pool starts another, and no chunk was in its hands.
    this.#pool.on('error', (error) => this.#settings.log('an idle worker died', { why: String(error) }));
    return this.#pool;
  }

  /** Throws the thread away, whatever state it is in, and starts another after a pause. */
  #replace(): void {
    this.#state = 'waiting';
    const pool = this.#pool;
    this.#pool = undefined;
    // Its other tasks are none, and this one has been settled; how the thread ends is of no interest any more.
    pool?.destroy().catch(() => {});
    this.#backoff.retry(() => {
      this.#state = 'none';
      this.start();
    });
  }
}
