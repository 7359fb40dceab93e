import type { Cell } from './cell.ts';
import { breachKinds, failureKinds, type Kind } from './failure.ts';
import type { Observation } from './observe.ts';
import type { ReadFreshness } from './read-freshness.ts';

/**
 * How many runs of a cell showed something, and the first of them; one that `simulate` calls
 * invalid too, if there is one.
 */
export interface Seen {
  readonly kind: Kind;
  readonly runs: number;
  readonly seed: number;
}

/** What the runs of a cell show. */
export interface CellResult extends Cell {
  readonly runs: number;
  /** Runs that failed, whatever is promised. */
  readonly failed: number;
  /** Runs that broke the design's promise, by failing or by a read; null when it makes none. */
  readonly broken: number | null;
  /** How runs failed, the commonest first; a run can count in several. */
  readonly failures: readonly Seen[];
  /** How they broke what is promised about reads, the commonest first. */
  readonly breaches: readonly Seen[];
  readonly operations: number;
  readonly ok: number;
  readonly serverMessages: number;
  readonly kvRoundTrips: number;
  readonly freshness: ReadFreshness;
}

/** Adds up the runs of a cell. */
export function tally(cell: Cell, makesPromise: boolean, runs: readonly Observation[]): CellResult {
  const sum = (of: (run: Observation) => number) => runs.reduce((total, run) => total + of(run), 0);
  const max = (of: (run: Observation) => number) => runs.reduce((most, run) => Math.max(most, of(run)), 0);
  const seen = <K extends Kind>(kinds: readonly K[], of: (run: Observation) => readonly K[]) =>
    kinds
      .map((kind) => ({ kind, shown: runs.filter((run) => of(run).includes(kind)) }))
      .filter(({ shown }) => shown.length > 0)
      .map(({ kind, shown }) => ({
        kind,
        runs: shown.length,
        seed: (shown.find(({ valid }) => !valid) ?? shown[0]!).seed,
      }))
      .sort((a, b) => b.runs - a.runs);
  const isBroken = ({ failures, breaches }: Observation) => failures.length + breaches.length > 0;
  return {
    ...cell,
    runs: runs.length,
    failed: runs.filter(({ failures }) => failures.length > 0).length,
    broken: makesPromise ? runs.filter(isBroken).length : null,
    failures: seen(failureKinds, ({ failures }) => failures),
    breaches: seen(breachKinds, ({ breaches }) => breaches),
    operations: sum(({ operations }) => operations),
    ok: sum(({ ok }) => ok),
    serverMessages: sum(({ serverMessages }) => serverMessages),
    kvRoundTrips: sum(({ kvRoundTrips }) => kvRoundTrips),
    freshness: {
      reads: sum(({ freshness }) => freshness.reads),
      fresh: sum(({ freshness }) => freshness.fresh),
      missingSum: sum(({ freshness }) => freshness.missingSum),
      missingMax: max(({ freshness }) => freshness.missingMax),
      ageSumMs: sum(({ freshness }) => freshness.ageSumMs),
      ageMaxMs: max(({ freshness }) => freshness.ageMaxMs),
    },
  };
}

/** Whether a design failed where it claims that it doesn't. */
export function breaksClaim({ notClaimed, broken }: CellResult): boolean {
  return notClaimed === undefined && broken !== null && broken > 0;
}
