import { quantilesOf } from '../quantiles.ts';
import type { Operation, Outcome, Run } from '../run.ts';

/**
 * Latencies of successful operations in milliseconds, by nearest rank; null when there were none.
 */
export interface Latencies {
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

/** How many operations there were, how they ended, and how long the successful ones took. */
export interface OperationStatistics extends Latencies {
  readonly count: number;
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
}

/** The figures of a run. */
export interface Statistics {
  readonly all: OperationStatistics;
  /** By `add`, `read` or `echo`; only those that occur. */
  readonly byF: Readonly<Record<string, OperationStatistics>>;
  /** By node id, then by f. */
  readonly byNode: Readonly<Record<string, Readonly<Record<string, OperationStatistics>>>>;
  /**
   * Successful operations per second, without the final reads and the recovery before them; null
   * when they took no time.
   */
  readonly okPerSecond: number | null;
  /**
   * Messages in which no client takes part, per operation, as Maelstrom counts them; null without
   * operations.
   */
  readonly serverMessagesPerOperation: number | null;
  /** Requests that a service answered, per operation; null without operations. */
  readonly kvRoundTripsPerOperation: number | null;
}

/** The figures of `run`. O(n log n) for the percentiles. */
export function statistics(run: Run): Statistics {
  const { operations, net } = run;
  const all = new Tally();
  const byF = new Map<string, Tally>();
  const byNode = new Map<string, Map<string, Tally>>();
  let ok = 0;
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (const operation of operations) {
    all.count(operation);
    entry(byF, operation.f, () => new Tally()).count(operation);
    entry(
      entry(byNode, operation.node, () => new Map<string, Tally>()),
      operation.f,
      () => new Tally(),
    ).count(operation);
    if (operation.final) {
      continue;
    }
    fromMs = Math.min(fromMs, operation.invokedMs);
    if (operation.outcome !== 'ok') {
      continue;
    }
    ok += 1;
    toMs = Math.max(toMs, operation.completedMs);
  }
  return {
    all: all.statistics(),
    byF: sealed(byF),
    byNode: Object.fromEntries([...byNode].sort(byKey).map(([node, tallies]) => [node, sealed(tallies)])),
    okPerSecond: toMs > fromMs ? (1000 * ok) / (toMs - fromMs) : null,
    serverMessagesPerOperation: operations.length === 0 ? null : net.server / operations.length,
    kvRoundTripsPerOperation: operations.length === 0 ? null : net.kvRoundTrips / operations.length,
  };
}

class Tally {
  readonly #outcomes: Record<Outcome, number> = { ok: 0, fail: 0, info: 0 };
  readonly #latencies: number[] = [];

  count({ outcome, invokedMs, completedMs }: Operation): void {
    this.#outcomes[outcome] += 1;
    if (outcome === 'ok') {
      this.#latencies.push(completedMs - invokedMs);
    }
  }

  statistics(): OperationStatistics {
    const { ok, fail, info } = this.#outcomes;
    const quantile = quantilesOf(this.#latencies);
    return {
      count: ok + fail + info,
      ok,
      fail,
      info,
      p50Ms: quantile(0.5),
      p95Ms: quantile(0.95),
      p99Ms: quantile(0.99),
      maxMs: quantile(1),
    };
  }
}

function sealed(tallies: ReadonlyMap<string, Tally>): Record<string, OperationStatistics> {
  return Object.fromEntries([...tallies].sort(byKey).map(([name, tally]) => [name, tally.statistics()]));
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0].localeCompare(b[0], 'en', { numeric: true });
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) {
    return known;
  }
  const made = make();
  map.set(key, made);
  return made;
}
