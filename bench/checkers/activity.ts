import type { Operation } from '../run.ts';
import { Finder, type Findings } from './findings.ts';

/**
 * Something happened: a run without operations, or in which none succeeded, proves nothing and is
 * not valid.
 */
export function activityChecker(operations: readonly Operation[]): Findings {
  const finder = new Finder('activity');
  if (operations.length === 0) {
    finder.found(() => 'no operation was run, so nothing is shown');
  } else if (operations.every(({ outcome }) => outcome !== 'ok')) {
    finder.found(() => `none of ${operations.length} operations succeeded, so nothing is shown`, 0);
  }
  return finder;
}
