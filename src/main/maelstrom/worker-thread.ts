import { extname } from 'node:path';
import type { DecodedChunk } from '../../shared/wire/decode-chunk.ts';
import type { WorkerSetup, WorkerTask } from '../../workers/decode.ts';

/** A worker thread, as the main thread sees it. */
export interface WorkerThread {
  /** Runs a task; rejects when the task throws, and when the thread ends before it is done. */
  run(task: WorkerTask): Promise<DecodedChunk>;
  /** Ends the thread, whatever it is doing. */
  end(): void;
}

/**
 * Starts a thread that runs tasks for the slots of `setup`. Should the thread end by itself,
 * `onEnd` is called with the reason, at least when no task was there to reject; it may be called
 * more than once, and after `end`.
 */
export type StartThread = (setup: WorkerSetup, onEnd: (reason: unknown) => void) => Promise<WorkerThread>;

/** Starts a thread that runs `src/workers/decode.ts`. */
export const startWorkerThread: StartThread = (setup, onEnd) => startThreadOf(ownFile, setup, onEnd);

/**
 * Starts a thread that runs a module whose default export decodes; only tests run another than our
 * own.
 */
export async function startThreadOf(
  file: URL,
  setup: WorkerSetup,
  onEnd: (reason: unknown) => void,
): Promise<WorkerThread> {
  // Loaded when the first thread is wanted: most nodes never want one.
  const { Piscina } = await import('piscina');
  // A pool of one, so that main knows which thread a chunk went to.
  const pool = new Piscina({
    filename: file.href,
    workerData: setup,
    minThreads: 1,
    maxThreads: 1,
    concurrentTasksPerWorker: setup.slots.length,
    idleTimeout: Number.POSITIVE_INFINITY,
    resourceLimits: { maxOldGenerationSizeMb: heapMbMax },
    // The default, 'sync', puts a waiting worker to sleep so deeply that its own timers stop.
    atomics: 'disabled',
    recordTiming: false,
  });
  // It threw between two tasks.
  pool.on('error', onEnd);
  // It left between two tasks. Where there is a better reason, that is reported first.
  pool.on('workerDestroy', () => setImmediate(onEnd, 'it ended'));
  return {
    run: (task) => pool.run(task) as Promise<DecodedChunk>,
    end: () => {
      // How it ends does not matter any more.
      pool.destroy().catch(() => {});
    },
  };
}

const ownFile = new URL(`../../workers/decode${extname(import.meta.filename)}`, import.meta.url);

/** The heap of a thread, in megabytes; decoding a chunk takes a few. */
const heapMbMax = 256;
