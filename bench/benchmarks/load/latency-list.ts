import type { LoadLatencies } from './load-spec.ts';

/** Gathers latencies, a bounded number of them: what comes after the first {@link latenciesMax} is left out. */
export class LatencyList {
  readonly #ms: number[] = [];

  push(latencyMs: number): void {
    if (this.#ms.length < latenciesMax) {
      this.#ms.push(latencyMs);
    }
  }

  /** Percentiles of the nearest rank. */
  summary(): LoadLatencies {
    const sorted = Float64Array.from(this.#ms).sort();
    const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
    return { count: sorted.length, p50Ms: rank(0.5), p99Ms: rank(0.99), maxMs: rank(1) };
  }
}

/** Enough for any percentile asked for here. */
export const latenciesMax = 1_000_000;
