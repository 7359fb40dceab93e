import { workerData } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { Ledger } from '../shared/ledger.ts';
import { type ChunkContext, decodeChunk } from '../shared/wire/decode-chunk.ts';

/** What a worker is given once, when it starts. */
export interface WorkerSetup {
  /** The ledger's buffer. */
  readonly ledger: SharedArrayBuffer;
  /** One for each chunk that it may have at a time: the lane that counts it, and where main puts its bytes. */
  readonly slots: readonly { readonly lane: number; readonly input: SharedArrayBuffer }[];
}

/** One chunk for a worker. */
export interface WorkerTask {
  /** Which of the worker's slots it is in. */
  readonly slot: number;
  /** How many bytes of the slot's input buffer it takes, from 0. */
  readonly bytes: number;
  readonly context: ChunkContext;
  /** The lane's cell as it was when the chunk was handed out: see {@link Ledger}. */
  readonly expected: bigint;
}

const warmUpLines = 200;
const warmUpTimes = 500;

const setup = workerData as WorkerSetup;
const ledger = new Ledger(setup.ledger);
const slots = setup.slots.map(({ lane, input }) => ({ lane, input: new Uint8Array(input) }));
warmUp();

/**
 * Decodes a chunk and counts it by the one step in its slot's lane. What it returns main gets as a
 * {@link DecodedChunk}; the bytes of the acks are moved there, not copied.
 */
export default function decode({ slot, bytes, context, expected }: WorkerTask): object {
  const { lane, input } = slots[slot]!;
  const decoded = decodeChunk(input.subarray(0, bytes), context);
  ledger.step(lane, expected, decoded.sum);
  return move({ [transferableSymbol]: decoded.adds > 0 ? [decoded.acks.buffer] : [], [valueSymbol]: decoded });
}

/**
 * Decodes plausible lines until V8 has compiled what decoding takes: until then a worker is ten times slower, and would
 * be taken for one that is of no use.
 */
function warmUp(): void {
  const line = '{"id":1,"src":"c1","dest":"n1","body":{"type":"add","delta":1,"msg_id":1}}\n';
  const chunk = new Uint8Array(new SharedArrayBuffer(warmUpLines * line.length));
  new TextEncoder().encode(line.repeat(warmUpLines)).forEach((byte, i) => {
    chunk[i] = byte;
  });
  const context: ChunkContext = {
    nodeId: 'n1',
    doubtfulBelowId: undefined,
    requests: 'serve',
    addsMax: warmUpLines,
    bytesMax: Number.MAX_SAFE_INTEGER,
    sumMax: warmUpLines,
    sumMaxIsExact: true,
  };
  for (let i = 0; i < warmUpTimes; i += 1) {
    decodeChunk(chunk, context);
  }
}
