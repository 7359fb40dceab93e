import { designs } from '../designs/designs.ts';
import { simulate } from '../simulator/simulate.ts';
import { type Cell, optionsOf } from './cell.ts';
import { breachesOf, failuresOf } from './classify.ts';
import type { BreachKind, FailureKind } from './failure.ts';
import { type ReadFreshness, readFreshness } from './read-freshness.ts';
import { storedTotal } from './stored-total.ts';

/** What one run shows of a design. */
export interface Observation {
  readonly seed: number;
  /** Whether `simulate`, which holds the design to its promise, calls the run valid. */
  readonly valid: boolean;
  /** How it failed, whatever is promised; empty when it did not. */
  readonly failures: readonly FailureKind[];
  /** How it broke what is promised about reads. */
  readonly breaches: readonly BreachKind[];
  readonly operations: number;
  readonly ok: number;
  /**
   * Messages between nodes, and between nodes and the store, both ways, as Maelstrom counts them.
   */
  readonly serverMessages: number;
  readonly kvRoundTrips: number;
  readonly freshness: ReadFreshness;
}

/** Runs one seed of a cell. */
export function observe(cell: Cell, seed: number): Observation {
  const { run, verdict, store } = simulate(seed, optionsOf(cell));
  const { operations, net } = run;
  const usesStore = designs.get(cell.design)!.promises?.store !== 'none';
  const stored = usesStore
    ? storedTotal(
        store,
        run.nodes.map(({ id }) => id),
      )
    : undefined;
  return {
    seed,
    valid: verdict.valid,
    failures: failuresOf(run, stored),
    breaches: breachesOf(verdict),
    operations: operations.length,
    ok: operations.reduce((count, { outcome }) => count + (outcome === 'ok' ? 1 : 0), 0),
    serverMessages: net.server,
    kvRoundTrips: net.kvRoundTrips,
    freshness: readFreshness(operations),
  };
}
