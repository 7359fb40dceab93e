import { cellsOf } from '../../../bench/matrix/cell.ts';
import type { Kind } from '../../../bench/matrix/failure.ts';
import { faultSets } from '../../../bench/matrix/fault-sets.ts';
import type { Matrix } from '../../../bench/matrix/matrix.ts';
import type { Observation } from '../../../bench/matrix/observe.ts';
import { tally } from '../../../bench/matrix/tally.ts';
import type { StoreModel } from '../../../bench/services/store-models.ts';

const fresh = { reads: 10, fresh: 10, missingSum: 0, missingMax: 0, ageSumMs: 0, ageMaxMs: 0 };

/** What a run with this seed showed. */
export function observation(seed: number, ...kinds: readonly Kind[]): Observation {
  const isBreach = (kind: Kind) => kind.endsWith('read') || kind === 'not-linearizable';
  return {
    seed,
    valid: kinds.length === 0,
    failures: kinds.filter((kind) => !isBreach(kind)) as Observation['failures'],
    breaches: kinds.filter(isBreach) as Observation['breaches'],
    operations: 15,
    ok: 15,
    serverMessages: 30,
    kvRoundTrips: 15,
    freshness: fresh,
  };
}

const designNames = ['read-modify-write', 'cas-loop', 'sluice-cas'];
/**
 * A made-up matrix: cas-loop ends wrong in one of four runs on seq-kv and breaks its promise in
 * another.
 */
export function madeUp(stores: readonly StoreModel[], broken = false): Matrix {
  const cells = cellsOf(designNames, stores, faultSets);
  const results = cells.map((cell) =>
    tally(cell, cell.design !== 'read-modify-write', [
      observation(1),
      observation(2, ...(cell.design === 'cas-loop' ? (['stale-read'] as const) : [])),
      observation(3, ...(cell.design === 'cas-loop' ? (['stale-final', 'stale-read'] as const) : [])),
      observation(4, ...(cell.design === 'sluice-cas' && broken ? (['lost-add'] as const) : [])),
    ]),
  );
  return { designs: designNames, stores, faultSets, firstSeed: 1, runs: 4, results };
}
