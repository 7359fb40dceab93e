import type { ProgressOutput } from '../cli/test-progress.ts';

/** How often progress is shown, in milliseconds. */
const intervalMs = { terminal: 250, plain: 10_000 };

/** Shows how far a matrix is: on a terminal one line, rewritten; elsewhere a plain line now and then. */
export class MatrixProgress {
  readonly #output: ProgressOutput;
  readonly #nowMs: () => number;
  readonly #cells: number;
  readonly #runsPerCell: number;
  readonly #startedMs: number;
  #shownMs: number;
  #done = 0;
  #failing = 0;

  constructor(output: ProgressOutput, nowMs: () => number, cells: number, runsPerCell: number) {
    this.#output = output;
    this.#nowMs = nowMs;
    this.#cells = cells;
    this.#runsPerCell = runsPerCell;
    this.#startedMs = nowMs();
    this.#shownMs = this.#startedMs;
  }

  /** A cell is done; `failed` when one of its runs failed. */
  cellDone(failed: boolean): void {
    this.#done += 1;
    if (failed) {
      this.#failing += 1;
    }
    const { isTTY, columns = 80 } = this.#output;
    const nowMs = this.#nowMs();
    if (nowMs - this.#shownMs < (isTTY ? intervalMs.terminal : intervalMs.plain)) {
      return;
    }
    this.#shownMs = nowMs;
    this.#output.write(isTTY ? `\r\x1b[2K${this.#line(nowMs).slice(0, columns - 1)}` : `${this.#line(nowMs)}\n`);
  }

  /** Shows the last line. */
  end(): void {
    this.#output.write(`${this.#output.isTTY ? '\r\x1b[2K' : ''}${this.#line(this.#nowMs())}\n`);
  }

  #line(nowMs: number): string {
    const runs = this.#done * this.#runsPerCell;
    const passedMs = Math.max(1, nowMs - this.#startedMs);
    const left = this.#cells - this.#done;
    const toGo = left === 0 ? `took ${seconds(passedMs)}` : `${seconds((left * passedMs) / this.#done)} to go`;
    return `${this.#done} of ${this.#cells} cells, ${runs} runs, ${Math.round((1_000 * runs) / passedMs)} runs/s, ${this.#failing} cells with failures, ${toGo}`;
  }
}

function seconds(ms: number): string {
  return ms >= 90_000 ? `${(ms / 60_000).toFixed(1)} min` : `${Math.ceil(ms / 1_000)} s`;
}
