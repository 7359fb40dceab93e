import type { MaelstromVerdict, Operation, Requirements, Run } from '../run.ts';
import { isAvailable } from './availability.ts';
import { echoChecker } from './echo.ts';
import { statsChecker } from './stats.ts';
import { contains, subsetSums } from './subset-sums.ts';

/**
 * Maelstrom's verdict (its `core.clj`: the checkers `perf`, `timeline`, `exceptions`, `stats`,
 * `availability`, `net` and `workload`, composed). The first three and `net` never find anything;
 * a run is valid when all the others say so.
 */
export function maelstromVerdict(run: Run, availability: Requirements['availability']): MaelstromVerdict {
  const { operations, nodes, workload } = run;
  const judged = {
    stats: statsChecker(operations).count === 0,
    availability: isAvailable(operations, availability),
    ...(workload === 'echo'
      ? { workload: echoChecker(operations).count === 0, acceptable: [], finalReads: [] }
      : counterChecker(operations)),
  };
  const hasCrashed = nodes.some(({ crashed }) => crashed !== undefined);
  return { valid: judged.stats && judged.availability && judged.workload && !hasCrashed, ...judged };
}

/**
 * Maelstrom's own g-counter and pn-counter checker (its `workload/pn_counter.clj`), as lenient as
 * it is: it looks only at final reads that succeeded, so a run without any is valid, and every add
 * that did not end in `ok` may or may not count, even one refused with a definite error.
 */
function counterChecker(
  operations: readonly Operation[],
): Pick<MaelstromVerdict, 'workload' | 'acceptable' | 'finalReads'> {
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
  return { workload: finalReads.every((value) => contains(acceptable, value)), acceptable, finalReads };
}
