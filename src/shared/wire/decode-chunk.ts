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

/** What is reused from chunk to chunk in one thread: a process is one node, but a simulation is many. */
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

/** Decodes a chunk of whole lines (the last may lack its newline). The same code runs in every thread. */
export function decodeChunk(chunk: Uint8Array, context: ChunkContext): DecodedChunk {
  return new ChunkDecoder(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength), context).decode();
}

/** One chunk being decoded. */
class ChunkDecoder {
  readonly #bytes: Buffer;
  readonly #context: ChunkContext;
  readonly #node: string;
  readonly #acks: AckWriter;
  readonly #initId: number;
  #sum = 0;
  #errors = '';
  #errorCount = 0;
  readonly #readDests: string[] = [];
  readonly #readMsgIds: number[] = [];
  readonly #messages: Message[] = [];
  readonly #skipped: Partial<Record<SkipReason, number>> = {};
  #overBudget = false;

  constructor(bytes: Buffer, context: ChunkContext) {
    this.#bytes = bytes;
    this.#context = context;
    this.#initId = context.initId ?? Number.NEGATIVE_INFINITY;
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
        this.#line(decodeLine(bytes, start, end));
        start = end + 1;
      } else {
        this.#scanned(kind);
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
      skipped: this.#skipped,
      overBudget: false,
    };
  }

  /** Handles what was read from the bytes themselves. */
  #scanned(kind: number): void {
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
    const unserved = this.#unserved(fields.id === absent ? undefined : fields.id);
    if (unserved !== undefined) {
      this.#skip(unserved);
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
  #line(line: Line): void {
    if (line.kind === 'skipped') {
      this.#skip(line.reason);
      return;
    }
    if (line.kind === 'message') {
      this.#messages.push(line.message);
      return;
    }
    const unserved = this.#unserved(line.id);
    if (unserved !== undefined) {
      this.#skip(unserved);
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

  /** Why a request gets no answer at all, if it doesn't. */
  #unserved(id: number | undefined): SkipReason | undefined {
    if (this.#context.requests === 'ignore') {
      return 'too old to answer';
    }
    return id !== undefined && id < this.#initId ? 'sent to an earlier life' : undefined;
  }

  /** Takes an add in, or says why not. */
  #refusal(delta: number): ReplyError | undefined {
    const { requests, addsMax, sumMax, sumMaxIsExact } = this.#context;
    if (requests === 'refuse') {
      return Errors.leaving;
    }
    if (this.#acks.count >= addsMax) {
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
