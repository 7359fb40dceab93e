import type { Operation } from '../run.ts';
import type { RunningTest } from '../run-test.ts';

/** Where progress is shown: a terminal, or whatever the output was redirected to. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  /** Width of a terminal in characters; a line that wrapped could not be rewritten. */
  readonly columns?: number;
  write(text: string): unknown;
}

const liveIntervalMs = 1_000;
const plainIntervalMs = 5_000;

/**
 * Shows how a run goes: on a terminal one line, rewritten every second; elsewhere a plain line every few seconds. Rates and
 * latencies are those since the line before.
 */
export class Progress {
  readonly #output: ProgressOutput;
  #timer: NodeJS.Timeout | undefined;
  #latenciesMs: number[] = [];
  #lastAtMs = 0;
  #lastRoundTrips = 0;

  constructor(output: ProgressOutput) {
    this.#output = output;
  }

  /** Begins to show this run. */
  watch(running: RunningTest): void {
    this.#timer = setInterval(() => this.#show(running), this.#output.isTTY ? liveIntervalMs : plainIntervalMs);
    this.#timer.unref();
  }

  /** To be told of each operation that completes. */
  completed(operation: Operation): void {
    this.#latenciesMs.push(operation.completedMs - operation.invokedMs);
  }

  /** Prints something else without mixing it with the line. */
  print(text: string): void {
    this.#output.write(`${this.#output.isTTY ? '\r\x1b[2K' : ''}${text}`);
  }

  /** Shows nothing more. */
  stop(): void {
    clearInterval(this.#timer);
    this.print('');
  }

  #show(running: RunningTest): void {
    const atMs = running.sinceStartMs();
    const roundTrips = running.net.kvRoundTrips;
    const latenciesMs = Float64Array.from(this.#latenciesMs).sort();
    const secondsPassed = Math.max(1, atMs - this.#lastAtMs) / 1_000;
    const line = progressLine({
      atMs,
      phase: running.phase(),
      opsPerSecond: latenciesMs.length / secondsPassed,
      latenciesMs,
      roundTrips: roundTrips - this.#lastRoundTrips,
      faults: running.faultsOn().map(({ fault, detail }) => `${fault} ${detail}`),
    });
    this.#latenciesMs = [];
    this.#lastAtMs = atMs;
    this.#lastRoundTrips = roundTrips;
    this.#output.write(
      this.#output.isTTY ? `\r\x1b[2K${line.slice(0, (this.#output.columns ?? 80) - 1)}` : `${line}\n`,
    );
  }
}

/** What a progress line tells. */
export interface ProgressFacts {
  readonly atMs: number;
  readonly phase: string;
  readonly opsPerSecond: number;
  /** Of the operations since the last line, ascending. */
  readonly latenciesMs: Float64Array;
  /** Key-value round trips since the last line. */
  readonly roundTrips: number;
  readonly faults: readonly string[];
}

/** The progress line, without a line end. */
export function progressLine(facts: ProgressFacts): string {
  const { latenciesMs } = facts;
  const at = `${(facts.atMs / 1_000).toFixed(0).padStart(4)} s`;
  const quantile = (share: number) =>
    (latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))] ?? 0).toFixed(1);
  const figures =
    latenciesMs.length === 0
      ? (phaseWords[facts.phase] ?? facts.phase)
      : `${Math.round(facts.opsPerSecond)} op/s   p50 ${quantile(0.5)} ms   p99 ${quantile(0.99)} ms   ` +
        `${(facts.roundTrips / latenciesMs.length).toFixed(2)} KV round trips/op`;
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
