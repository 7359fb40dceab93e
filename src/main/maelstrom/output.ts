import type { Writable } from 'node:stream';
import { Fifo } from '../counter/fifo.ts';
import { DrainRate } from './drain-rate.ts';
import type { Backlog } from './replies.ts';

/** What an {@link Output} needs, and whom it tells. */
export interface OutputSettings {
  readonly stream: Writable;
  /** Monotone time in milliseconds. */
  readonly nowMs: () => number;
  /** The reader has taken some of what it had been behind with. */
  readonly onTaken: () => void;
  /** So many lines were dropped, since nobody took them in time. */
  readonly onDropped: (lines: number) => void;
}

/** Whole lines that wait for the reader. */
interface Waiting {
  readonly lines: Uint8Array;
  /** They are not sent after this time, in milliseconds. */
  readonly byMs: number;
}

/**
 * Standard output. What is written in one turn of the event loop, or until {@link flush}, goes out
 * together, but never more than a pipe holds at once: what others wait for must not queue behind
 * megabytes of replies, and what was handed over can't be called back.
 *
 * Lines may have a time after which they are not sent any more. Where the reader is behind, that is
 * looked at again when their turn comes: only what the pipe holds, and one write, may be read too
 * late.
 */
export class Output implements Backlog {
  readonly #settings: OutputSettings;
  readonly #rate: DrainRate;
  readonly #urgent = new Fifo<Waiting>();
  readonly #waiting = new Fifo<Waiting>();
  #waitingBytes = 0;
  #scheduled = false;
  #onWritten: (() => void) | undefined;

  constructor(settings: OutputSettings) {
    this.#settings = settings;
    this.#rate = new DrainRate(settings.nowMs);
  }

  /** Bytes written that nobody has taken yet. */
  get bytes(): number {
    return this.#waitingBytes + this.#settings.stream.writableLength;
  }

  /**
   * How long the reader will take for what waits and `bytes` more, at its present speed, in
   * milliseconds.
   */
  drainMs(bytes: number): number {
    return (this.bytes + bytes) / this.#rate.bytesPerMs;
  }

  /** How many bytes the reader will take in so many milliseconds, at its present speed. */
  drainBytes(ms: number): number {
    return ms * this.#rate.bytesPerMs;
  }

  /** Writes whole lines; unless told otherwise, they are sent however late it is. */
  write(lines: string | Uint8Array, byMs = Number.POSITIVE_INFINITY): void {
    this.#wait(this.#waiting, lines, byMs);
  }

  /** Writes lines that others wait for: they go before all that was only written. */
  writeFirst(lines: string): void {
    this.#wait(this.#urgent, lines, Number.POSITIVE_INFINITY);
  }

  /** Hands over as much as the reader takes now, the rest later. */
  flush(): void {
    const { stream } = this.#settings;
    while (this.#waitingBytes > 0 && stream.writableLength === 0) {
      this.#handOver();
    }
    if (this.bytes === 0) {
      this.#rate.keepsUp();
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
    const { stream, onTaken } = this.#settings;
    const batch: Uint8Array[] = [];
    let bytes = 0;
    for (let next = this.#next(writeBytesMax, true); next !== undefined; ) {
      batch.push(next);
      bytes += next.length;
      next = this.#next(writeBytesMax - bytes, false);
    }
    if (bytes === 0) {
      return;
    }
    // Corked, the pieces are one system call.
    stream.cork();
    for (const piece of batch) {
      stream.write(piece);
    }
    stream.uncork();
    if (stream.writableLength === 0) {
      this.#rate.taken(bytes);
      return;
    }
    // It was not all taken at once; the stream says when it has been.
    this.#rate.behind();
    stream.write(noBytes, () => {
      this.#rate.taken(bytes);
      this.flush();
      onTaken();
    });
  }

  /**
   * Takes whole lines of at most `bytesMax`, or one longer line where that is allowed; undefined
   * when none wait.
   */
  #next(bytesMax: number, mayBeLonger: boolean): Uint8Array | undefined {
    const queue = this.#urgent.length > 0 ? this.#urgent : this.#waiting;
    for (let head = queue.shift(); head !== undefined; head = queue.shift()) {
      const { lines, byMs } = head;
      if (this.#settings.nowMs() > byMs) {
        this.#waitingBytes -= lines.length;
        this.#settings.onDropped(count(lines));
        continue;
      }
      const end = lines.length <= bytesMax ? lines.length : endOfLines(lines, bytesMax, mayBeLonger);
      if (end < lines.length) {
        queue.unshift(end === 0 ? head : { lines: lines.subarray(end), byMs });
      }
      if (end === 0) {
        return undefined;
      }
      this.#waitingBytes -= end;
      return lines.subarray(0, end);
    }
    return undefined;
  }

  #wait(queue: Fifo<Waiting>, text: string | Uint8Array, byMs: number): void {
    const lines = typeof text === 'string' ? Buffer.from(text) : text;
    queue.push({ lines, byMs });
    this.#waitingBytes += lines.length;
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

/**
 * Where the last line ends that fits into `bytesMax`; if none does, where the first one ends, or 0.
 */
function endOfLines(lines: Uint8Array, bytesMax: number, mayBeLonger: boolean): number {
  const last = bytesMax > 0 ? lines.lastIndexOf(newline, bytesMax - 1) + 1 : 0;
  return last > 0 || !mayBeLonger ? last : lines.indexOf(newline) + 1 || lines.length;
}

function count(lines: Uint8Array): number {
  let found = 0;
  for (let at = lines.indexOf(newline); at >= 0; at = lines.indexOf(newline, at + 1)) {
    found += 1;
  }
  return found;
}

const newline = 0x0a;
/** What a pipe holds, unless it is told otherwise. */
const writeBytesMax = 64 * 1024;
const noBytes = new Uint8Array(0);
