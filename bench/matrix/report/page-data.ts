/** A figure of a cell as the page shows it: text, and a colour. */
export interface Figure {
  readonly text: string;
  /** 0 (good) to 1 (bad); null where there is no such figure. */
  readonly heat: number | null;
}

/** A way to look at the matrix, in words. */
export interface MetricTexts {
  readonly name: string;
  /** What the numbers are. */
  readonly meaning: string;
  /** What the colour of a zero means. */
  readonly zero: string;
  /** What the ends of the other colours mean. */
  readonly from: string;
  readonly to: string;
}

/** Something seen in a cell, in words. */
export interface SeenText {
  readonly name: string;
  readonly meaning: string;
  readonly share: string;
  readonly seed: number;
  /** Repeats it. */
  readonly command: string;
  /** Draws it. */
  readonly explain: string;
}

/** All that the page shows of a cell. */
export interface PageCell {
  /** What names the cell in the page's address, after `#`: design, store and fault set. */
  readonly address: string;
  readonly title: string;
  readonly claim: string;
  /** One for each metric, in their order. */
  readonly figures: readonly Figure[];
  readonly failures: readonly SeenText[];
  readonly breaches: readonly SeenText[];
  /** Names and figures. */
  readonly facts: readonly (readonly [string, string])[];
}

/** The data of the page's script. */
export interface PageData {
  readonly metrics: readonly MetricTexts[];
  /** Cells in a row of the table. */
  readonly columns: number;
  /** In the order of the table: by design, then store, then faults. */
  readonly cells: readonly PageCell[];
}
