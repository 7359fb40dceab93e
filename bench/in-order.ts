/** Hands results on in the order of their indices, from 0, however they come in. */
export class InOrder<Result> {
  readonly #handOn: (result: Result) => void;
  readonly #held = new Map<number, Result>();
  #next = 0;

  constructor(handOn: (result: Result) => void) {
    this.#handOn = handOn;
  }

  /** How many were handed on without a gap. */
  get leading(): number {
    return this.#next;
  }

  /** Takes a result, and hands on what only waited for it. */
  add(index: number, result: Result): void {
    this.#held.set(index, result);
    while (this.#held.has(this.#next)) {
      const next = this.#held.get(this.#next) as Result;
      this.#held.delete(this.#next);
      this.#next += 1;
      this.#handOn(next);
    }
  }

  /** Hands on what is left behind gaps, when no more comes. */
  addRest(): void {
    for (const [index, result] of [...this.#held].sort(([a], [b]) => a - b)) {
      this.#held.delete(index);
      this.#handOn(result);
    }
  }
}
