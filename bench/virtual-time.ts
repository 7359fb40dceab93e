import TinyQueue from 'tinyqueue';
import type { Environment, Timer } from '../src/main/environment.ts';

interface Event {
  readonly atMs: number;
  readonly order: number;
  readonly call: () => void;
  cancelled: boolean;
}

/**
 * Time that passes only when {@link pass} is called: an event queue in one thread. Whatever runs on
 * its environments is repeated exactly by the same calls in the same order.
 */
export class VirtualTime implements Environment {
  readonly random: () => number;
  readonly #events = new TinyQueue<Event>([], byTime);
  #nowMs = 0;
  #order = 0;

  /** @param random - What {@link random} draws from; others may be had with {@link environment}. */
  constructor(random: () => number) {
    this.random = random;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** Runs `call` at the earliest `delayMs` from now. */
  after(delayMs: number, call: () => void): Timer {
    const event = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order, call, cancelled: false };
    this.#order += 1;
    this.#events.push(event);
    return {
      cancel: () => {
        event.cancelled = true;
      },
    };
  }

  /** An environment on this time, with randomness of its own. */
  environment(random: () => number): Environment {
    return { nowMs: () => this.#nowMs, after: (delayMs, call) => this.after(delayMs, call), random };
  }

  /**
   * Lets `ms` milliseconds pass and runs all that falls due. Throws after `eventsMax` events: a
   * loop without delays would never end.
   */
  pass(ms: number, eventsMax = 20_000_000): void {
    const untilMs = this.#nowMs + ms;
    let ran = 0;
    for (let next = this.#events.peek(); next !== undefined && next.atMs <= untilMs; next = this.#events.peek()) {
      ran += 1;
      if (ran > eventsMax) {
        throw new Error(`time does not pass: ${eventsMax} events, and still at ${this.#nowMs} ms`);
      }
      this.runNext();
    }
    this.#nowMs = untilMs;
  }

  /**
   * Lets time pass until nothing is left to run. Throws after `eventsMax` events, as some things
   * never come to rest.
   */
  passAll(eventsMax = 100_000_000): void {
    for (let ran = 0; this.#events.length > 0; ran += 1) {
      if (ran >= eventsMax) {
        throw new Error(`not at rest after ${eventsMax} events, at ${this.#nowMs} ms`);
      }
      this.runNext();
    }
  }

  /**
   * Lets time pass without running anything, as for a process that is stopped. What fell due runs
   * at the next {@link pass}.
   */
  freeze(ms: number): void {
    this.#nowMs += ms;
  }

  /** When the next event is due; undefined when none is left. */
  nextMs(): number | undefined {
    return this.#events.peek()?.atMs;
  }

  /** Lets time pass up to the next event, and runs it. */
  runNext(): void {
    const event = this.#events.pop();
    if (event && !event.cancelled) {
      this.#nowMs = Math.max(this.#nowMs, event.atMs);
      event.call();
    }
  }
}

/** By time, and events of one time in the order in which they were added. */
function byTime(a: Event, b: Event): number {
  return a.atMs - b.atMs || a.order - b.order;
}
