import type uPlot from 'uplot';
import type { Tip } from './tip.ts';

/** What a plot has to point at, ordered from left to right. */
export interface Targets {
  readonly count: number;
  isShown(i: number): boolean;
  /** A value on the x scale. */
  x(i: number): number;
  /** A value on the y scale; null where it has none. */
  y(i: number): number | null;
  describe(i: number): string;
  /** The nearest that is shown, for a place in the plot in CSS pixels; −1 for none. */
  nearest(plot: uPlot, left: number, top: number): number;
}

/** What else pointing needs, and what follows from it. */
export interface PointingContext {
  readonly tip: Tip;
  /** Whether the plot shows this x now; the first key goes to what is in view. */
  isInView(x: number): boolean;
  /** Makes the plot show this x. */
  bringIn(x: number): void;
  /** Called when a target is clicked, or chosen by a key. */
  choose(i: number): void;
  /** What any other key does; false when it does nothing. */
  key(key: string): boolean;
}

/** How many targets a step goes with the shift key. */
const stepMany = 20;

/** Lets a reader point at what is in a plot, with the pointer or by keys, and shows what it is. */
export class Pointing {
  readonly #plot: uPlot;
  readonly #targets: Targets;
  readonly #context: PointingContext;
  readonly #ring = document.createElement('div');
  #at = -1;

  /** @param box - The element that has the focus for the plot's keys. */
  constructor(plot: uPlot, box: HTMLElement, targets: Targets, context: PointingContext) {
    this.#plot = plot;
    this.#targets = targets;
    this.#context = context;
    this.#ring.className = 'ring';
    plot.over.append(this.#ring);
    plot.over.addEventListener('mousemove', (event) => this.#pointed(event));
    plot.over.addEventListener('mouseleave', () => this.leave());
    plot.over.addEventListener('click', () => this.#choose());
    box.addEventListener('blur', () => this.leave());
    box.addEventListener('keydown', (event) => {
      if (!event.ctrlKey && !event.altKey && !event.metaKey && this.#key(event)) {
        event.preventDefault();
      }
    });
  }

  /** What is pointed at; −1 for nothing. */
  get at(): number {
    return this.#at;
  }

  /** Points at nothing. */
  leave(): void {
    this.#at = -1;
    this.#ring.style.display = 'none';
    this.#context.tip.hide();
  }

  #pointed({ clientX, clientY }: MouseEvent): void {
    if (this.#plot.select.width > 0) {
      return;
    }
    const corner = this.#plot.over.getBoundingClientRect();
    const [left, top] = [clientX - corner.left, clientY - corner.top];
    const found = this.#targets.nearest(this.#plot, left, top);
    if (found < 0) {
      this.leave();
    } else {
      this.#show(found, top);
    }
  }

  /** Shows what is known of a target beside it; at this height where it has none of its own. */
  #show(i: number, top: number): void {
    const value = this.#targets.y(i);
    const left = this.#plot.valToPos(this.#targets.x(i), 'x');
    const y = value === null ? top : this.#plot.valToPos(value, 'y');
    const { style } = this.#ring;
    this.#at = i;
    style.display = value === null ? 'none' : 'block';
    style.left = `${left}px`;
    style.top = `${y}px`;
    const corner = this.#plot.over.getBoundingClientRect();
    const inside = Math.max(0, Math.min(left, corner.width));
    this.#context.tip.show(this.#targets.describe(i), corner.left + inside, corner.top + y);
  }

  #choose(): void {
    if (this.#at >= 0) {
      this.#context.choose(this.#at);
    }
  }

  #key({ key, shiftKey }: KeyboardEvent): boolean {
    const { count } = this.#targets;
    const steps = shiftKey ? stepMany : 1;
    switch (key) {
      case 'ArrowRight':
        return this.#step(1, steps, this.#at < 0 ? this.#firstInView(1) - 1 : this.#at);
      case 'ArrowLeft':
        return this.#step(-1, steps, this.#at < 0 ? this.#firstInView(-1) + 1 : this.#at);
      case 'Home':
        return this.#step(1, 1, -1);
      case 'End':
        return this.#step(-1, 1, count);
      case 'Enter':
      case ' ':
        this.#choose();
        return true;
      default:
        return this.#context.key(key);
    }
  }

  /** Goes on to the next target that is shown, and to the last one on the way to so many. */
  #step(by: 1 | -1, times: number, from: number): boolean {
    let found = -1;
    let left = times;
    for (let i = from + by; i >= 0 && i < this.#targets.count && left > 0; i += by) {
      if (this.#targets.isShown(i)) {
        found = i;
        left -= 1;
      }
    }
    if (found >= 0) {
      this.#context.bringIn(this.#targets.x(found));
      this.#show(found, 20);
    }
    return true;
  }

  #firstInView(by: 1 | -1): number {
    const { count, x } = this.#targets;
    const all = Array.from({ length: count }, (_, i) => i);
    const isIn = (i: number) => this.#context.isInView(x(i));
    return (by === 1 ? all.find(isIn) : all.findLast(isIn)) ?? (by === 1 ? 0 : count - 1);
  }
}
