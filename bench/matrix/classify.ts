import { contains, subsetSums } from '../checkers/subset-sums.ts';
import type { Run, Verdict } from '../run.ts';
import { type BreachKind, breachKinds, type FailureKind, failureKinds } from './failure.ts';
import type { StoredTotal } from './stored-total.ts';

/**
 * How a run failed, worst first; empty when it did not. The run is held to what Maelstrom means,
 * not to what the design promises: no node crashes or is muted, every client gets a final read, and
 * each final read and the store itself are the sum of the acknowledged adds and some of those in
 * doubt.
 *
 * A history alone can't tell a stale final read from a lost add: both are too low. What the store
 * really holds can: when it holds more, the read was stale. Without a store nothing can be stale
 * once all faults are over.
 */
export function failuresOf(run: Run, stored: StoredTotal | undefined): readonly FailureKind[] {
  const found = new Set<FailureKind>();
  if (run.nodes.some(({ crashed }) => crashed !== undefined)) {
    found.add('crashed');
  }
  if (run.nodes.some(({ muted }) => muted !== undefined)) {
    found.add('muted');
  }
  let acknowledged = 0;
  const inDoubt: number[] = [];
  const answered = new Set<number>();
  const finals: number[] = [];
  for (const { f, outcome, value, final, worker } of run.operations) {
    if (f === 'add' && outcome === 'ok') {
      acknowledged += value!;
    }
    if (f === 'add' && outcome === 'info') {
      inDoubt.push(value!);
    }
    if (!final || outcome !== 'ok') {
      continue;
    }
    answered.add(worker);
    finals.push(value!);
  }
  if (answered.size < run.concurrency) {
    found.add('stuck');
  }

  const possible = subsetSums(acknowledged, inDoubt);
  // A sum that is high enough, but that no adds in doubt make, has something in it that must not be
  // there.
  const wrong = (value: number): FailureKind => {
    if (value >= acknowledged) {
      return 'doubled-add';
    }
    return stored?.isShared ? 'lost-update' : 'lost-add';
  };
  if (stored !== undefined && !contains(possible, stored.total)) {
    found.add(wrong(stored.total));
  }
  for (const value of finals) {
    if (contains(possible, value)) {
      continue;
    }
    found.add(stored !== undefined && value < stored.total ? 'stale-final' : wrong(value));
  }
  return failureKinds.filter((kind) => found.has(kind));
}

/** How a run broke what its design promises about reads, by the verdict on it. */
export function breachesOf({ violations }: Verdict): readonly BreachKind[] {
  const checkers = new Set(violations.map(({ checker }) => checker));
  return breachKinds.filter((kind) => checkers.has(checkerOf[kind]));
}

const checkerOf: Readonly<Record<BreachKind, string>> = {
  'phantom-read': 'phantom',
  diverged: 'converged',
  'backward-read': 'monotone',
  'stale-read': 'fresh',
  'not-linearizable': 'linearizable',
};
