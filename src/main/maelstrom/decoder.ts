import type { Ledger } from '../../shared/ledger.ts';
import { type ChunkContext, type DecodedChunk, decodeChunk } from '../../shared/wire/decode-chunk.ts';

/** A chunk that was decoded, and whose sum is in the ledger. */
export interface CountedChunk {
  readonly decoded: DecodedChunk;
  /** The lane that took the sum. */
  readonly lane: number;
  /**
   * The lane's sum with this chunk: its acks may be sent once the lane's committed value has
   * reached it.
   */
  readonly watermark: number;
}

/** Decodes chunks off the main thread. The real one is `WorkerDecoder`; simulations have none. */
export interface OffThreadDecoder {
  /** How many threads are running, busy or idle. */
  readonly ready: number;
  /** How many more chunks they could take now. */
  readonly room: number;
  /** Starts the threads that are not running; to be called when they are wanted, however often. */
  start(): void;
  /**
   * Decodes and counts a copy of a chunk of at most {@link offloadBytesMax} bytes; to be called
   * only while there is room. `done` is called exactly once, later, with that copy, which may
   * change after `done` has returned.
   */
  decode(chunk: Buffer, context: ChunkContext, done: (counted: CountedChunk, copy: Buffer) => void): void;
}

/** The main thread's lane. */
const mainLane = 0;

/** Decodes a chunk at once, and counts it in the main thread's lane. */
export function decodeInline(ledger: Ledger, chunk: Buffer, context: ChunkContext): CountedChunk {
  const decoded = decodeChunk(chunk, context);
  // No other thread writes this lane, so the step can't fail.
  if (decoded.sum > 0) {
    ledger.step(mainLane, ledger.cell(mainLane), decoded.sum);
  }
  return { decoded, lane: mainLane, watermark: ledger.sum(mainLane) };
}

/** The largest chunk that may be given to another thread, in bytes. */
export const offloadBytesMax = 256 * 1024;
