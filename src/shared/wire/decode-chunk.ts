import { Errors, type ReplyError } from '../errors.ts';
import { AckWriter } from './ack-writer.ts';
import { decodeLine, encodeError, type Line, type SkipReason } from './codec.ts';
import { absent, Scanned } from './line-fields.ts';
import { LineReader } from './line-reader.ts';
import type { Message } from './message.ts';

/** What the decoder must know, and what it may take in, for one chunk. */
export interface ChunkContext {
  /** This node's id. */
  readonly nodeId: string;
  /**
   * Requests with a lower id may have been sent to an earlier life of this node: see `EarlierLife`.
   */
  readonly doubtfulBelowId: number | undefined;
  /**
   * `serve` requests; `refuse` them, when the node is leaving; or `ignore` them, when they came so
   * long ago that no client waits any more.
   */
  readonly requests: 'serve' | 'refuse' | 'ignore';
  /** How many adds may be taken in; those past it are refused before they are counted. */
  readonly addsMax: number;
  /** How many bytes of acks they may make, about: one line more at most. */
  readonly bytesMax: number;
  /** How large their sum may be. */
  readonly sumMax: number;
  /**
   * Whether `sumMax` is the true room that is left, so that an add above it is refused for good. If
   * not, the chunk is given back untouched when it would pass, to be decoded again with exact
   * knowledge.
   */
  readonly sumMaxIsExact: boolean;
}

/** A request that may have been sent to an earlier life of this node. */
export interface DoubtfulRequest {
  /** Maelstrom's id of the message. */
  readonly id: number;
  /** Its line, newline included, in memory of its own. */
  readonly line: Uint8Array;
}

/**
 * A chunk, decoded. Nothing is counted yet: that is the caller's one step in its lane of the
 * ledger.
 */
export interface DecodedChunk {
  /** Sum of the deltas of the adds taken in. */
  readonly sum: number;
  /** How many adds were taken in: the number of lines in `acks`. */
  readonly adds: number;
  /**
   * The `add_ok` lines, UTF-8, to be written once the lane's committed value has reached the
   * chunk's watermark.
   */
  readonly acks: Uint8Array;
  /** Error lines that can be written at once. */
  readonly errors: string;
  readonly errorCount: number;
  /** The reads, for main: the reader (as a JSON string) and the msg_id to answer, pairwise. */
  readonly readDests: readonly string[];
  readonly readMsgIds: readonly number[];
  /** What only main handles, in order: `init`, replies, peers. */
  readonly messages: readonly Message[];
  /** Requests that were not looked at, since their id is too low. */
  readonly doubtful: readonly DoubtfulRequest[];
  /** Whether a request had no id, where ids are looked at. */
  readonly someWithoutId: boolean;
  /** How many lines were skipped unanswered, by reason. */
  readonly skipped: Partial<Record<SkipReason, number>>;
  /** True: `sumMax` was not exact and would have been passed; everything else in here is empty. */
  readonly overBudget: boolean;
}

const newline = 0x0a;

/**
 * What is reused from chunk to chunk in one thread: a process is one node, but a simulation is
 * many.
 */
const reader = new LineReader();
const { fields } = reader;
const writers = new Map<string, { readonly node: string; readonly acks: AckWriter }>();

function writerOf(nodeId: string): { readonly node: string; readonly acks: AckWriter } {
  const known = writers.get(nodeId);
  if (known !== undefined) {
    return known;
  }
  const node = JSON.stringify(nodeId);
  const writer = { node, acks: new AckWriter(node) };
  writers.set(nodeId, writer);
  return writer;
}

/**
 * Decodes a chunk of whole lines (the last may lack its newline). The same code runs in every
 * thread.
 */
export function decodeChunk(chunk: Uint8Array, context: ChunkContext): DecodedChunk {
  return new ChunkDecoder(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength), context).decode();
}

/** One chunk being decoded. */
class ChunkDecoder {
  readonly #bytes: Buffer;
  readonly #context: ChunkContext;
  readonly #node: string;
  readonly #acks: AckWriter;
  #sum = 0;
  #errors = '';
  #errorCount = 0;
  readonly #readDests: string[] = [];
  readonly #readMsgIds: number[] = [];
  readonly #messages: Message[] = [];
  readonly #doubtful: DoubtfulRequest[] = [];
  #someWithoutId = false;
  readonly #skipped: Partial<Record<SkipReason, number>> = {};
  #overBudget = false;

  constructor(bytes: Buffer, context: ChunkContext) {
    this.#bytes = bytes;
    this.#context = context;
    const { node, acks } = writerOf(context.nodeId);
    this.#node = node;
    this.#acks = acks;
    acks.clear();
  }

