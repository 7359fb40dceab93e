import type { Writable } from 'node:stream';

/** Gathers what is written in one turn of the event loop into one write, and knows how much waits to be taken. */
export class Output {
  readonly #stream: Writable;
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
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.flush());
  }

  /** Hands everything over to the stream; `done` is called when it has been written, not at all if that fails. */
  flush(done?: () => void): void {
    this.#scheduled = false;
    const pending = this.#pending;
    this.#pending = [];
    if (pending.length === 0 && done === undefined) return;
    const bytes = pending.map((lines) => (typeof lines === 'string' ? Buffer.from(lines) : lines));
    // Even with nothing to write: the callback comes after all that was written before.
    this.#stream.write(bytes.length === 1 ? bytes[0] : Buffer.concat(bytes), (error) => {
      if (!error) done?.();
    });
  }
}
