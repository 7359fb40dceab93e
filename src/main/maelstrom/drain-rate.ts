/**
 * How fast the reader of an output takes what it is given. Only times in which it was behind tell:
 * a reader that keeps up could be any faster.
 */
export class DrainRate {
  readonly #nowMs: () => number;
  #bytesPerMs = trustedBytesPerMs;
  /** The period being measured: since when the reader has been behind, and what it took since. */
  #fromMs: number | undefined;
  #bytes = 0;
  /** When the reader last took something, or began to be behind. */
  #lastMs = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** In bytes per millisecond, more than 0; a reader that has stopped gets slower all the time. */
  get bytesPerMs(): number {
    if (this.#fromMs === undefined || this.#nowMs() - this.#lastMs < stalledMs) {
      return this.#bytesPerMs;
    }
    return Math.max(1, Math.min(this.#bytesPerMs, this.#bytes / (this.#nowMs() - this.#fromMs)));
  }

  /** The reader did not take a write at once. */
  behind(): void {
    if (this.#fromMs === undefined) {
      this.#fromMs = this.#nowMs();
      this.#lastMs = this.#fromMs;
      this.#bytes = 0;
    }
  }

  /** The reader has taken so many bytes. */
  taken(bytes: number): void {
    this.#bytes += bytes;
    const nowMs = this.#nowMs();
    this.#lastMs = nowMs;
    if (this.#fromMs === undefined || nowMs - this.#fromMs < periodMs) {
      return;
    }
    const measured = Math.max(1, this.#bytes / (nowMs - this.#fromMs));
    this.#bytesPerMs = Math.min(trustedBytesPerMs, (this.#bytesPerMs + measured) / 2);
    this.#fromMs = nowMs;
    this.#bytes = 0;
  }

  /** Nothing waits any more: the reader may be faster than was measured. */
  keepsUp(): void {
    this.#fromMs = undefined;
    this.#bytesPerMs = Math.min(trustedBytesPerMs, 2 * this.#bytesPerMs);
  }
}

/**
 * What a reader is trusted to take until it has shown less, and at most: programs that only look at
 * each line take several times as much.
 */
const trustedBytesPerMs = 64 * 1024;
/** Shorter periods are not measured, in milliseconds. */
const periodMs = 200;
/** A reader that lets so much time go by has stopped, in milliseconds; any less may be chance. */
const stalledMs = 1_000;
