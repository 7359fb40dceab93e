import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';

/** Whom an {@link Input} tells. */
export interface InputListener {
  /** Bytes came in; they are there until the call returns. `full`: more may be waiting. */
  readonly onBytes: (bytes: Buffer, full: boolean) => void;
  readonly onEnd: () => void;
  readonly onError: (error: Error) => void;
}

/**
 * Standard input. A pipe is read into one buffer, which is used again and again; anything else (a
 * terminal, a file) the usual way.
 */
export class Input {
  readonly #stream: Readable;

  constructor({ onBytes, onEnd, onError }: InputListener) {
    if (isPipe()) {
      const buffer = Buffer.allocUnsafeSlow(bufferBytes);
      const options = {
        fd: 0,
        readable: true,
        writable: false,
        onread: {
          buffer,
          callback: (bytes: number) => {
            onBytes(buffer.subarray(0, bytes), bytes >= fullReadBytes);
            return true;
          },
        },
      };
      this.#stream = new Socket(options);
    } else {
      this.#stream = process.stdin;
      this.#stream.on('data', (bytes: Buffer) => onBytes(bytes, bytes.length >= fullReadBytes));
    }
    this.#stream.on('end', onEnd);
    this.#stream.on('error', onError);
  }

  get isPaused(): boolean {
    return this.#stream.isPaused();
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }
}

function isPipe(): boolean {
  const stat = fstatSync(0);
  return stat.isFIFO() || stat.isSocket();
}

/**
 * More than a pipe holds (64 KiB, unless it is told otherwise): where a read fills its buffer,
 * libuv goes on reading, up to 32 times, before it comes to write anything that had to wait.
 */
const bufferBytes = 128 * 1024;
/**
 * A read that brings so much may have left some behind: a full pipe of long lines holds no more
 * than this.
 */
const fullReadBytes = 32 * 1024;
