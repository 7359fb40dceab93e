import { type Quantiles, quantilesOf } from '../quantiles.ts';
import type { Operation } from '../run.ts';
import type { RunningTest } from '../run-test.ts';
import { LiveLine, type LiveOutput } from './live-line.ts';

const intervalMs = { terminal: 1_000, plain: 5_000 };

/** Shows how a test goes. Rates and latencies are those since the line before. */
export class TestProgress {
  readonly #line: LiveLine;
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;
  #latenciesMs: number[] = [];
  #lastAtMs = 0;
  #lastRoundTrips = 0;

  constructor(output: LiveOutput) {
    // The timer decides: a line that looked at the clock might find it a bit too early.
    this.#line = new LiveLine(output, { terminal: 0, plain: 0 });
    this.#intervalMs = output.isTTY ? intervalMs.terminal : intervalMs.plain;
  }

  /** Begins to show this test. */
  watch(running: RunningTest): void {
    this.#timer = setInterval(() => this.#show(running), this.#intervalMs);
    this.#timer.unref();
  }

  /** To be called with each operation that completes. */
  completed(operation: Operation): void {
    this.#latenciesMs.push(operation.completedMs - operation.invokedMs);
  }

  /** Prints something else without mixing it with the line. */
  print(text: string): void {
    this.#line.print(text);
  }

  /** Shows nothing more. */
  stop(): void {
    clearInterval(this.#timer);
    this.#line.end();
  }

  #show(running: RunningTest): void {
    const atMs = running.sinceStartMs();
    const roundTrips = running.net.kvRoundTrips;
    const operations = this.#latenciesMs.length;
    const secondsPassed = Math.max(1, atMs - this.#lastAtMs) / 1_000;
    const line = progressLine({
      atMs,
      phase: running.phase(),
      operations,
      opsPerSecond: operations / secondsPassed,
      latencyMs: quantilesOf(this.#latenciesMs),
      roundTrips: roundTrips - this.#lastRoundTrips,
      faults: running.faultsOn().map(({ fault, detail }) => `${fault} ${detail}`),
    });
    this.#latenciesMs = [];
    this.#lastAtMs = atMs;
    this.#lastRoundTrips = roundTrips;
    this.#line.show(() => line);
  }
}

/** What a progress line says. */
export interface ProgressFacts {
  readonly atMs: number;
  readonly phase: string;
  /** Operations since the last line, and the quantiles of their latencies. */
  readonly operations: number;
  readonly opsPerSecond: number;
  readonly latencyMs: Quantiles;
  /** Key-value round trips since the last line. */
  readonly roundTrips: number;
  readonly faults: readonly string[];
}

/** The progress line, without a line end. */
export function progressLine(facts: ProgressFacts): string {
  const at = `${(facts.atMs / 1_000).toFixed(0).padStart(4)} s`;
  const quantile = (share: number) => (facts.latencyMs(share) ?? 0).toFixed(1);
  const figures =
    facts.operations === 0
      ? (phaseWords[facts.phase] ?? facts.phase)
      : `${Math.round(facts.opsPerSecond)} op/s   p50 ${quantile(0.5)} ms   p99 ${quantile(0.99)} ms   ` +
        `${(facts.roundTrips / facts.operations).toFixed(2)} KV round trips/op`;
  return `${at}   ${figures}${facts.faults.length > 0 ? `   [${facts.faults.join('; ')}]` : ''}`;
}

const phaseWords: Readonly<Record<string, string>> = {
  starting: 'starting the nodes',
  main: 'no operation completed',
  healing: 'healing; waiting for open operations and nodes',
  recovery: 'recovery pause',
  final: 'final reads',
  ending: 'nodes leave',
};
