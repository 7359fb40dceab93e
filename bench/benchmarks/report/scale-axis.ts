import type { Chart } from '../result.ts';

/** Maps values to places on the screen. */
export interface Scale {
  at(value: number): number;
  /** Values worth a line of the grid. */
  readonly ticks: readonly number[];
}

/**
 * The scale for these values.
 *
 * @param between - Where the lowest and the highest go.
 * @param categories - How many there are, when the values are places of categories.
 */
export function scaleOf(
  kind: Chart['xScale'],
  values: readonly number[],
  [from, to]: readonly [number, number],
  categories = 0,
): Scale {
  if (kind === 'categories') {
    const step = (to - from) / Math.max(1, categories);
    return { at: (value) => from + (value + 0.5) * step, ticks: Array.from({ length: categories }, (_, i) => i) };
  }
  if (kind === 'logarithmic') {
    // What is zero or less has no place; it is put at the lower edge.
    const positive = values.filter((value) => value > 0);
    const low = Math.log10(Math.min(...positive, Number.MAX_VALUE));
    const high = Math.log10(Math.max(...positive, Number.MIN_VALUE));
    if (positive.length === 0) {
      return { at: () => from, ticks: [] };
    }
    const pad = Math.max(0.08, (high - low) * 0.05);
    const [bottom, top] = [low - pad, high + pad];
    return {
      at: (value) => from + ((Math.log10(Math.max(value, 10 ** bottom)) - bottom) / (top - bottom)) * (to - from),
      ticks: logarithmicTicks(10 ** bottom, 10 ** top),
    };
  }
  const high = Math.max(...values, 0) * 1.06 || 1;
  return { at: (value) => from + (value / high) * (to - from), ticks: linearTicks(high) };
}

function logarithmicTicks(low: number, high: number): number[] {
  const decades = Math.log10(high / low);
  const steps = decades > 5 ? [1] : decades > 1.2 ? [1, 3] : [1, 1.5, 2, 3, 5, 7];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const step of steps) {
      const tick = step * 10 ** power;
      if (tick >= low && tick <= high) {
        ticks.push(tick);
      }
    }
  }
  return ticks;
}

function linearTicks(high: number): number[] {
  const rough = high / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((each) => each >= rough)!;
  return Array.from({ length: Math.floor(high / step) + 1 }, (_, i) => i * step);
}
