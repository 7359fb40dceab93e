import { lineBytesMax } from '../../shared/wire/codec.ts';

const newline = 0x0a;

/**
 * Cuts a byte stream into chunks of whole lines. What follows the last newline waits for the rest of its line; a line
 * longer than the limit is dropped as it comes, without being held.
 */
export class LineFramer {
  readonly #onTooLong: () => void;
  #pieces: Buffer[] = [];
  #pieceBytes = 0;
  #dropping = false;

  /** `onTooLong` is called once for each line that is longer than {@link lineBytesMax}. */
  constructor(onTooLong: () => void) {
    this.#onTooLong = onTooLong;
  }

  /** Takes the next bytes and returns the whole lines that are now complete, in order; a first piece may be one line. */
  push(bytes: Buffer): Buffer[] {
    let rest = bytes;
    const whole: Buffer[] = [];
    if (this.#pieceBytes > 0 || this.#dropping) {
      const end = rest.indexOf(newline) + 1;
      if (end === 0) {
        this.#hold(rest);
        return whole;
      }
      const line = this.#complete(rest.subarray(0, end));
      if (line !== undefined) {
        whole.push(line);
      }
      rest = rest.subarray(end);
    }
    const end = rest.lastIndexOf(newline) + 1;
    if (end > 0) {
      whole.push(rest.subarray(0, end));
    }
    if (end < rest.length) {
      this.#hold(rest.subarray(end));
    }
    return whole;
  }

  /** The last line, when the stream ended without a newline after it. */
  end(): Buffer[] {
    const line = this.#complete(Buffer.alloc(0));
    return line === undefined || line.length === 0 ? [] : [line];
  }

  #hold(piece: Buffer): void {
    if (this.#dropping) {
      return;
    }
    if (this.#pieceBytes + piece.length > lineBytesMax) {
      this.#drop();
      return;
    }
    // A copy: a small piece must not keep the whole read buffer alive.
    this.#pieces.push(Buffer.from(piece));
    this.#pieceBytes += piece.length;
  }

  #complete(last: Buffer): Buffer | undefined {
    // The newline is no part of the line.
    const dropped = this.#dropping || this.#pieceBytes + last.length > lineBytesMax + 1;
    if (dropped && !this.#dropping) {
      this.#drop();
    }
    const line = dropped ? undefined : Buffer.concat([...this.#pieces, last]);
    this.#pieces = [];
    this.#pieceBytes = 0;
    this.#dropping = false;
    return line;
  }

  #drop(): void {
    this.#onTooLong();
    this.#pieces = [];
    this.#pieceBytes = 0;
    this.#dropping = true;
  }
}
