import { quantilesOf } from '../quantiles.ts';
import type { Operation } from '../run.ts';
import type { RunningTest } from '../run-test.ts';
import { LiveLine, type LiveOutput } from './live-line.ts';
import { plainProgress, terminalProgress } from './progress-text.ts';

const intervalMs = { terminal: 1_000, plain: 5_000 };

/** Shows how a test goes. Rates and latencies are those since the line before. */
export class TestProgress {
  readonly #line: LiveLine;
  readonly #isTerminal: boolean;
  readonly #isVirtual: boolean;
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;
  #latenciesMs: number[] = [];
  #lastAtMs = 0;
  #lastRoundTrips = 0;

  /** @param isVirtual - Whether the test's time is virtual. */
  constructor(output: LiveOutput, isVirtual: boolean) {
    this.#isVirtual = isVirtual;
    // The timer decides: a line that looked at the clock might find it a bit too early.
    this.#line = new LiveLine(output, { terminal: 0, plain: 0 });
    this.#isTerminal = output.isTTY === true;
    this.#intervalMs = this.#isTerminal ? intervalMs.terminal : intervalMs.plain;
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
    const facts = {
      isVirtual: this.#isVirtual,
      atMs,
      expectedMs: running.expectedMs,
      phase: running.phase(),
      operations,
      opsPerSecond: operations / secondsPassed,
      latencyMs: quantilesOf(this.#latenciesMs),
      roundTrips: roundTrips - this.#lastRoundTrips,
      faults: running.faultsOn().map(({ fault, detail }) => `${fault} ${detail}`),
    };
    this.#latenciesMs = [];
    this.#lastAtMs = atMs;
    this.#lastRoundTrips = roundTrips;
    this.#line.show((columns) => (this.#isTerminal ? terminalProgress(facts, columns) : plainProgress(facts)));
  }
}
