/** One figure of a benchmark: the median of several runs, with the extremes. */
export interface Figure {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** One for each run, in the order of the runs. */
  readonly values: readonly number[];
}

/** A figure from the values of its runs; null when there are none, or one isn't a finite number. */
export function figure(values: readonly (number | null | undefined)[]): Figure | null {
  if (values.length === 0 || !values.every((value) => typeof value === 'number' && Number.isFinite(value))) {
    return null;
  }
  const numbers = values as readonly number[];
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)!, values: numbers };
}

/**
 * The ratio of two figures measured side by side, run by run, so that what slowed a whole run down
 * cancels out.
 */
export function ratio(of: Figure | null | undefined, to: Figure | null | undefined): Figure | null {
  if (of == null || to == null || of.values.length !== to.values.length) {
    return null;
  }
  return figure(of.values.map((value, run) => value / to.values[run]!));
}

/** The median alone, for tables too wide for the least and the greatest of each figure. */
export function medianFigure(values: readonly (number | null)[]): Figure | null {
  return figure([figure(values)?.median]);
}
