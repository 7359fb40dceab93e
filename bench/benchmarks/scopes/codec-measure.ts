import { type ChunkContext, decodeChunk } from '../../../src/shared/wire/decode-chunk.ts';
import type { ChunkKind } from './codec-chunks.ts';
import { decodeWithJsonParse } from './json-parse-decoder.ts';

/** The ways to decode a chunk. */
export type Decoder = 'ours' | 'JSON.parse';

/** The result of decoding a chunk: the same for every decoder, or one of them is wrong. */
export interface Tally {
  readonly adds: number;
  readonly sum: number;
  readonly reads: number;
  readonly replies: number;
  /** Bytes of answers made. */
  readonly answerBytes: number;
}

/** What was measured. */
export interface DecodeSpeed extends Tally {
  readonly linesPerSecond: number;
  readonly bytesPerSecond: number;
}

const context: ChunkContext = {
  nodeId: 'n0',
  doubtfulBelowId: undefined,
  requests: 'serve',
  bytesMax: Number.MAX_SAFE_INTEGER,
  addsMax: 1_000_000,
  sumMax: 2 ** 50,
  sumMaxIsExact: true,
};

/**
 * Decodes a chunk again and again, first until the code is compiled and settled, then for `spanMs`
 * that count.
 */
export function measureDecoding(kind: ChunkKind, decoder: Decoder, spanMs: number): DecodeSpeed {
  const decode = decoder === 'ours' ? ours : decodeWithJsonParse;
  repeat(kind, decode, spanMs);
  return repeat(kind, decode, spanMs);
}

function ours(chunk: Buffer): Tally {
  const { adds, sum, readMsgIds, messages, acks } = decodeChunk(chunk, context);
  return { adds, sum, reads: readMsgIds.length, replies: messages.length, answerBytes: acks.length };
}

function repeat(kind: ChunkKind, decode: (chunk: Buffer) => Tally, spanMs: number): DecodeSpeed {
  const beganMs = performance.now();
  let times = 0;
  let tally = decode(kind.bytes);
  do {
    // Reading the clock takes as long as a short chunk.
    for (let i = 0; i < kind.timesAtOnce; i += 1) {
      tally = decode(kind.bytes);
    }
    times += kind.timesAtOnce;
  } while (performance.now() - beganMs < spanMs);
  const seconds = (performance.now() - beganMs) / 1_000;
  return {
    ...tally,
    linesPerSecond: (times * kind.lines) / seconds,
    bytesPerSecond: (times * kind.bytes.length) / seconds,
  };
}
