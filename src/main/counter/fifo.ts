/**
 * A first-in, first-out queue that lets go of what it gives out: neither the items taken nor their
 * places stay in memory while others still wait.
 */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  /** Where the oldest item is; everything before it is empty. */
  #start = 0;

  /** How many items wait. */
  get length(): number {
    return this.#items.length - this.#start;
  }

  /** Places in memory, empty ones included: at most twice {@link length}, and a few more. */
  get places(): number {
    return this.#items.length;
  }

  /** The oldest item. */
  get first(): T | undefined {
    return this.#items[this.#start];
  }

  /** The newest item. */
  get last(): T | undefined {
    return this.length === 0 ? undefined : this.#items.at(-1);
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /**
   * Puts an item in before the newest ones for which `isLater` holds, so that a queue stays in
   * order.
   */
  insert(item: T, isLater: (other: T) => boolean): void {
    let at = this.#items.length;
    while (at > this.#start && isLater(this.#items[at - 1] as T)) {
      at -= 1;
    }
    this.#items.splice(at, 0, item);
  }

  /** Puts an item before all others. */
  unshift(item: T): void {
    if (this.#start === 0) {
      this.#items.unshift(item);
      return;
    }
    this.#start -= 1;
    this.#items[this.#start] = item;
  }

  clear(): void {
    this.#items = [];
    this.#start = 0;
  }

  /** From the oldest to the newest. */
  *[Symbol.iterator](): IterableIterator<T> {
    for (let at = this.#start; at < this.#items.length; at += 1) {
      yield this.#items[at] as T;
    }
  }

  /** Takes the oldest item. */
  shift(): T | undefined {
    if (this.length === 0) {
      return undefined;
    }
    const item = this.#items[this.#start];
    this.#items[this.#start] = undefined;
    this.#start += 1;
    if (this.#start >= compactMin && 2 * this.#start >= this.#items.length) {
      this.#items = this.#items.slice(this.#start);
      this.#start = 0;
    }
    return item;
  }
}

/** Fewer empty places than this are not worth moving the rest. */
const compactMin = 32;
