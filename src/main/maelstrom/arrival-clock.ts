import type { Arrival, EventOrder } from '../counter/arrival.ts';
import { Fifo } from '../counter/fifo.ts';
import type { Environment } from '../environment.ts';

/** The arrival of bytes that are treated as one; none of them is taken for newer than it is. */
export function together(first: Arrival, last: Arrival): Arrival {
  return {
    ...last,
    sinceMs: Math.min(first.sinceMs, last.sinceMs),
    previousReadMs: Math.min(first.previousReadMs, last.previousReadMs),
  };
}

/** Messages of peers or of the store that were read at about the same time. */
interface HoldUp {
  /** What was read with them, or soon after them, may have waited since then. */
  readonly sinceMs: number;
  /** When the first and the last of them were read. */
  readonly readMs: number;
  lastReadMs: number;
}

/** Bytes that may have waited in the pipe since a time when nobody read it. */
interface Floor {
  readonly sinceMs: number;
  /** How many more bytes may have been in the pipe by then. */
  bytesLeft: number;
}

/**
 * Tells how old the bytes read from stdin may be. A client gives up after 5 s, and an answer to a
 * client that is gone mutes the node for the rest of a Maelstrom test. Requests grow old in two
 * places.
 *
 * **In the pipe**, while the process does not read: it was stopped (SIGSTOP), busy, or held input
 * back. A timer ticks; a gap between two signs of life (a tick or a read) that is longer than
 * {@link stallMs} means that the process did not run. Each such time sets a floor: what is read
 * next may be as old as the last sign of life before it. A floor is over when as many bytes have
 * been read since as a pipe can hold, for then all that waited by that time has been read; floors
 * of several pauses overlap, each with its own count, and the oldest holds. All floors are over
 * when the pipe is known to be empty (a tick went by without a read, or a read did not fill its
 * buffer), and {@link graceMs} have gone by, in which a network may bring what it kept back.
 *
 * **In Maelstrom's network**, which hands a node its messages one by one: its thread takes the
 * message with the nearest deadline, and sleeps on it until it is due. A client's request is due at
 * once, but if it comes while the thread sleeps on a slow message of a peer or of the store, it
 * waits. The thread can't have begun to sleep on that message before it handed over the one before.
 * So what is read with such a message, or within {@link graceMs} after it, arrived no earlier than
 * the previous read, nor earlier than such a message may take: see {@link behindMessage}. The first
 * needs no guess; the second is there for a node that was idle, and whose peer speaks just when a
 * client does.
 */
export class ArrivalClock implements EventOrder {
  readonly #environment: Environment;
  #order = 0;
  #lastAliveMs: number;
  #lastReadMs: number;
  /** Oldest first. */
  readonly #floors = new Fifo<Floor>();
  /** The floors stay at least until then. */
  #floorsUntilMs = Number.NEGATIVE_INFINITY;
  /** Messages that requests may have waited behind, oldest first. */
  readonly #holdUps = new Fifo<HoldUp>();
  #reading = true;
  #readSinceTick = false;

  /** `startedMs`: when the process began to start; its pipe may hold what was sent since. */
  constructor(environment: Environment, startedMs = environment.nowMs()) {
    this.#environment = environment;
    this.#lastAliveMs = environment.nowMs();
    this.#lastReadMs = Math.min(startedMs, this.#lastAliveMs);
    if (startedMs < this.#lastAliveMs) {
      this.#setFloor(startedMs);
      this.#floorsUntilMs = this.#lastAliveMs + graceMs;
    }
    this.#tick();
  }

  order(): number {
    this.#order += 1;
    return this.#order;
  }

  /**
   * Stamps `bytes` bytes just read; `full` when the read filled its buffer, so that more may wait.
   */
  stamp(bytes: number, full: boolean): Arrival {
    const readMs = this.#signOfLife();
    const previousReadMs = this.#lastReadMs;
    this.#lastReadMs = readMs;
    this.#readSinceTick = true;
    while (this.#holdUps.first !== undefined && this.#holdUps.first.lastReadMs + graceMs < readMs) {
      this.#holdUps.shift();
    }
    const behindMs = this.#holdUps.first?.sinceMs ?? readMs;
    const sinceMs = Math.min(behindMs, this.#floors.first?.sinceMs ?? readMs);
    this.#count(bytes);
    if (!full) {
      this.#pipeIsEmpty();
    }
    return { order: this.order(), readMs, sinceMs, previousReadMs };
  }

  /**
   * To be told of bytes that hold a message of the store or of a peer, and how many milliseconds
   * such a message may take at most; returns since when requests that came with it may have waited.
   * Those that are read soon are treated alike.
   */
  behindMessage(arrival: Arrival, slowestMs: number): Arrival {
    const { readMs, previousReadMs } = arrival;
    const heldUpMs = Math.max(previousReadMs, readMs - slowestMs);
    const { last } = this.#holdUps;
    if (last !== undefined && readMs - last.readMs < holdUpsApartMs) {
      last.lastReadMs = readMs;
    } else {
      this.#holdUps.push({ sinceMs: heldUpMs, readMs, lastReadMs: readMs });
    }
    return heldUpMs < arrival.sinceMs ? { ...arrival, sinceMs: heldUpMs } : arrival;
  }

  /** To be told when reading is paused and resumed: bytes grow old in the pipe meanwhile. */
  reading(on: boolean): void {
    const nowMs = this.#signOfLife();
    this.#reading = on;
    this.#readSinceTick = true;
    if (on) {
      this.#floorsUntilMs = nowMs + graceMs;
    } else {
      this.#setFloor(nowMs);
    }
  }

  #signOfLife(): number {
    const nowMs = this.#environment.nowMs();
    if (nowMs - this.#lastAliveMs > stallMs) {
      this.#setFloor(this.#lastAliveMs);
      this.#floorsUntilMs = nowMs + graceMs;
    }
    this.#lastAliveMs = nowMs;
    return nowMs;
  }

  /** What is read from now on may have waited since then, as far as it fits into a pipe. */
  #setFloor(sinceMs: number): void {
    const { last, length } = this.#floors;
    // Taking bytes for a little older than they are is harmless, and bounds the number of floors.
    if (last !== undefined && (sinceMs - last.sinceMs < floorsApartMs || length >= floorsMax)) {
      last.bytesLeft = pipeBytesMax;
    } else {
      this.#floors.push({ sinceMs, bytesLeft: pipeBytesMax });
    }
  }

  /** Every floor counts what was read since it was set: an older one is over no later. */
  #count(bytes: number): void {
    for (const floor of this.#floors) {
      floor.bytesLeft -= bytes;
    }
    while (this.#floors.first !== undefined && this.#floors.first.bytesLeft <= 0) {
      this.#floors.shift();
    }
  }

  #pipeIsEmpty(): void {
    if (this.#lastAliveMs >= this.#floorsUntilMs) {
      this.#floors.clear();
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

/**
 * The largest pipe that Linux gives an ordinary process, in bytes (`/proc/sys/fs/pipe-max-size`).
 */
const pipeBytesMax = 1024 * 1024;
/** How often the clock looks at itself, in milliseconds. */
const tickMs = 100;
/** A gap that noise on a busy machine seldom explains, in milliseconds; to err is harmless. */
const stallMs = 300;
/** How long a network is given to bring what it kept back, in milliseconds. */
const graceMs = 200;
/** Pauses that begin so soon after each other share a floor, in milliseconds. */
const floorsApartMs = 50;
/** Messages read so soon after each other are treated as one, in milliseconds. */
const holdUpsApartMs = 10;
/** More floors than this are merged. */
const floorsMax = 64;
