import type { ReadBounds } from '../checkers/read-bounds.ts';
import { quantilesOf } from '../quantiles.ts';
import type { Operation } from '../run.ts';
import type { TimeBuckets } from './run-page-data.ts';

/** Buckets of a run for its lines and bands; a few pixels each. */
const bucketsMax = 300;
const widthsMs = [50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000];

/** The width of the buckets of a run that lasts `endMs`. */
export function bucketWidthMs(endMs: number): number {
  return widthsMs.find((widthMs) => endMs / widthMs <= bucketsMax) ?? Math.ceil(endMs / bucketsMax);
}

/** Cuts a run that lasts `endMs` into buckets. O(n log n). */
export function timeBuckets(operations: readonly Operation[], bounds: ReadBounds, endMs: number): TimeBuckets {
  const widthMs = bucketWidthMs(endMs);
  const count = Math.floor(endMs / widthMs) + 1;
  const zeros = () => new Array<number>(count).fill(0);
  const nulls = () => new Array<number | null>(count).fill(null);
  const outcomes = { ok: zeros(), fail: zeros(), info: zeros() };
  const latencies: number[][] = Array.from({ length: count }, () => []);
  const [lowest, highest, widest] = [nulls(), nulls(), nulls()];
  for (const operation of operations) {
    const { f, outcome, invokedMs, completedMs } = operation;
    outcomes[outcome][Math.floor(completedMs / widthMs)]! += 1;
    if (outcome !== 'ok') {
      continue;
    }
    const i = Math.floor(invokedMs / widthMs);
    latencies[i]!.push(completedMs - invokedMs);
    if (f !== 'read') {
      continue;
    }
    const low = bounds.lowest(operation);
    const high = bounds.highest(operation);
    lowest[i] = Math.min(lowest[i] ?? low, low);
    highest[i] = Math.max(highest[i] ?? high, high);
    widest[i] = Math.max(widest[i] ?? 0, high - low);
  }
  const quantiles = latencies.map(quantilesOf);
  const rank = (share: number) => quantiles.map((quantile) => quantile(share));
  return { widthMs, ...outcomes, p50Ms: rank(0.5), p99Ms: rank(0.99), lowest, highest, widest };
}
