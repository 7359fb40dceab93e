/** The least span that can be zoomed to, in milliseconds. */
const spanMin = 10;
/** A run that was shorter is shown as if it had lasted this long, in milliseconds. */
const fullMin = 100;

/** The part of the run that all plots show, in milliseconds since it began. */
export class View {
  readonly full: { readonly from: number; readonly to: number };
  readonly #changed: () => void;
  #from: number;
  #to: number;

  /** @param changed - Called after each change. */
  constructor(endMs: number, changed: () => void) {
    this.full = { from: 0, to: Math.max(fullMin, endMs * 1.005) };
    this.#from = this.full.from;
    this.#to = this.full.to;
    this.#changed = changed;
  }

  get from(): number {
    return this.#from;
  }

  get to(): number {
    return this.#to;
  }

  isFull(): boolean {
    return this.#from === this.full.from && this.#to === this.full.to;
  }

  /** Shows this part, or what is nearest to it that the run has. */
  show(from: number, to: number): void {
    const middle = (from + to) / 2;
    const half = Math.max(spanMin, to - from) / 2;
    this.#from = Math.max(this.full.from, middle - half);
    this.#to = Math.min(this.full.to, middle + half);
    this.#changed();
  }

  showAll(): void {
    this.show(this.full.from, this.full.to);
  }

  /** Shows a part `factor` times as long, in which `atMs` stays where it is. */
  scale(factor: number, atMs: number): void {
    this.show(atMs - (atMs - this.#from) * factor, atMs + (this.#to - atMs) * factor);
  }

  /** Moves to where this time is shown, without zooming. */
  bringIn(atMs: number): void {
    if (atMs >= this.#from && atMs <= this.#to) {
      return;
    }
    const span = this.#to - this.#from;
    const from = Math.min(Math.max(this.full.from, atMs - span / 2), this.full.to - span);
    this.show(from, from + span);
  }
}
