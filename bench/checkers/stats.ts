import type { Operation } from '../run.ts';
import { Finder, type Findings } from './findings.ts';
import { errorText, named } from './operation-text.ts';

/**
 * Each kind of operation that occurs succeeded at least once, final reads included: Jepsen's
 * `stats` checker (`jepsen/checker.clj`), which Maelstrom composes with the others.
 */
export function statsChecker(operations: readonly Operation[]): Findings {
  const finder = new Finder('stats');
  for (const [f, { first, count }] of neverOk(operations)) {
    const { error } = first;
    const why = error === undefined ? '' : `, which ended in ${errorText(error)}`;
    finder.found(
      () => `no ${f} of ${count} succeeded, and one is required; the first was ${named(first)}${why}`,
      first.index,
    );
  }
  return finder;
}

function neverOk(operations: readonly Operation[]): Map<string, { readonly first: Operation; count: number }> {
  const never = new Map<string, { readonly first: Operation; count: number }>();
  const succeeded = new Set<string>();
  for (const operation of operations) {
    const { f, outcome } = operation;
    if (outcome === 'ok') {
      succeeded.add(f);
    }
    const seen = never.get(f);
    if (seen === undefined) {
      never.set(f, { first: operation, count: 1 });
    } else {
      seen.count += 1;
    }
  }
  for (const f of succeeded) {
    never.delete(f);
  }
  return never;
}
