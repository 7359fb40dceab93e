import type { Violation } from '../run.ts';

/**
 * Violations that one checker keeps in full, and that a verdict shows; the rest are only counted.
 */
export const violationsMax = 20;

/**
 * The result of one checker: the first {@link violationsMax} violations, and how many there were in
 * all.
 */
export interface Findings {
  readonly violations: readonly Violation[];
  readonly count: number;
}

/** Collects the violations of one checker. Sentences are only made for those that are kept. */
export class Finder implements Findings {
  readonly violations: Violation[] = [];
  count = 0;
  readonly #checker: string;

  constructor(checker: string) {
    this.#checker = checker;
  }

  /**
   * Counts a violation, seen in the operation with index `operation` if there is one; `times` over
   * when one sentence describes several.
   */
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
 * The violations of several checkers to show: at most {@link violationsMax}, an equal share for
 * each checker that has any, in the order of the checkers, so that one that rejects everything
 * doesn't hide the others.
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
