import type { Operation } from '../run.ts';
import { Finder, type Findings } from './findings.ts';
import type { ReadBounds } from './read-bounds.ts';
import { named } from './wording.ts';

/**
 * Every successful read counts at least every add acknowledged before it was invoked, less the staleness that `bounds`
 * allows. What is above all that was ever sent is left to the `phantom` checker. O(n log n).
 */
export function freshChecker(reads: readonly Operation[], bounds: ReadBounds): Findings {
  const finder = new Finder('fresh');
  for (const read of reads) {
    const value = read.value ?? Number.NaN;
    const lowest = bounds.lowest(read);
    if (value < lowest) {
      finder.found(
        () =>
          `${named(read)} answered ${value}; at least ${lowest} was acknowledged before it was sent (${lowest - value} missing)`,
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
