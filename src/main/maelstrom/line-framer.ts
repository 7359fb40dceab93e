import { lineBytesMax } from '../../shared/wire/codec.ts';

/**
 * Cuts a byte stream into chunks of whole lines. What follows the last newline waits for the rest
 * of its line; a line longer than the limit is dropped as it comes in, without being held.
 *
 * The beginning of a line is held in one buffer, which doubles when it is full: a line that comes
 * in byte by byte costs no more memory than one that comes in at once. The buffer goes away with
 * the line, so that nothing large stays.
 */
export class LineFramer {
  readonly #onTooLong: () => void;
  /** The beginning of a line, followed by free space. */
  #held: Buffer = nothing;
  #heldBytes = 0;
  #dropping = false;

  /**
   * `onTooLong` is called once for each line that is longer than {@link lineBytesMax} and was held
   * in part.
   */
  constructor(onTooLong: () => void) {
    this.#onTooLong = onTooLong;
  }

  /**
   * Takes the next bytes and returns the whole lines that are now complete, in order: first the
   * line that had been held, if there was one, then all others in one piece, which is a part of
   * `bytes`.
   */
  push(bytes: Buffer): Buffer[] {
    let rest = bytes;
    const whole: Buffer[] = [];
    if (this.#heldBytes > 0 || this.#dropping) {
      const end = rest.indexOf(newline) + 1;
      if (end === 0) {
        this.#hold(rest, lineBytesMax);
        return whole;
      }
      // The newline does not count.
      this.#hold(rest.subarray(0, end), lineBytesMax + 1);
      const line = this.#takeHeld();
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
      this.#hold(rest.subarray(end), lineBytesMax);
    }
    return whole;
  }

  /** The last line, when the stream ended without a newline after it. */
  end(): Buffer[] {
    const line = this.#takeHeld();
    return line === undefined || line.length === 0 ? [] : [line];
  }

  /** Adds a piece to the line that is held; drops the line when it gets longer than `bytesMax`. */
  #hold(piece: Buffer, bytesMax: number): void {
    if (this.#dropping) {
      return;
    }
    const bytes = this.#heldBytes + piece.length;
    if (bytes > bytesMax) {
      this.#onTooLong();
      this.#held = nothing;
      this.#heldBytes = 0;
      this.#dropping = true;
      return;
    }
    if (bytes > this.#held.length) {
      const larger = Buffer.allocUnsafe(
        Math.min(Math.max(bytes, 2 * this.#held.length, heldBytesMin), lineBytesMax + 1),
      );
      this.#held.copy(larger, 0, 0, this.#heldBytes);
      this.#held = larger;
    }
    piece.copy(this.#held, this.#heldBytes);
    this.#heldBytes = bytes;
  }

  /** The line that was held, and its buffer with it; undefined when it was dropped. */
  #takeHeld(): Buffer | undefined {
    const line = this.#dropping ? undefined : this.#held.subarray(0, this.#heldBytes);
    this.#held = nothing;
    this.#heldBytes = 0;
    this.#dropping = false;
    return line;
  }
}

const newline = 0x0a;
const nothing = Buffer.alloc(0);
/**
 * The smallest buffer, in bytes: most lines fit, and Node cuts it from memory that it has in stock.
 */
const heldBytesMin = 256;
