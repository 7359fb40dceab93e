import { parentPort, workerData } from 'node:worker_threads';
import { chunkKinds } from './codec-chunks.ts';
import { type Decoder, measureDecoding } from './codec-measure.ts';

/**
 * One measurement of decoding in a thread of its own, so that code compiled for other chunks
 * doesn't count.
 */

/** What the thread is given. */
export interface CodecTask {
  /** Name of a kind of chunk. */
  readonly kind: string;
  readonly decoder: Decoder;
  readonly spanMs: number;
}

const { kind, decoder, spanMs } = workerData as CodecTask;
parentPort!.postMessage(measureDecoding(chunkKinds.find(({ name }) => name === kind)!, decoder, spanMs));
