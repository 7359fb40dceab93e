import type { Writable } from 'node:stream';

/** Gathers what is written until {@link flush}, or the end of this turn of the event loop, and knows how much waits to be taken. */
export class Output {
  readonly #stream: Writable;
  #urgent: string[] = [];
  #pending: (string | Uint8Array)[] = [];
  #scheduled = false;

  /** `onDrain` is called when the reader has caught up after it had fallen behind. */
  constructor(stream: Writable, onDrain: () => void) {
    this.#stream = stream;
    stream.on('drain', onDrain);
  }

  /** Bytes written that nobody has taken yet. */
  get backlogBytes(): number {
    return this.#stream.writableLength;
  }

  write(lines: string | Uint8Array): void {
    this.#pending.push(lines);
    this.#flushLater();
  }

  /** Writes lines that others wait for: they go before what was only written. */
  writeFirst(lines: string): void {
    this.#urgent.push(lines);
    this.#flushLater();
  }

  /** Hands everything over to the stream; `done` is called when it has been written, not at all if that fails. */
  flush(done?: () => void): void {
    const stream = this.#stream;
    const urgent = this.#urgent;
    const pending = this.#pending;
    // All at once, in one system call.
    stream.cork();
    if (urgent.length > 0) {
      this.#urgent = [];
      stream.write(Buffer.from(urgent.join('')));
    }
    if (pending.length > 0) {
      this.#pending = [];
      for (const lines of pending) stream.write(typeof lines === 'string' ? Buffer.from(lines) : lines);
    }
    // With nothing to write, too: it comes after all that was written before.
    if (done !== undefined) {
      stream.write('', (error) => {
        if (!error) done();
      });
    }
    stream.uncork();
  }

  #flushLater(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.flush();
    });
  }
}
