/** `add_ok` lines for one node, gathered as bytes, without making strings. */
export class AckWriter {
  readonly #head: Text;
  #bytes = new Uint8Array(initialBytes);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  #count = 0;

  /** `node` is this node's id as a JSON string, quotes included. */
  constructor(node: string) {
    this.#head = textOf(`{"src":${node},"dest":"`);
  }

  /** How many lines were added since the writer was last cleared. */
  get count(): number {
    return this.#count;
  }

  /** Adds a line for the sender `source[start … end)`, plain ASCII without its quotes. */
  addPlain(source: Uint8Array, start: number, end: number, inReplyTo: number): void {
    this.#reserve(end - start);
    let at = this.#put(this.#head, this.#length);
    const bytes = this.#bytes;
    for (let i = start; i < end; i++) bytes[at++] = source[i]!;
    this.#finish(at, inReplyTo);
  }

  /** Adds a line for a sender given as a JSON string, quotes included. */
  add(dest: string, inReplyTo: number): void {
    this.#reserve(dest.length * utf8BytesMax);
    const at = this.#put(this.#head, this.#length);
    const { written } = utf8.encodeInto(dest.slice(1, -1), this.#bytes.subarray(at));
    this.#finish(at + written, inReplyTo);
  }

  /** Forgets what was added. */
  clear(): void {
    this.#length = 0;
    this.#count = 0;
  }

  /** A copy of the lines added since the writer was last cleared. */
  lines(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #finish(from: number, inReplyTo: number): void {
    const at = this.#number(inReplyTo, this.#put(middle, from));
    this.#length = this.#put(tail, at);
    this.#count++;
  }

  /** Sees to it that a line fits whose sender takes `senderBytes`. */
  #reserve(senderBytes: number): void {
    const fixedBytes = this.#head.room + middle.room + numberBytesMax + tail.room;
    const needed = this.#length + senderBytes + fixedBytes;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * needed);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }

  /** Writes a text, and up to three bytes more after it, to be overwritten; returns where it ends. */
  #put({ words, length }: Text, to: number): number {
    const view = this.#view;
    for (let i = 0; i < words.length; i++) view.setInt32(to + 4 * i, words[i]!, true);
    return to + length;
  }

  #number(value: number, to: number): number {
    const bytes = this.#bytes;
    let at = to;
    if (value < 0 || value > 0x7fff_ffff) {
      const text = String(value);
      for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
      return at;
    }
    let digits = 1;
    for (let bound = 10; value >= bound; bound *= 10) digits++;
    let rest = value | 0;
    for (let i = at + digits - 1; i >= at; i--) {
      const tenth = (rest / 10) | 0;
      bytes[i] = zero + (rest - tenth * 10);
      rest = tenth;
    }
    return at + digits;
  }
}

/** A text that never changes, to be written four bytes at a time. */
interface Text {
  readonly words: Int32Array;
  /** In bytes. */
  readonly length: number;
  /** How many bytes writing it touches. */
  readonly room: number;
}

function textOf(text: string): Text {
  const encoded = Buffer.from(text);
  const words = new Int32Array(Math.ceil(encoded.length / 4));
  const padded = Buffer.alloc(4 * words.length);
  encoded.copy(padded);
  for (let i = 0; i < words.length; i++) words[i] = padded.readInt32LE(4 * i);
  return { words, length: encoded.length, room: padded.length };
}

const utf8 = new TextEncoder();
const middle = textOf('","body":{"type":"add_ok","in_reply_to":');
const tail = textOf('}}\n');
/** A character of a string takes no more bytes. */
const utf8BytesMax = 3;
/** −2^53 has so many characters. */
const numberBytesMax = 17;
const initialBytes = 4 * 1024;
const zero = 0x30;
