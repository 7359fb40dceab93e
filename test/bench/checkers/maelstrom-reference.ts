import type { Operation, Requirements, Run } from '../../../bench/run.ts';

/**
 * Maelstrom's verdict once more, written down as plainly as its source has it and with nothing of
 * the workbench's, for tests to compare with: `core.clj` composes the checkers, `merge-valid` of
 * `jepsen/checker.clj` makes one verdict of them.
 */
export function maelstromSays(run: Run, availability?: Requirements['availability']): boolean {
  // A node that ends by itself: the process ends with 255 (`db.clj` throws when it tears down).
  if (run.nodes.some(({ crashed }) => crashed !== undefined)) {
    return false;
  }
  const { operations, workload } = run;
  return (
    stats(operations) &&
    available(operations, availability) &&
    (workload === 'echo' ? echoes(operations) : counts(operations))
  );
}

/** `stats` of `jepsen/checker.clj`: `(merge-valid (map :valid? (vals by-f)))`, `(pos? oks)`. */
function stats(operations: readonly Operation[]): boolean {
  const fs = new Set(operations.map(({ f }) => f));
  return [...fs].every((f) => operations.some((operation) => operation.f === f && operation.outcome === 'ok'));
}

/** `availability-checker` of `maelstrom/checker.clj`; `float` is Java's, 32 bits. */
function available(operations: readonly Operation[], availability: Requirements['availability']): boolean {
  const oks = operations.filter(({ outcome }) => outcome === 'ok').length;
  const fraction = operations.length === 0 ? 1 : new Float32Array([oks / operations.length])[0]!;
  return availability === undefined || (availability === 'total' ? fraction === 1 : availability <= fraction);
}

/** `checker` of `workload/echo.clj`: `(not= (:value invoke) (:echo (:value complete)))`. */
function echoes(operations: readonly Operation[]): boolean {
  return operations.every(({ outcome, wrongEcho }) => outcome === 'ok' && wrongEcho === undefined);
}

/** `checker` of `workload/pn_counter.clj`, with the acceptable sums written out one by one. */
function counts(operations: readonly Operation[]): boolean {
  let acceptable = new Set([0]);
  for (const { f, outcome, value } of operations) {
    if (f === 'add') {
      const added = [...acceptable].map((sum) => sum + value!);
      acceptable = new Set(outcome === 'ok' ? added : [...acceptable, ...added]);
    }
  }
  const finalReads = operations.filter(({ f, final, outcome }) => f === 'read' && final && outcome === 'ok');
  return finalReads.every(({ value }) => acceptable.has(value!));
}
