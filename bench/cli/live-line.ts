/** Where progress is shown: a terminal, or whatever the output was redirected to. */
export interface LiveOutput {
  readonly isTTY?: boolean;
  /** Width of a terminal in characters; a line that wrapped could not be rewritten. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** The least time between two lines, in milliseconds. */
export interface LiveIntervals {
  readonly terminal: number;
  readonly plain: number;
}

const wipe = '\r\x1b[2K';

/** Shows progress: on a terminal one line that is rewritten, elsewhere plain lines, less often. */
export class LiveLine {
  readonly #output: LiveOutput;
  readonly #intervalMs: number;
  readonly #nowMs: () => number;
  #shownMs: number;

  /** @param nowMs - The present time, in milliseconds from anywhere. */
  constructor(output: LiveOutput, intervalsMs: LiveIntervals, nowMs: () => number = () => performance.now()) {
    this.#output = output;
    this.#intervalMs = output.isTTY ? intervalsMs.terminal : intervalsMs.plain;
    this.#nowMs = nowMs;
    this.#shownMs = nowMs();
  }

  /** Shows a line in place of the last one, unless that is too young. */
  show(line: () => string): void {
    const nowMs = this.#nowMs();
    if (nowMs - this.#shownMs >= this.#intervalMs) {
      this.#shownMs = nowMs;
      const { isTTY, columns = 80 } = this.#output;
      this.#output.write(isTTY ? `${wipe}${line().slice(0, columns - 1)}` : `${line()}\n`);
    }
  }

  /** Prints something that stays, without mixing it with the line. */
  print(text: string): void {
    this.#output.write(`${this.#output.isTTY ? wipe : ''}${text}`);
  }

  /** Wipes the line. */
  end(): void {
    if (this.#output.isTTY) {
      this.#output.write(wipe);
    }
  }
}
