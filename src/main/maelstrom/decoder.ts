import type { Ledger } from '../../shared/ledger.ts';
import { type ChunkContext, type DecodedChunk, decodeChunk } from '../../shared/wire/decode-chunk.ts';

/** A chunk that was decoded and whose sum is in the ledger. */
export interface CountedChunk {
  readonly decoded: DecodedChunk;
  /** The lane that took the sum. */
  readonly lane: number;
  /** The lane's sum after it: the acks are durable once the lane's committed value has reached this. */
  readonly watermark: number;
}

/** Decodes chunks off the main thread; see `worker-decoder.ts`. In simulations there is none. */
export interface OffThreadDecoder {
  /** How many threads are there, busy or idle. */
  readonly ready: number;
  /** How many more chunks they could take now. */
  readonly room: number;
  /** Sees to it that there will be threads; to be called when one could have been used and none is there. */
  start(): void;
  /**
   * Decodes and counts a copy of a chunk; `done` is called exactly once, later, with that copy, which is good until it
   * returns. To be called only when `room` > 0.
   */
  decode(chunk: Buffer, context: ChunkContext, done: (counted: CountedChunk, copy: Buffer) => void): void;
}

/** The lane of the main thread. */
const mainLane = 0;

/** Decodes and counts a chunk here and now, in the main thread's lane. */
export function decodeInline(ledger: Ledger, chunk: Buffer, context: ChunkContext): CountedChunk {
  const decoded = decodeChunk(chunk, context);
  // Nobody else writes this lane, so the step can't fail.
  if (decoded.sum > 0) {
    ledger.step(mainLane, ledger.cell(mainLane), decoded.sum);
  }
  return { decoded, lane: mainLane, watermark: ledger.sum(mainLane) };
}

/** The largest chunk that is handed to another thread, in bytes. */
export const offloadBytesMax = 256 * 1024;
