import type { ChunkContext } from '../../shared/wire/decode-chunk.ts';
import type { OffThreadDecoder } from './decoder.ts';
import { DecodingWorker, type DecodingWorkerParts, type OnCounted } from './decoding-worker.ts';
import { startWorkerThread } from './worker-thread.ts';

/**
 * The number of chunks that a worker may have at a time, each with a lane of its own. While it
 * decodes one, the next is on its way, so that it never waits for the main thread to wake up
 * (measured: a third more lines a second than with one).
 */
export const chunksPerWorker = 2;

/**
 * The parts of a {@link WorkerDecoder}; its ledger has {@link chunksPerWorker} lanes for each
 * worker after main's own.
 */
export type WorkerDecoderParts = Omit<DecodingWorkerParts, 'startThread'> & Partial<DecodingWorkerParts>;

/** Decodes chunks on worker threads, which start when they are first needed. */
export class WorkerDecoder implements OffThreadDecoder {
  readonly #workers: readonly DecodingWorker[];

  constructor(parts: WorkerDecoderParts) {
    const workers = (parts.ledger.lanes - 1) / chunksPerWorker;
    this.#workers = Array.from({ length: workers }, (_, worker) => {
      const lanes = Array.from({ length: chunksPerWorker }, (_, i) => 1 + chunksPerWorker * worker + i);
      return new DecodingWorker({ startThread: startWorkerThread, ...parts }, lanes);
    });
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

  decode(chunk: Buffer, context: ChunkContext, done: OnCounted): void {
    const leastBusy = this.#workers.reduce((best, worker) => (worker.room > best.room ? worker : best));
    leastBusy.decode(chunk, context, done);
  }
}
