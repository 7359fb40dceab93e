import type uPlot from 'uplot';
import type { Chart } from '../../result.ts';

/** The least value that is shown on a logarithmic scale, where what is zero or less is put. */
export function leastShown(values: readonly number[]): number {
  const positive = values.filter((value) => value > 0);
  return positive.length === 0 ? 1 : Math.min(...positive) / padding(positive);
}

/** The scale of an axis for these values. */
export function scaleFor(kind: Chart['xScale'], values: readonly number[], categories: number): uPlot.Scale {
  if (kind === 'categories') {
    return { time: false, range: [-0.5, categories - 0.5] };
  }
  if (kind === 'logarithmic') {
    const positive = values.filter((value) => value > 0);
    const least = leastShown(values);
    const most = positive.length === 0 ? 10 : Math.max(...positive) * padding(positive);
    return { time: false, distr: 3, range: [least, most] };
  }
  return { time: false, range: [0, Math.max(...values, 0) * 1.06 || 1] };
}

/** By how much a logarithmic scale goes on beyond its values: a twentieth of their span. */
function padding(positive: readonly number[]): number {
  return 10 ** Math.max(0.08, Math.log10(Math.max(...positive) / Math.min(...positive)) / 20);
}

/**
 * Of the lines of a logarithmic grid those at powers of ten, since with all of them nothing else is
 * seen; all of them where the scale has only one power of ten.
 */
export function decadesOnly(_: uPlot, splits: readonly number[]): (number | null)[] {
  const isPower = (value: number) => Number.isInteger(Number(Math.log10(value).toFixed(9)));
  const few = splits.filter(isPower).length < 3;
  return splits.map((value) => (few || isPower(value) ? value : null));
}
