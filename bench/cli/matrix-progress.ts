import { LiveLine, type LiveOutput } from './live-line.ts';

/** Shows how far a matrix is. */
export class MatrixProgress {
  readonly #live: LiveLine;
  readonly #nowMs: () => number;
  readonly #cells: number;
  readonly #runsPerCell: number;
  readonly #startedMs: number;
  #done = 0;
  #failing = 0;

  constructor(output: LiveOutput, nowMs: () => number, cells: number, runsPerCell: number) {
    this.#live = new LiveLine(output, { terminal: 250, plain: 10_000 }, nowMs);
    this.#nowMs = nowMs;
    this.#cells = cells;
    this.#runsPerCell = runsPerCell;
    this.#startedMs = nowMs();
  }

  /** A cell is done; `failed` when one of its runs failed. */
  cellDone(failed: boolean): void {
    this.#done += 1;
    if (failed) {
      this.#failing += 1;
    }
    this.#live.show(() => this.#text());
  }

  /** Shows the last line. */
  end(): void {
    this.#live.print(`${this.#text()}\n`);
  }

  #text(): string {
    const runs = this.#done * this.#runsPerCell;
    const passedMs = Math.max(1, this.#nowMs() - this.#startedMs);
    const left = this.#cells - this.#done;
    const toGo = left === 0 ? `took ${seconds(passedMs)}` : `${seconds((left * passedMs) / this.#done)} to go`;
    return (
      `${this.#done} of ${this.#cells} cells, ${runs} runs, ${Math.round((1_000 * runs) / passedMs)} runs/s, ` +
      `${this.#failing} cells with failures, ${toGo}`
    );
  }
}

function seconds(ms: number): string {
  return ms >= 90_000 ? `${(ms / 60_000).toFixed(1)} min` : `${Math.ceil(ms / 1_000)} s`;
}
