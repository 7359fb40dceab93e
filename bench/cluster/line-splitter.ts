/**
 * The longest line a node may print, in bytes: many times what any node of Maelstrom's demos
 * prints.
 */
export const lineBytesMax = 16 * 1024 * 1024;

const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * Cuts a stream of bytes into lines. They end as Java's do, and so Maelstrom's: in LF, in CR, or in
 * both. Chunks may end anywhere, also inside a character or between CR and LF.
 *
 * `line` is called with each line, without its line end. `tooLong` is called once, with the
 * beginning of a line that passes the limit, and nothing is called after that.
 */
export class LineSplitter {
  readonly #line: (line: string) => void;
  readonly #tooLong: (start: string) => void;
  readonly #bytesMax: number;
  #unfinished: Buffer[] = [];
  #unfinishedBytes = 0;
  #isBroken = false;
  /** The last chunk ended in CR: an LF that comes now belongs to it. */
  #skipsNewline = false;

  constructor(line: (line: string) => void, tooLong: (start: string) => void, bytesMax: number = lineBytesMax) {
    this.#line = line;
    this.#tooLong = tooLong;
    this.#bytesMax = bytesMax;
  }

  /** What follows the last line end; undefined when nothing does. `start` is its beginning. */
  get unfinished(): { readonly bytes: number; readonly start: string } | undefined {
    return this.#unfinishedBytes === 0 || this.#isBroken
      ? undefined
      : { bytes: this.#unfinishedBytes, start: textStart(Buffer.concat(this.#unfinished)) };
  }

  push(chunk: Buffer): void {
    if (this.#isBroken) {
      return;
    }
    if (this.#skipsNewline && chunk.length > 0) {
      this.#skipsNewline = false;
      if (chunk[0] === newline) {
        this.push(chunk.subarray(1));
        return;
      }
    }
    const lastReturn = chunk.lastIndexOf(carriageReturn);
    const end = Math.max(chunk.lastIndexOf(newline), lastReturn);
    if (end < 0) {
      this.#keep(chunk);
      return;
    }
    this.#skipsNewline = lastReturn === chunk.length - 1;
    let whole = chunk.subarray(0, end + 1);
    if (this.#unfinishedBytes > 0) {
      whole = Buffer.concat([...this.#unfinished, whole]);
      this.#unfinished = [];
      this.#unfinishedBytes = 0;
    }
    // All the lines of a chunk are decoded at once: no character spans a line end.
    const text = whole.toString('utf8');
    // Most nodes never print a CR.
    if (lastReturn >= 0) {
      for (const line of text.split(/\r\n|\r|\n/).slice(0, -1)) {
        this.#line(line);
      }
    } else {
      let from = 0;
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
        this.#line(text.slice(from, at));
        from = at + 1;
      }
    }
    if (end + 1 < chunk.length) {
      this.#keep(chunk.subarray(end + 1));
    }
  }

  #keep(part: Buffer): void {
    this.#unfinished.push(part);
    this.#unfinishedBytes += part.length;
    if (this.#unfinishedBytes > this.#bytesMax) {
      this.#isBroken = true;
      this.#tooLong(textStart(this.#unfinished[0] as Buffer));
      this.#unfinished = [];
    }
  }
}

function textStart(bytes: Buffer): string {
  return bytes.subarray(0, 200).toString('utf8');
}
