import { quantilesOf } from '../../../quantiles.ts';
import type { LoadLatencies } from './load-spec.ts';

/**
 * Collects latencies, a bounded number: those after the first {@link latenciesMax} are left out.
 */
export class LatencyList {
  readonly #ms: number[] = [];

  push(latencyMs: number): void {
    if (this.#ms.length < latenciesMax) {
      this.#ms.push(latencyMs);
    }
  }

  /** Percentiles of the nearest rank. */
  summary(): LoadLatencies {
    const quantile = quantilesOf(this.#ms);
    return { count: this.#ms.length, p50Ms: quantile(0.5), p99Ms: quantile(0.99), maxMs: quantile(1) };
  }
}

/** Enough for every percentile used here. */
export const latenciesMax = 1_000_000;
