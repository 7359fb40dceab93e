import type { Operation, Requirements } from '../run.ts';
import { Finder, type Findings } from './findings.ts';

/**
 * Whether the share of operations that succeeded is at least the required one; `total` requires all
 * of them. All operations count, reads and adds alike, final reads included. Maelstrom compares the
 * share in single precision (its `checker.clj`), so 9 of 10 are less than 0.9 to it; here they must
 * be enough both ways.
 */
export function isAvailable(operations: readonly Operation[], availability: Requirements['availability']): boolean {
  if (availability === undefined || operations.length === 0) {
    return true;
  }
  const ok = okCount(operations);
  if (availability === 'total') {
    return ok === operations.length;
  }
  return ok >= availability * operations.length && Math.fround(ok / operations.length) >= availability;
}

/** The share of operations that succeeded is at least the required one, see {@link isAvailable}. */
export function availabilityChecker(
  operations: readonly Operation[],
  availability: Requirements['availability'],
): Findings {
  const finder = new Finder('availability');
  if (availability === undefined || isAvailable(operations, availability)) {
    return finder;
  }
  const ok = okCount(operations);
  const required = 100 * (availability === 'total' ? 1 : availability);
  const share = (100 * ok) / operations.length;
  const rounding = share >= required ? ', and in Maelstrom’s rounding this is less' : '';
  finder.found(
    () =>
      `${ok} of ${operations.length} operations succeeded, ${share.toFixed(3)} %; wanted is ${required} %${rounding}`,
    operations.find(({ outcome }) => outcome !== 'ok')?.index,
  );
  return finder;
}

function okCount(operations: readonly Operation[]): number {
  return operations.reduce((count, { outcome }) => count + (outcome === 'ok' ? 1 : 0), 0);
}
