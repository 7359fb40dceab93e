import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { failureText } from '../failure-text.ts';

/** How much is kept of the beginning and of the end of what a node writes to stderr, in bytes. */
export const logKeptBytes = 1 << 20;

const newline = 0x0a;

/**
 * A node's stderr on disk, over all its lives: the first and the last {@link logKeptBytes}, and
 * between them a line that says how much was left out. A log that can't be written is given up:
 * the run goes on, and {@link failure} says why.
 */
export class NodeLog {
  /** Why the file isn't complete; undefined while it is. */
  failure: string | undefined;
  readonly path: string;
  readonly #keptBytes: number;
  #file: number | undefined;
  #headBytes = 0;
  #headEndsLine = true;
  /** What came after the head, the oldest at {@link #tailAt} once it is full. */
  #tail: Buffer | undefined;
  #tailAt = 0;
  #tailBytes = 0;
  #leftOutBytes = 0;

  constructor(path: string, keptBytes: number = logKeptBytes) {
    this.path = path;
    this.#keptBytes = keptBytes;
    this.#guard(() => {
      mkdirSync(dirname(path), { recursive: true });
      this.#file = openSync(path, 'w');
    });
  }

  append(chunk: Buffer): void {
    if (this.failure !== undefined) {
      return;
    }
    const head = chunk.subarray(0, this.#keptBytes - this.#headBytes);
    if (head.length > 0) {
      this.#guard(() => this.#write(head, this.#headBytes));
      this.#headBytes += head.length;
      this.#headEndsLine = head.at(-1) === newline;
    }
    if (head.length < chunk.length) {
      this.#keep(chunk.subarray(head.length));
    }
  }

  /** Makes the file whole, with what was kept of the end, and closes it. More may follow. */
  settle(): void {
    if (this.failure === undefined && this.#tail !== undefined) {
      this.#writeEnd(this.#tail);
    }
    if (this.#file !== undefined) {
      closeSync(this.#file);
      this.#file = undefined;
    }
  }

  #writeEnd(tail: Buffer): void {
    let end = Buffer.concat([tail.subarray(this.#tailAt), tail.subarray(0, this.#tailAt)]);
    end = end.subarray(end.length - this.#tailBytes);
    if (this.#leftOutBytes > 0) {
      // Begin with a whole line, if there is one.
      const rest = end.subarray(end.indexOf(newline) + 1);
      const leftOut = this.#leftOutBytes + end.length - rest.length;
      const gap = `${this.#headEndsLine ? '' : '\n'}[${leftOut} bytes were left out here]\n`;
      end = Buffer.concat([Buffer.from(gap), rest]);
    }
    this.#guard(() => {
      ftruncateSync(this.#write(end, this.#headBytes), this.#headBytes + end.length);
    });
  }

  #keep(chunk: Buffer): void {
    const size = this.#keptBytes;
    this.#tail ??= Buffer.alloc(size);
    this.#leftOutBytes += Math.max(0, this.#tailBytes + chunk.length - size);
    this.#tailBytes = Math.min(size, this.#tailBytes + chunk.length);
    const part = chunk.subarray(-size);
    const untilEnd = part.subarray(0, size - this.#tailAt);
    this.#tail.set(untilEnd, this.#tailAt);
    this.#tail.set(part.subarray(untilEnd.length));
    this.#tailAt = (this.#tailAt + part.length) % size;
  }

  #write(bytes: Buffer, position: number): number {
    this.#file ??= openSync(this.path, 'r+');
    for (let from = 0; from < bytes.length; ) {
      from += writeSync(this.#file, bytes, from, bytes.length - from, position + from);
    }
    return this.#file;
  }

  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.failure = failureText(error);
    }
  }
}
