import type { Operation } from '../run.ts';
import { Finder, type Findings } from './findings.ts';
import { atSeconds, named } from './wording.ts';

/**
 * Reads of one client never go back. `reads` are the successful ones, in order of invocation; a
 * client has one operation open at a time, so for each this is also the order of completion. A
 * worker whose operation failed goes on as a new client. Going back from one client to another is
 * allowed here, and left to `fresh`.
 */
export function monotoneChecker(reads: readonly Operation[]): Findings {
  const finder = new Finder('monotone');
  const highest = new Map<string, Operation>();
  for (const read of reads) {
    const before = highest.get(read.client);
    if (before !== undefined && read.value! < before.value!) {
      finder.found(
        () =>
          `${named(read)} answered ${read.value}; the same client had been told ${before.value} at ` +
          `${atSeconds(before.completedMs)} (${before.value! - read.value!} back)`,
        read.index,
      );
    } else {
      highest.set(read.client, read);
    }
  }
  return finder;
}
