import type { ProgressOutput } from '../cli/test-progress.ts';

const plainIntervalMs = 5_000;

/** Shows what is being measured: on a terminal one line that is rewritten, elsewhere a plain line every few seconds. */
export class ProgressLine {
  readonly #output: ProgressOutput;
  #shownMs = Number.NEGATIVE_INFINITY;

  constructor(output: ProgressOutput) {
    this.#output = output;
  }

  show(text: string): void {
    if (this.#output.isTTY) {
      this.#output.write(`\r\x1b[2K${text.slice(0, (this.#output.columns ?? 80) - 1)}`);
    } else if (performance.now() - this.#shownMs >= plainIntervalMs) {
      this.#shownMs = performance.now();
      this.#output.write(`${text}\n`);
    }
  }

  /** Wipes the line. */
  stop(): void {
    if (this.#output.isTTY) {
      this.#output.write('\r\x1b[2K');
    }
  }
}
