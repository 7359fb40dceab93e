import { decodeLine, encodeAddOk, encodeError, type SkipReason } from './codec.ts';
import { Errors } from './errors.ts';
import type { Message } from './message.ts';

/** What the decoder must know, and what it may take in, for one chunk. */
export interface ChunkContext {
  /** This node's id. */
  readonly nodeId: string;
  /**
   * Maelstrom's network id of the `init` message, when it had one. Ids only grow, so a request with a lower one was sent
   * to an earlier life of this node; its client may be gone, and an answer to a client that is gone mutes the node.
   */
  readonly initId: number | undefined;
  /**
   * `serve` requests; `refuse` them, when the node is leaving; or `ignore` them, when they came so long ago that no
   * client waits any more.
   */
  readonly requests: 'serve' | 'refuse' | 'ignore';
  /** How many adds may be taken in; those past it are refused before they are counted. */
  readonly addsMax: number;
  /** How large their sum may be. */
  readonly sumMax: number;
  /**
   * Whether `sumMax` is the true room that is left, so that an add above it is refused for good. If not, the chunk is
   * given back untouched when it would pass, to be decoded again with exact knowledge.
   */
  readonly sumMaxIsExact: boolean;
}

/** A chunk, decoded. Nothing is counted yet: that is the caller's one step in its lane of the ledger. */
export interface DecodedChunk {
  /** Sum of the deltas of the adds taken in. */
  readonly sum: number;
  /** How many adds were taken in: the number of lines in `acks`. */
  readonly adds: number;
  /** The `add_ok` lines, UTF-8, to be written once the lane's committed value has reached the chunk's watermark. */
  readonly acks: Uint8Array;
  /** Error lines that can be written at once. */
  readonly errors: string;
  readonly errorCount: number;
  /** The reads, for main: the reader (as a JSON string) and the msg_id to answer, pairwise. */
  readonly readDests: readonly string[];
  readonly readMsgIds: readonly number[];
  /** What only main handles, in order: `init`, replies, peers. */
  readonly messages: readonly Message[];
  /** How many lines were skipped unanswered, by reason. */
  readonly skipped: Partial<Record<SkipReason, number>>;
  /** True: `sumMax` was not exact and would have been passed; everything else in here is empty. */
  readonly overBudget: boolean;
}

const newline = 0x0a;

/** Decodes a chunk of whole lines (the last may lack its newline). Pure: the same code runs in every thread. */
export function decodeChunk(chunk: Uint8Array, context: ChunkContext): DecodedChunk {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const node = JSON.stringify(context.nodeId);
  const skipped: Partial<Record<SkipReason, number>> = {};
  const skip = (reason: SkipReason) => {
    skipped[reason] = (skipped[reason] ?? 0) + 1;
  };
  const readDests: string[] = [];
  const readMsgIds: number[] = [];
  const messages: Message[] = [];
  let acks = '';
  let errors = '';
  let errorCount = 0;
  let adds = 0;
  let sum = 0;

  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(newline, start);
    const end = found < 0 ? bytes.length : found;
    const line = decodeLine(bytes.subarray(start, end));
    start = end + 1;

    if (line.kind === 'skipped') {
      skip(line.reason);
      continue;
    }
    if (line.kind === 'message') {
      messages.push(line.message);
      continue;
    }
    if (context.requests === 'ignore') {
      skip('too old to answer');
      continue;
    }
    if (context.initId !== undefined && line.id !== undefined && line.id < context.initId) {
      skip('sent to an earlier life');
      continue;
    }
    const dest = JSON.stringify(line.src);
    let refusal = line.kind === 'refused' ? line.error : undefined;
    if (context.requests === 'refuse') refusal ??= Errors.leaving();
    else if (line.kind === 'read') {
      readDests.push(dest);
      readMsgIds.push(line.msgId);
    } else if (line.kind === 'add') {
      if (adds >= context.addsMax) refusal = Errors.queueFull();
      else if (line.delta > context.sumMax - sum) {
        if (!context.sumMaxIsExact) return overBudget;
        refusal = Errors.totalTooLarge();
      } else {
        adds++;
        sum += line.delta;
        acks += encodeAddOk(node, dest, line.msgId);
      }
    }
    if (refusal !== undefined) {
      errors += encodeError(node, dest, line.msgId, refusal);
      errorCount++;
    }
  }
  return {
    sum,
    adds,
    acks: acks === '' ? noAcks : utf8.encode(acks),
    errors,
    errorCount,
    readDests,
    readMsgIds,
    messages,
    skipped,
    overBudget: false,
  };
}

const utf8 = new TextEncoder();
const noAcks = new Uint8Array(0);

const overBudget: DecodedChunk = {
  sum: 0,
  adds: 0,
  acks: noAcks,
  errors: '',
  errorCount: 0,
  readDests: [],
  readMsgIds: [],
  messages: [],
  skipped: {},
  overBudget: true,
};
