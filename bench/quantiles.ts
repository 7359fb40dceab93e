/**
 * Quantiles of some values by nearest rank, for a share from 0 to 1; null when there are no values.
 */
export type Quantiles = (share: number) => number | null;

/**
 * The {@link Quantiles} of these values, exact. Node's histogram would hold whole numbers only, to
 * three digits, and a report's figures must be found again in its history. O(n log n); each
 * quantile then O(1).
 */
export function quantilesOf(values: readonly number[]): Quantiles {
  const sorted = Float64Array.from(values).sort();
  return (share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
