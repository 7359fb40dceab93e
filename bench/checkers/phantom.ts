import type { Operation } from '../run.ts';
import { Finder, type Findings } from './findings.ts';
import { named } from './operation-text.ts';
import type { ReadBounds } from './read-bounds.ts';

/**
 * No successful read counts what was never sent: its answer is an integer, and at most the sum of
 * the adds invoked before it completed, without those that were refused. A higher answer is wrong
 * however stale a read may be, so every level above `final` requires this.
 */
export function phantomChecker(reads: readonly Operation[], bounds: ReadBounds): Findings {
  const finder = new Finder('phantom');
  for (const read of reads) {
    const value = read.value;
    if (value === null || !Number.isSafeInteger(value)) {
      finder.found(() => `${named(read)} answered ${value}, which is not an integer`, read.index);
      continue;
    }
    const most = bounds.mostSent(read);
    const least = bounds.leastSent(read);
    if (value > most) {
      finder.found(
        () =>
          `${named(read)} answered ${value}; at most ${most} had been sent and not refused when it returned ` +
          `(${value - most} too many)`,
        read.index,
      );
    } else if (value < least) {
      finder.found(() => `${named(read)} answered ${value}; no decrements sent make less than ${least}`, read.index);
    }
  }
  return finder;
}
