import type { Violation } from '../run.ts';

/** Violations kept in full by one checker, and shown in a verdict; the rest are only counted. */
export const violationsMax = 20;

/** What one checker found: the first {@link violationsMax} violations, and how many there were in all. */
export interface Findings {
  readonly violations: readonly Violation[];
  readonly count: number;
}

/** Gathers the violations of one checker; sentences are only made for those that are kept. */
export class Finder implements Findings {
  readonly violations: Violation[] = [];
  count = 0;
  readonly #checker: string;

  constructor(checker: string) {
    this.#checker = checker;
  }

  /** Counts a violation, seen in the operation with index `operation` when there is one; `times` over, when one sentence tells of several. */
  found(message: () => string, operation?: number, times = 1): void {
    this.count += times;
    if (this.violations.length >= violationsMax) {
      return;
    }
    const violation = { checker: this.#checker, message: message() };
    this.violations.push(operation === undefined ? violation : { ...violation, operation });
  }
}

/**
 * The violations to show of several checkers: at most {@link violationsMax}, an equal share for each checker that has
 * any, in the order the checkers are given, so that one that fires at everything does not hide the others.
 */
export function shared(all: readonly Findings[]): readonly Violation[] {
  const shares = all.map(() => 0);
  for (let left = violationsMax, gave = true; left > 0 && gave; ) {
    gave = false;
    for (const [i, { violations }] of all.entries()) {
      if (left === 0 || shares[i]! >= violations.length) {
        continue;
      }
      shares[i]! += 1;
      left -= 1;
      gave = true;
    }
  }
  return all.flatMap(({ violations }, i) => violations.slice(0, shares[i]));
}
