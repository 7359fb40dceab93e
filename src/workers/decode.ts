import { workerData } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { Ledger } from '../shared/ledger.ts';
import { type ChunkContext, decodeChunk } from '../shared/wire/decode-chunk.ts';

/** The data that a worker thread gets when it starts. */
export interface WorkerSetup {
  /** The ledger's buffer. */
  readonly ledger: SharedArrayBuffer;
  /**
   * One for each chunk it may have at a time: the lane that counts it, and the memory where main
   * puts its bytes.
   */
  readonly slots: readonly { readonly lane: number; readonly input: SharedArrayBuffer }[];
}

/** One chunk for a worker thread. */
export interface WorkerTask {
  /** The index of the slot that holds it. */
  readonly slot: number;
  /** Its length: it is the first so many bytes of the slot's input. */
  readonly bytes: number;
  readonly context: ChunkContext;
  /** The lane's cell when the chunk was handed out: see {@link Ledger}. */
  readonly expected: bigint;
}

const warmUpLines = 200;
const warmUpTimes = 500;

const setup = workerData as WorkerSetup;
const ledger = new Ledger(setup.ledger);
const slots = setup.slots.map(({ lane, input }) => ({ lane, input: new Uint8Array(input) }));
warmUp();

/**
 * Decodes a chunk, and counts it by one step in its slot's lane. Main gets the result as a {@link
 * DecodedChunk}; the bytes of the acks are moved there, not copied.
 */
export default function decode({ slot, bytes, context, expected }: WorkerTask): object {
  const { lane, input } = slots[slot]!;
  const decoded = decodeChunk(input.subarray(0, bytes), context);
  ledger.step(lane, expected, decoded.sum);
  return move({ [transferableSymbol]: decoded.adds > 0 ? [decoded.acks.buffer] : [], [valueSymbol]: decoded });
}

/**
 * Decodes typical lines until V8 has compiled the decoder. Until then a worker is ten times slower,
 * and the offload policy would turn it down.
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
