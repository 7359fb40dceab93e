import type { Writable } from 'node:stream';

/**
 * Standard output. What is written in one turn of the event loop, or until {@link flush}, goes out together, but never
 * much more than a pipe holds at once: what others wait for must not queue behind megabytes of replies.
 */
export class Output {
  readonly #stream: Writable;
  readonly #onTaken: () => void;
  #urgent: Uint8Array[] = [];
  #pending: Uint8Array[] = [];
  /** How many of the pending pieces were handed over. */
  #handedOver = 0;
  #waitingBytes = 0;
  #scheduled = false;
  #onWritten: (() => void) | undefined;

  /** `onTaken` is called when the reader has taken some of what it had been behind with. */
  constructor(stream: Writable, onTaken: () => void) {
    this.#stream = stream;
    this.#onTaken = onTaken;
  }

  /** Bytes written that nobody has taken yet. */
  get backlogBytes(): number {
    return this.#waitingBytes + this.#stream.writableLength;
  }

  write(lines: string | Uint8Array): void {
    const bytes = typeof lines === 'string' ? Buffer.from(lines) : lines;
    this.#pending.push(bytes);
    this.#wait(bytes);
  }

  /** Writes lines that others wait for: they go before all that was only written. */
  writeFirst(lines: string): void {
    const bytes = Buffer.from(lines);
    this.#urgent.push(bytes);
    this.#wait(bytes);
  }

  /** Hands over as much as the reader takes now, the rest later. */
  flush(): void {
    while (this.#waitingBytes > 0 && this.#stream.writableLength === 0) {
      this.#handOver();
    }
    if (this.backlogBytes === 0) {
      this.#onWritten?.();
    }
  }

  /** Calls `done` when everything is written, not at all if that fails. */
  end(done: () => void): void {
    this.#onWritten = done;
    this.flush();
  }

  /** Hands over what one write may take. */
  #handOver(): void {
    const batch = this.#urgent;
    this.#urgent = [];
    let bytes = batch.reduce((sum, piece) => sum + piece.length, 0);
    for (; this.#handedOver < this.#pending.length; this.#handedOver += 1) {
      const piece = this.#pending[this.#handedOver]!;
      if (bytes > 0 && bytes + piece.length > batchBytesMax) {
        break;
      }
      batch.push(piece);
      bytes += piece.length;
    }
    if (this.#handedOver === this.#pending.length) {
      this.#pending = [];
      this.#handedOver = 0;
    }
    this.#waitingBytes -= bytes;
    const stream = this.#stream;
    // Corked, the pieces are one system call.
    stream.cork();
    for (const piece of batch) {
      stream.write(piece);
    }
    stream.uncork();
    // Where it has not all been taken at once, the stream says when.
    if (stream.writableLength > 0) {
      stream.write(noBytes, () => {
        this.flush();
        this.#onTaken();
      });
    }
  }

  #wait(bytes: Uint8Array): void {
    this.#waitingBytes += bytes.length;
    if (this.#scheduled) {
      return;
    }
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.flush();
    });
  }
}

/** What a pipe holds, unless it is told otherwise. */
const batchBytesMax = 64 * 1024;
const noBytes = new Uint8Array(0);
