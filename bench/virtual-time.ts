import type { Environment, Timer } from '../src/main/environment.ts';
import { PriorityQueue } from './priority-queue.ts';
import type { Random } from './random.ts';

interface Call {
  readonly atMs: number;
  readonly order: number;
  /** Undefined once it was made or cancelled. */
  run: (() => void) | undefined;
}

/** Time that passes only as the calls asked for are made, one after the other: a run in it takes no longer than its work. */
export class VirtualTime implements Environment {
  readonly random: Random;
  readonly #calls = new PriorityQueue<Call>(isBefore);
  #nowMs = 0;
  #order = 0;

  constructor(random: Random) {
    this.random = random;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): Timer {
    const call: Call = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order, run };
    this.#order += 1;
    this.#calls.push(call);
    return {
      cancel: () => {
        call.run = undefined;
      },
    };
  }

  /** Makes every call due up to that time, and leaves the clock there. */
  runUntil(untilMs: number): void {
    for (let next = this.#calls.peek(); next && next.atMs <= untilMs; next = this.#calls.peek()) {
      this.#step();
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  /** Makes calls until none is left; throws when that takes more than `callsMax`, so that a run that never ends is told. */
  runAll(callsMax = 1e9): void {
    for (let made = 0; this.#calls.size > 0; made += 1) {
      if (made >= callsMax) {
        throw new Error(`still not at rest after ${callsMax} calls, at ${this.#nowMs} ms`);
      }
      this.#step();
    }
  }

  #step(): void {
    const call = this.#calls.pop();
    if (call?.run) {
      this.#nowMs = call.atMs;
      const { run } = call;
      call.run = undefined;
      run();
    }
  }
}

/** By time, and calls due at the same time in the order they were asked for. */
function isBefore(left: Call, right: Call): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
}
