import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';

/**
 * Opens stdout for protocol lines. Node's own `process.stdout` writes to a pipe synchronously: a reader that is slow
 * would stop this node's clock and its reading. A socket over the same descriptor doesn't wait.
 */
export function openStdout(): Writable {
  const stat = fstatSync(1);
  return stat.isFIFO() || stat.isSocket() ? new Socket({ fd: 1, readable: false, writable: true }) : process.stdout;
}

/** Gathers what is written in one turn of the event loop into one write, and knows how much waits to be taken. */
export class Output {
  readonly #stream: Writable;
  #pending: (string | Uint8Array)[] = [];
  #scheduled = false;

  /** `onDrain` is called when the reader has caught up after {@link Output.backlogBytes} was above zero. */
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

  /** Hands everything over to the stream; `done` is called when it has been written. */
  flush(done?: () => void): void {
    this.#scheduled = false;
    const pending = this.#pending;
    this.#pending = [];
    const bytes = pending.map((lines) => (typeof lines === 'string' ? Buffer.from(lines) : lines));
    if (bytes.length > 0) this.#stream.write(bytes.length === 1 ? bytes[0] : Buffer.concat(bytes), () => done?.());
    else if (this.#stream.writableLength === 0) done?.();
    else this.#stream.once('drain', () => done?.());
  }
}
