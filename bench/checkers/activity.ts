import type { Operation } from '../run.ts';
import { Finder, type Findings } from './findings.ts';

/**
 * Something was tested: a run in which no operation was made before the final reads, or none of
 * these succeeded, proves nothing and is not valid.
 */
export function activityChecker(operations: readonly Operation[]): Findings {
  const finder = new Finder('activity');
  const main = operations.filter(({ final }) => !final);
  if (main.length === 0) {
    finder.found(() => 'nothing was tested: no operation was made before the final reads');
  } else if (main.every(({ outcome }) => outcome !== 'ok')) {
    finder.found(() => `nothing was tested: none of ${main.length} operations succeeded`, main[0]!.index);
  }
  return finder;
}
