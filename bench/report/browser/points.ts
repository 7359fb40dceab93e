import type { PlotData } from '../run-page-data.ts';
import { duration, grouped, seconds } from './quantity-text.ts';

/**
 * The operations that are drawn, by their place in order of invocation. Times are milliseconds
 * since the run began. The columns are absolute numbers in typed arrays, so that a redraw of tens
 * of thousands of points takes no longer than a few frames.
 */
export class Points {
  readonly size: number;
  readonly index: Float64Array;
  readonly start: Float64Array;
  readonly latency: Float64Array;
  readonly #data: PlotData;
  readonly #series: readonly string[];

  constructor(data: PlotData) {
    const { index, invokedUs, latencyUs } = data.points;
    this.#data = data;
    this.size = index.length;
    this.index = new Float64Array(this.size);
    this.start = new Float64Array(this.size);
    let at = 0;
    let us = 0;
    for (let i = 0; i < this.size; i += 1) {
      at += index[i]!;
      us += invokedUs[i]!;
      this.index[i] = at;
      this.start[i] = us / 1000;
    }
    this.latency = Float64Array.from(latencyUs, (value) => value / 1000);
    this.#series = data.kinds.map(({ f, outcome }) => (outcome === 'ok' ? f : outcome));
  }

  /** The key a point belongs to: what it did when it succeeded, otherwise how it ended. */
  series(i: number): string {
    return this.#series[this.#data.points.kind[i]!]!;
  }

  isOk(i: number): boolean {
    return this.#data.kinds[this.#data.points.kind[i]!]!.outcome === 'ok';
  }

  node(i: number): number {
    return this.#data.points.node[i]!;
  }

  /** Whether it counts in the verdict (1), is out of bounds without counting (2), or neither. */
  mark(i: number): number {
    return this.#data.points.mark[i]!;
  }

  /** A successful read's answer less its lower bound; null for what has no bounds. */
  above(i: number): number | null {
    return this.#data.points.aboveLowest[i] ?? null;
  }

  /** How far a read's bounds are apart. */
  room(i: number): number {
    return this.#data.points.room[i] ?? 0;
  }

  value(i: number): number {
    return this.#data.points.value[i] ?? 0;
  }

  /** The first point invoked at this time or later; {@link size} when there is none. */
  firstFrom(ms: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.start[middle]! < ms) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The place of an operation, by its index in the history; −1 when it is not drawn. */
  placeOf(operation: number): number {
    return this.index.indexOf(operation);
  }

  /** All that is known of a point, a line for each fact; the first one names it. */
  describe(i: number): string {
    const { kinds, points, clients, nodes, errors, violations } = this.#data;
    const { f, outcome, final } = kinds[points.kind[i]!]!;
    const index = this.index[i]!;
    const of = f === 'add' ? ` of ${points.value[i]}` : '';
    return [
      `${final ? 'final ' : ''}${f} ${index}${of}: ${outcome} in ${duration(this.latency[i]!)}`,
      `${clients[points.client[i]!]} on ${nodes[points.node[i]!]}, sent at ${seconds(this.start[i]!)}`,
      ...this.#answer(i, f, outcome),
      ...(errors[index] === undefined ? [] : [errors[index]]),
      ...(violations[index] === undefined ? [] : [`✗ ${violations[index]}`]),
      ...(this.mark(i) === 2 ? ['out of bounds, but not held against the node'] : []),
    ].join('\n');
  }

  #answer(i: number, f: string, outcome: string): string[] {
    const above = this.above(i);
    if (f !== 'read' || outcome !== 'ok') {
      return [];
    }
    const value = this.value(i);
    if (above === null) {
      return [`answered ${grouped(value)}`];
    }
    const room = this.room(i);
    const low = value - above;
    const wrong =
      above < 0 ? ` (${grouped(-above)} missing)` : above > room ? ` (${grouped(above - room)} too many)` : '';
    return [`answered ${grouped(value)}; bounds ${grouped(low)} to ${grouped(low + room)}${wrong}`];
  }
}
