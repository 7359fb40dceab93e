import type { Environment, Timer } from '../../src/main/environment.ts';

/**
 * Calls `expired` for every item that isn't over `timeoutMs` after it was added: one timer for all,
 * since all wait as long.
 */
export class Deadlines<Item> {
  readonly #environment: Environment;
  readonly #timeoutMs: number;
  readonly #isOver: (item: Item) => boolean;
  readonly #expired: (item: Item) => void;
  #waiting: { readonly item: Item; readonly atMs: number }[] = [];
  #first = 0;
  #timer: Timer | undefined;

  constructor(
    environment: Environment,
    timeoutMs: number,
    isOver: (item: Item) => boolean,
    expired: (item: Item) => void,
  ) {
    this.#environment = environment;
    this.#timeoutMs = timeoutMs;
    this.#isOver = isOver;
    this.#expired = expired;
  }

  add(item: Item): void {
    this.#waiting.push({ item, atMs: this.#environment.nowMs() + this.#timeoutMs });
    this.#forgetOver();
    this.#timer ??= this.#environment.after(this.#timeoutMs, () => this.#look());
  }

  /** Nothing expires any more. */
  cancel(): void {
    this.#timer?.cancel();
    this.#waiting = [];
    this.#first = 0;
  }

  #look(): void {
    this.#timer = undefined;
    const nowMs = this.#environment.nowMs();
    for (;;) {
      this.#forgetOver();
      const head = this.#waiting[this.#first];
      if (!head) {
        return;
      }
      if (head.atMs > nowMs) {
        this.#timer = this.#environment.after(head.atMs - nowMs, () => this.#look());
        return;
      }
      this.#first += 1;
      this.#expired(head.item);
    }
  }

  #forgetOver(): void {
    for (let head = this.#waiting[this.#first]; head && this.#isOver(head.item); head = this.#waiting[this.#first]) {
      this.#first += 1;
    }
    // Cut off in bulk, so that adding stays cheap.
    if (this.#first > 1_024 && this.#first * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#first);
      this.#first = 0;
    }
  }
}
