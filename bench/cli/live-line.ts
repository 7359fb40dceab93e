/** Where progress is shown: a terminal, or whatever the output was redirected to. */
export interface LiveOutput {
  readonly isTTY?: boolean;
  /** Width of a terminal in characters, as it is now. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** The least time between two lines, in milliseconds. */
export interface LiveIntervals {
  readonly terminal: number;
  readonly plain: number;
}

/** Erases what is right of the cursor, and what is below as well. */
const [eraseRight, eraseBelow] = ['\x1b[K', '\x1b[J'];

/**
 * Shows progress: on a terminal one line, or a few, that are written over again and again;
 * elsewhere plain lines, less often.
 */
export class LiveLine {
  readonly #output: LiveOutput;
  readonly #intervalMs: number;
  readonly #nowMs: () => number;
  #shownMs: number;
  /** The lines on the terminal; the cursor is at the end of the last. */
  #lines: readonly string[] = [];

  /** @param nowMs - The present time, in milliseconds from anywhere. */
  constructor(output: LiveOutput, intervalsMs: LiveIntervals, nowMs: () => number = () => performance.now()) {
    this.#output = output;
    this.#intervalMs = output.isTTY ? intervalsMs.terminal : intervalsMs.plain;
    this.#nowMs = nowMs;
    this.#shownMs = nowMs();
  }

  /**
   * Shows a text in place of the last one, unless that is too young.
   *
   * @param text - The text for so many columns; what is longer is cut. Where there is no terminal,
   *   it gets Infinity and is one line.
   */
  show(text: (columns: number) => string): void {
    const nowMs = this.#nowMs();
    if (nowMs - this.#shownMs < this.#intervalMs) {
      return;
    }
    this.#shownMs = nowMs;
    if (!this.#output.isTTY) {
      this.#output.write(`${text(Number.POSITIVE_INFINITY)}\n`);
      return;
    }
    // In the last column, some terminals go on to the next line.
    const columns = this.#columns() - 1;
    const lines = text(columns)
      .split('\n')
      .map((line) => line.slice(0, columns));
    // One write, and nothing erased before its place is written over: nothing flickers.
    this.#output.write(`${this.#toStart()}${lines.join(`${eraseRight}\n`)}${eraseBelow}`);
    this.#lines = lines;
  }

  /** Prints something that stays above the lines; it ends with a line end. */
  print(text: string): void {
    if (!this.#output.isTTY) {
      this.#output.write(text);
      return;
    }
    this.#output.write(`${this.#toStart()}${eraseBelow}${text}${this.#lines.join('\n')}`);
  }

  /** Wipes the lines. */
  end(): void {
    if (this.#output.isTTY) {
      this.#output.write(`${this.#toStart()}${eraseBelow}`);
      this.#lines = [];
    }
  }

  #columns(): number {
    return this.#output.columns || 80;
  }

  /**
   * What moves the cursor to the start of the lines. In a terminal that has become too narrow for
   * them they were wrapped or cut, who knows: they are left, so that nothing above is lost.
   */
  #toStart(): string {
    const columns = this.#columns();
    if (this.#lines.some((line) => line.length >= columns)) {
      this.#lines = [];
      return '\n';
    }
    const up = this.#lines.length - 1;
    return up > 0 ? `\r\x1b[${up}A` : '\r';
  }
}
