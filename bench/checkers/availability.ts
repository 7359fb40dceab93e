import type { Operation, Requirements } from '../run.ts';
import { Finder, type Findings } from './findings.ts';

/**
 * The share of operations that succeeded is at least the required one; `total` requires all of
 * them. As in Maelstrom, all operations count, reads and adds alike, final reads included.
 */
export function availabilityChecker(
  operations: readonly Operation[],
  availability: Requirements['availability'],
): Findings {
  const finder = new Finder('availability');
  if (availability === undefined) {
    return finder;
  }
  const fraction = availability === 'total' ? 1 : availability;
  const ok = operations.reduce((count, { outcome }) => count + (outcome === 'ok' ? 1 : 0), 0);
  if (ok < fraction * operations.length) {
    const first = operations.find(({ outcome }) => outcome !== 'ok');
    finder.found(
      () =>
        `${ok} of ${operations.length} operations succeeded, ${((100 * ok) / operations.length).toFixed(3)} %; ` +
        `asked for is ${100 * fraction} %`,
      first?.index,
    );
  }
  return finder;
}
