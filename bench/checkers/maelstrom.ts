import type { Operation, Verdict } from '../run.ts';
import { contains, subsetSums } from './subset-sums.ts';

/**
 * Maelstrom's own g-counter and pn-counter checker (its `workload/pn_counter.clj`), as lenient as
 * it is: it looks only at final reads that succeeded, so a run without any is valid, and every add
 * that did not end in `ok` may or may not count, even one refused with a definite error.
 */
export function maelstromChecker(operations: readonly Operation[]): Verdict['maelstrom'] {
  let definite = 0;
  const maybe: number[] = [];
  const finalReads: number[] = [];
  for (const { f, outcome, final, value } of operations) {
    if (f === 'add') {
      if (outcome === 'ok') {
        definite += value ?? 0;
      } else {
        maybe.push(value ?? 0);
      }
    } else if (f === 'read' && final && outcome === 'ok') {
      finalReads.push(value ?? Number.NaN);
    }
  }
  const acceptable = subsetSums(definite, maybe);
  return { valid: finalReads.every((value) => contains(acceptable, value)), acceptable, finalReads };
}
