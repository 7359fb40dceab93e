/** `add_ok` lines for one node, gathered as bytes, without making strings. */
export class AckWriter {
  readonly #head: Uint8Array;
  #bytes: Uint8Array;
  #length = 0;
  #count = 0;

  /** `node` is this node's id as a JSON string, quotes included. */
  constructor(node: string) {
    this.#head = utf8.encode(`{"src":${node},"dest":`);
    this.#bytes = new Uint8Array(initialBytes);
  }

  /** How many lines were added since the writer was last cleared. */
  get count(): number {
    return this.#count;
  }

  /** Adds a line for the sender `source[start … end)`, plain ASCII without its quotes. */
  addPlain(source: Uint8Array, start: number, end: number, inReplyTo: number): void {
    const length = end - start;
    this.#reserve(length + 2);
    let at = this.#copy(this.#head, this.#length);
    const bytes = this.#bytes;
    bytes[at++] = quote;
    for (let i = start; i < end; i++) bytes[at++] = source[i]!;
    bytes[at++] = quote;
    this.#finish(at, inReplyTo);
  }

  /** Adds a line for a sender given as a JSON string, quotes included. */
  add(dest: string, inReplyTo: number): void {
    const encoded = utf8.encode(dest);
    this.#reserve(encoded.length);
    this.#finish(this.#copy(encoded, this.#copy(this.#head, this.#length)), inReplyTo);
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
    let at = this.#copy(middle, from);
    at = this.#number(inReplyTo, at);
    const bytes = this.#bytes;
    bytes[at++] = closeBrace;
    bytes[at++] = closeBrace;
    bytes[at++] = newline;
    this.#length = at;
    this.#count++;
  }

  /** Sees to it that a line fits whose sender takes `senderBytes`. */
  #reserve(senderBytes: number): void {
    const needed = this.#length + this.#head.length + senderBytes + middle.length + numberBytesMax + 3;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * needed);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }

  /** A loop: for so few bytes `set` costs more. */
  #copy(source: Uint8Array, to: number): number {
    const bytes = this.#bytes;
    for (let i = 0; i < source.length; i++) bytes[to + i] = source[i]!;
    return to + source.length;
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

const utf8 = new TextEncoder();
const middle = utf8.encode(',"body":{"type":"add_ok","in_reply_to":');
/** −2^53 has so many characters. */
const numberBytesMax = 17;
const initialBytes = 4 * 1024;
const quote = 0x22;
const closeBrace = 0x7d;
const newline = 0x0a;
const zero = 0x30;
