import type { ChunkContext } from '../../../src/shared/wire/decode-chunk.ts';

/** What a decoder must know for a chunk of node n0, with room for all that a test sends. */
export const servingContext: ChunkContext = {
  nodeId: 'n0',
  doubtfulBelowId: undefined,
  requests: 'serve',
  addsMax: 1_000,
  bytesMax: 1_000_000_000,
  sumMax: 1_000_000,
  sumMaxIsExact: true,
};