  decode(): DecodedChunk {
    const bytes = this.#bytes;
    reader.open(bytes);
    for (let start = 0; start < bytes.length; ) {
      const kind = reader.read(start);
      if (kind === Scanned.unknown) {
        const found = bytes.indexOf(newline, start);
        const end = found < 0 ? bytes.length : found;
        this.#line(decodeLine(bytes, start, end), start, end);
        start = end + 1;
      } else {
        this.#scanned(kind, start);
        start = fields.end + 1;
      }
      if (this.#overBudget) {
        return overBudget;
      }
    }
    const adds = this.#acks.count;
    return {
      sum: this.#sum,
      adds,
      acks: adds === 0 ? noAcks : this.#acks.lines(),
      errors: this.#errors,
      errorCount: this.#errorCount,
      readDests: this.#readDests,
      readMsgIds: this.#readMsgIds,
      messages: this.#messages,
      doubtful: this.#doubtful,
      someWithoutId: this.#someWithoutId,
      skipped: this.#skipped,
      overBudget: false,
    };
  }

  /** Handles what was read from the bytes themselves. */
  #scanned(kind: number, start: number): void {
    const { srcStart, srcEnd, msgIdStart, msgIdEnd } = fields;
    if (kind === Scanned.reply) {
      const body = {
        type: this.#bytes.toString('latin1', fields.typeStart, fields.typeEnd),
        in_reply_to: fields.inReplyTo,
        ...(fields.value !== absent && { value: fields.value }),
      };
      this.#messages.push({ src: this.#bytes.toString('latin1', srcStart, srcEnd), dest: '', body });
      return;
    }
    if (!this.#serves(fields.id === absent ? undefined : fields.id, start, fields.end)) {
      return;
    }
    if (kind === Scanned.add) {
      const refusal = this.#refusal(fields.delta);
      if (refusal === undefined) {
        // The last line may end at once.
        const isFollowed = Math.max(srcEnd, msgIdEnd) + 3 <= this.#bytes.length;
        if (isFollowed) {
          this.#acks.addPlain(reader.view, srcStart, srcEnd, msgIdStart, msgIdEnd);
        } else {
          this.#acks.add(this.#dest(), this.#msgId());
        }
      } else {
        this.#refuse(this.#dest(), this.#msgId(), refusal);
      }
    } else {
      this.#read(this.#dest(), this.#msgId());
    }
  }

  /** The sender of what was scanned, as a JSON string. */
  #dest(): string {
    return `"${this.#bytes.toString('latin1', fields.srcStart, fields.srcEnd)}"`;
  }

  #msgId(): number {
    return Number(this.#bytes.toString('latin1', fields.msgIdStart, fields.msgIdEnd));
  }

  /** Handles what `JSON.parse` made of a line. */
  #line(line: Line, start: number, end: number): void {
    if (line.kind === 'skipped') {
      this.#skip(line.reason);
      return;
    }
    if (line.kind === 'message') {
      this.#messages.push(line.message);
      return;
    }
    if (!this.#serves(line.id, start, end)) {
      return;
    }
    const dest = JSON.stringify(line.src);
    if (line.kind === 'refused') {
      this.#refuse(dest, line.msgId, line.error);
    } else if (line.kind === 'read') {
      this.#read(dest, line.msgId);
    } else {
      const refusal = this.#refusal(line.delta);
      if (refusal === undefined) {
        this.#acks.add(dest, line.msgId);
      } else {
        this.#refuse(dest, line.msgId, refusal);
      }
    }
  }

  /**
   * Whether a request is looked at: not when it is too old, or was perhaps sent to an earlier life.
   */
  #serves(id: number | undefined, start: number, end: number): boolean {
    const { requests, doubtfulBelowId } = this.#context;
    if (requests === 'ignore') {
      this.#skip('too old to answer');
      return false;
    }
    if (doubtfulBelowId === undefined) {
      return true;
    }
    if (id === undefined) {
      this.#someWithoutId = true;
      return true;
    }
    if (id >= doubtfulBelowId) {
      return true;
    }
    this.#doubtful.push({ id, line: Buffer.concat([this.#bytes.subarray(start, end), lineEnd]) });
    return false;
  }

  /** Takes an add in, or says why not. */
  #refusal(delta: number): ReplyError | undefined {
    const { requests, addsMax, bytesMax, sumMax, sumMaxIsExact } = this.#context;
    if (requests === 'refuse') {
      return Errors.leaving;
    }
    if (this.#acks.count >= addsMax || this.#acks.bytes >= bytesMax) {
      return Errors.queueFull;
    }
    if (delta > sumMax - this.#sum) {
      this.#overBudget = !sumMaxIsExact;
      return Errors.totalTooLarge;
    }
    this.#sum += delta;
    return undefined;
  }

  #read(dest: string, msgId: number): void {
    if (this.#context.requests === 'refuse') {
      this.#refuse(dest, msgId, Errors.leaving);
      return;
    }
    this.#readDests.push(dest);
    this.#readMsgIds.push(msgId);
  }

  #refuse(dest: string, msgId: number, error: ReplyError): void {
    this.#errors += encodeError(this.#node, dest, msgId, error);
    this.#errorCount += 1;
  }

  #skip(reason: SkipReason): void {
    this.#skipped[reason] = (this.#skipped[reason] ?? 0) + 1;
  }
}

const lineEnd = Buffer.from('\n');
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
  doubtful: [],
  someWithoutId: false,
  skipped: {},
  overBudget: true,
};
