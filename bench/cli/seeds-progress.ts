import type { SeedResult } from '../lockstep/play-seed.ts';
import { LiveLine, type LiveOutput } from './live-line.ts';

/** Shows how far many tests with consecutive seeds are. */
export class SeedsProgress {
  readonly #live: LiveLine;
  readonly #nowMs: () => number;
  readonly #count: number;
  readonly #startedMs: number;
  #done = 0;
  #failed = 0;
  #operations = 0;
  #onTheirOwn = 0;

  constructor(output: LiveOutput, nowMs: () => number, count: number) {
    this.#live = new LiveLine(output, { terminal: 250, plain: 5_000 }, nowMs);
    this.#nowMs = nowMs;
    this.#count = count;
    this.#startedMs = nowMs();
  }

  /** A test is over. */
  done({ exitCode, operations, deterministic }: SeedResult): void {
    this.#done += 1;
    this.#failed += exitCode === 0 ? 0 : 1;
    this.#operations += operations;
    this.#onTheirOwn += deterministic ? 0 : 1;
    this.#live.show(() => this.#text());
  }

  /** Prints something else without mixing it with the line. */
  print(text: string): void {
    this.#live.print(text);
  }

  /** Shows nothing more. */
  stop(): void {
    this.#live.end();
  }

  /** Shows the last line. */
  end(): void {
    const own =
      this.#onTheirOwn > 0 ? `In ${this.#onTheirOwn} of them real time had a say: their replays may differ\n` : '';
    this.#live.end();
    this.#live.print(`${this.#text()}\n${own}`);
  }

  #text(): string {
    const passedMs = Math.max(1, this.#nowMs() - this.#startedMs);
    const perSecond = ((1_000 * this.#done) / passedMs).toFixed(1);
    return (
      `${this.#done} of ${this.#count} runs, ${perSecond} runs/s, ${this.#operations} operations, ` +
      `${this.#failed} failed`
    );
  }
}
