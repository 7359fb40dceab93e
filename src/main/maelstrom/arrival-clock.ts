import type { Environment } from '../environment.ts';

/** When some bytes of stdin came in. */
export interface Arrival {
  /**
   * Place in the order of events, from {@link ArrivalClock.order}: the bytes arrived before it. A refresh that began
   * later counts everything that whoever sent them may rely on.
   */
  readonly order: number;
  /** When they were read, in milliseconds: they arrived no later. */
  readonly readMs: number;
  /** They arrived no earlier, in milliseconds. Deadlines count from here. */
  readonly sinceMs: number;
}

/** The arrival of bytes that came one after the other and are treated as one: none of them is taken for newer than it is. */
export function together(first: Arrival, last: Arrival): Arrival {
  return { ...last, sinceMs: Math.min(first.sinceMs, last.sinceMs) };
}

/**
 * Tells how old the bytes read from stdin may be. A process that was stopped (SIGSTOP), or that did not read for a
 * while, finds requests in its pipe that have waited there for nobody knows how long; their clients may have given up,
 * and an answer to a client that is gone mutes the node for the rest of a Maelstrom test.
 *
 * A timer ticks; a gap between two signs of life (a tick or a read) that is longer than {@link stallMs} means that the
 * process did not run. Whatever is read after that may be as old as the last sign of life before the gap, until
 * {@link graceMs} have gone by, in which a network may bring what it kept back, and the pipe is known to be empty: a
 * tick went by without a read, or a read did not fill its buffer. Under a flood that never happens; but then, when as much
 * has been read as a pipe can hold, what it held is gone.
 */
export class ArrivalClock {
  readonly #environment: Environment;
  #order = 0;
  #lastAliveMs: number;
  /** Lower bound of the arrival of what is read next, while the pipe may hold old bytes. */
  #floorMs: number | undefined;
  /** The floor stays at least until then. */
  #floorUntilMs = Number.NEGATIVE_INFINITY;
  /** Read since the floor was set. */
  #bytesSinceFloor = 0;
  #reading = true;
  #readSinceTick = false;

  /** `startedMs`: when the process began to start; its pipe may hold what was sent since. */
  constructor(environment: Environment, startedMs = environment.nowMs()) {
    this.#environment = environment;
    this.#lastAliveMs = environment.nowMs();
    if (startedMs < this.#lastAliveMs) {
      this.#floorMs = startedMs;
      this.#floorUntilMs = this.#lastAliveMs + graceMs;
    }
    this.#tick();
  }

  /** The next place in the order of events: unlike times, no two are the same. */
  order(): number {
    this.#order += 1;
    return this.#order;
  }

  /** Stamps `bytes` bytes just read; `full` when the read filled its buffer, so that more may be waiting. */
  stamp(bytes: number, full: boolean): Arrival {
    const readMs = this.#signOfLife();
    const sinceMs = this.#floorMs ?? readMs;
    this.#readSinceTick = true;
    this.#bytesSinceFloor += bytes;
    if (!full) {
      this.#pipeIsEmpty();
    }
    if (this.#bytesSinceFloor >= pipeBytesMax) {
      this.#floorMs = undefined;
    }
    return { order: this.order(), readMs, sinceMs };
  }

  /** To be told when reading is paused and resumed: bytes grow old in the pipe meanwhile. */
  reading(on: boolean): void {
    const nowMs = this.#signOfLife();
    this.#reading = on;
    this.#readSinceTick = true;
    if (on) {
      this.#floorUntilMs = nowMs + graceMs;
    } else {
      this.#setFloor(nowMs);
    }
  }

  #signOfLife(): number {
    const nowMs = this.#environment.nowMs();
    if (nowMs - this.#lastAliveMs > stallMs) {
      this.#setFloor(this.#lastAliveMs);
      this.#floorUntilMs = nowMs + graceMs;
    }
    this.#lastAliveMs = nowMs;
    return nowMs;
  }

  #setFloor(sinceMs: number): void {
    if (this.#floorMs !== undefined) {
      return;
    }
    this.#floorMs = sinceMs;
    this.#bytesSinceFloor = 0;
  }

  #pipeIsEmpty(): void {
    if (this.#lastAliveMs >= this.#floorUntilMs) {
      this.#floorMs = undefined;
    }
  }

  #tick(): void {
    if (this.#reading && !this.#readSinceTick) {
      this.#pipeIsEmpty();
    }
    this.#readSinceTick = false;
    this.#signOfLife();
    this.#environment.after(tickMs, () => this.#tick());
  }
}

/** The largest pipe that Linux gives an ordinary process, in bytes (`/proc/sys/fs/pipe-max-size`). */
const pipeBytesMax = 1024 * 1024;
/** How often the clock looks at itself, in milliseconds. */
const tickMs = 100;
/** A gap that scheduling noise on a busy machine seldom explains, in milliseconds; taking noise for a stop is harmless. */
const stallMs = 300;
/** How long a network is given to bring what it kept back while the process was stopped, in milliseconds. */
const graceMs = 200;
