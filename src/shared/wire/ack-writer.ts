import { compile, copy, roundedUp, write } from './straight-code.ts';

/** `add_ok` lines for one node, gathered as bytes, without making strings. */
export class AckWriter {
  readonly #head: string;
  readonly #writeLine: LineWriter;
  /** How many bytes a line takes at most besides its values. */
  readonly #fixedBytes: number;
  #bytes = new Uint8Array(initialBytes);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  #count = 0;

  /** `node` is this node's id as a JSON string, quotes included. */
  constructor(node: string) {
    this.#head = `{"src":${node},"dest":"`;
    this.#fixedBytes = [this.#head, middle, tail].reduce((sum, text) => sum + roundedUp(Buffer.byteLength(text)), 0);
    this.#writeLine = lineWriter(this.#head);
  }

  /** How many lines were added since the writer was last cleared. */
  get count(): number {
    return this.#count;
  }

  /** How many bytes they are. */
  get bytes(): number {
    return this.#length;
  }

  /**
   * Adds a line for the sender `source[srcStart … srcEnd)`, plain ASCII without its quotes, and the msg_id whose digits are
   * `source[idStart … idEnd)`. At least three bytes follow each.
   */
  addPlain(source: DataView, srcStart: number, srcEnd: number, idStart: number, idEnd: number): void {
    this.#reserve(roundedUp(srcEnd - srcStart) + roundedUp(idEnd - idStart));
    this.#length = this.#writeLine(this.#view, this.#length, source, srcStart, srcEnd, idStart, idEnd);
    this.#count += 1;
  }

  /** Adds a line for a sender given as a JSON string, quotes included. */
  add(dest: string, inReplyTo: number): void {
    this.#reserve(dest.length * utf8BytesMax + numberBytesMax);
    const line = `${this.#head}${dest.slice(1, -1)}${middle}${inReplyTo}${tail}`;
    this.#length += utf8.encodeInto(line, this.#bytes.subarray(this.#length)).written;
    this.#count += 1;
  }

  /** Forgets what was added. */
  clear(): void {
    this.#length = 0;
    this.#count = 0;
  }

  /** A copy of the lines added since the writer was last cleared. */
  lines(): Uint8Array {
    // In memory of its own, which a worker can move to the main thread, and which is not filled with zeros first.
    const copy = Buffer.allocUnsafeSlow(this.#length);
    copy.set(this.#bytes.subarray(0, this.#length));
    return copy;
  }

  /** Sees to it that a line fits whose values take `bytes`. */
  #reserve(bytes: number): void {
    const needed = this.#length + bytes + this.#fixedBytes;
    if (needed <= this.#bytes.length) {
      return;
    }
    const larger = new Uint8Array(2 * needed);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** Writes a line through `view`, from `to` on; returns where it ends. Up to three bytes behind that are touched. */
type LineWriter = (
  view: DataView,
  to: number,
  source: DataView,
  srcStart: number,
  srcEnd: number,
  idStart: number,
  idEnd: number,
) => number;

function lineWriter(head: string): LineWriter {
  const code = [write(head), copy('srcStart', 'srcEnd'), write(middle), copy('idStart', 'idEnd'), write(tail)];
  const parameters = ['view', 'to', 'source', 'srcStart', 'srcEnd', 'idStart', 'idEnd'];
  return compile<LineWriter>('writeAck', parameters, `${code.join('\n')}\nreturn to;`);
}

const utf8 = new TextEncoder();
const middle = '","body":{"type":"add_ok","in_reply_to":';
const tail = '}}\n';
/** A character of a string takes no more bytes. */
const utf8BytesMax = 3;
/** −2^53 has so many characters. */
const numberBytesMax = 17;
const initialBytes = 4 * 1024;
