import { ReadBounds } from '../checkers/read-bounds.ts';
import type { Operation } from '../run.ts';

/** How fresh the reads of some runs were, as sums, so that those of several runs can be added. */
export interface ReadFreshness {
  /** Reads that were answered, the final ones too. */
  readonly reads: number;
  /** Reads that counted all that was acknowledged before they were sent. */
  readonly fresh: number;
  /** How much the others missed, in all and at most. */
  readonly missingSum: number;
  readonly missingMax: number;
  /**
   * How old the others were, in all and at most, in milliseconds: for how long what they missed had
   * been acknowledged.
   */
  readonly ageSumMs: number;
  readonly ageMaxMs: number;
}

/** How fresh the reads of a run were. */
export function readFreshness(operations: readonly Operation[]): ReadFreshness {
  const bounds = new ReadBounds(operations, 0);
  const acknowledged = operations
    .filter(({ f, outcome, value }) => f === 'add' && outcome === 'ok' && value! > 0)
    .sort((a, b) => a.completedMs - b.completedMs);
  const sums: number[] = [];
  for (const { value } of acknowledged) {
    sums.push((sums.at(-1) ?? 0) + value!);
  }
  /** When the acknowledged adds first came to more than `value`. */
  const passedMs = (value: number) => acknowledged[sums.findIndex((sum) => sum > value)]!.completedMs;

  let reads = 0;
  let fresh = 0;
  let missingSum = 0;
  let missingMax = 0;
  let ageSumMs = 0;
  let ageMaxMs = 0;
  for (const read of operations) {
    if (read.f !== 'read' || read.outcome !== 'ok') {
      continue;
    }
    reads += 1;
    const missing = bounds.lowest(read) - read.value!;
    if (missing <= 0) {
      fresh += 1;
      continue;
    }
    const ageMs = read.invokedMs - passedMs(read.value!);
    missingSum += missing;
    missingMax = Math.max(missingMax, missing);
    ageSumMs += ageMs;
    ageMaxMs = Math.max(ageMaxMs, ageMs);
  }
  return { reads, fresh, missingSum, missingMax, ageSumMs, ageMaxMs };
}
