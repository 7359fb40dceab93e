import { compile, copy, roundedUp, write } from './straight-line-code.ts';

/** The `add_ok` lines of one node, gathered as bytes, without making strings. */
export class AckWriter {
  readonly #head: string;
  readonly #writeLine: LineWriter;
  /** Bytes that a line may touch besides those of its values. */
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

  /** The number of lines added since the writer was last cleared. */
  get count(): number {
    return this.#count;
  }

  /** The number of bytes that they take. */
  get bytes(): number {
    return this.#length;
  }

  /**
   * Adds a line for the sender `source[srcStart … srcEnd)`, plain ASCII without its quotes, and the
   * msg_id `source[idStart … idEnd)`, copied as it is written there. At least three bytes must
   * follow each.
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

  /** Forgets the lines added so far. */
  clear(): void {
    this.#length = 0;
    this.#count = 0;
  }

  /** A copy of the lines added since the writer was last cleared. */
  lines(): Uint8Array {
    // In memory of its own, so that a worker can move it to the main thread; not filled with zeros
    // first.
    const copy = Buffer.allocUnsafeSlow(this.#length);
    copy.set(this.#bytes.subarray(0, this.#length));
    return copy;
  }

  /** Makes room for a line whose values take `bytes`. */
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

/**
 * Writes a line through `view` at `to` and returns where it ends; up to three bytes behind that are
 * overwritten.
 */
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
  return compile<LineWriter>('writeAck', parameters, `${code.join('\n')}\nreturn to;`) ?? loopingLineWriter(head);
}

/** The same for a process that may not compile code from text. */
function loopingLineWriter(head: string): LineWriter {
  const [headBytes, middleBytes, tailBytes] = [head, middle, tail].map(viewOf) as [DataView, DataView, DataView];
  return (view, to, source, srcStart, srcEnd, idStart, idEnd) => {
    let at = copyBytes(headBytes, 0, headBytes.byteLength, view, to);
    at = copyBytes(source, srcStart, srcEnd, view, at);
    at = copyBytes(middleBytes, 0, middleBytes.byteLength, view, at);
    at = copyBytes(source, idStart, idEnd, view, at);
    return copyBytes(tailBytes, 0, tailBytes.byteLength, view, at);
  };
}

function viewOf(text: string): DataView {
  const bytes = Buffer.from(text);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Copies `source[start … end)` to `to` in `view`; returns where the copy ends. */
function copyBytes(source: DataView, start: number, end: number, view: DataView, to: number): number {
  for (let i = start; i < end; i += 1) {
    view.setUint8(to + i - start, source.getUint8(i));
  }
  return to + end - start;
}

const utf8 = new TextEncoder();
const middle = '","body":{"type":"add_ok","in_reply_to":';
const tail = '}}\n';
/** The most bytes that one UTF-16 unit of a string takes. */
const utf8BytesMax = 3;
/** The number of characters of −2^53. */
const numberBytesMax = 17;
const initialBytes = 4 * 1024;
