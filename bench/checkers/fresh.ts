import type { Operation } from '../run.ts';
import { Finder, type Findings } from './findings.ts';
import type { HighestReads } from './highest-reads.ts';
import { atSeconds, named } from './operation-text.ts';
import type { ReadBounds } from './read-bounds.ts';

/**
 * Every successful read counts at least every add acknowledged before it was sent, and all that any
 * read had answered before it was sent, less the staleness that `bounds` allows: so reads do not go
 * back between clients either. What is above all that was ever sent is left to the `phantom`
 * checker. O(n log n).
 *
 * @param shown - The answers of all reads; undefined for a counter that may fall.
 */
export function freshChecker(
  reads: readonly Operation[],
  bounds: ReadBounds,
  shown: HighestReads | undefined,
): Findings {
  const finder = new Finder('fresh');
  for (const read of reads) {
    const value = read.value ?? Number.NaN;
    const lowest = bounds.lowest(read);
    if (value < lowest) {
      finder.found(
        () =>
          `${named(read)} answered ${value}; at least ${lowest} was acknowledged before it was sent ` +
          `(${lowest - value} missing)`,
        read.index,
      );
      continue;
    }
    const before = shown?.before(read.invokedMs - bounds.stalenessMs);
    if (before !== undefined && value < before.value!) {
      finder.found(
        () =>
          `${named(read)} answered ${value}; ${before.client} on ${before.node} had been answered ${before.value} ` +
          `at ${atSeconds(before.completedMs)}, before it was sent (${before.value! - value} back)`,
        read.index,
      );
      continue;
    }
    // Only decrements can make this differ from what `phantom` allows.
    const highest = bounds.highest(read);
    if (value > highest && value <= bounds.mostSent(read)) {
      finder.found(
        () => `${named(read)} answered ${value}; decrements acknowledged before it was sent leave at most ${highest}`,
        read.index,
      );
    }
  }
  return finder;
}
