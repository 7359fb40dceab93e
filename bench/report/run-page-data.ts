/** How the operations that are drawn were chosen from all. */
export interface SelectionCounts {
  /** Operations that did not end in `ok`, and how many of these are drawn. */
  readonly notOk: number;
  readonly notOkDrawn: number;
  /** Successful reads outside their bounds, and how many of these are drawn. */
  readonly outOfBounds: number;
  readonly outOfBoundsDrawn: number;
  /** One in this many of the others is drawn, besides the extremes; 1 for all. */
  readonly oneIn: number;
}

/**
 * A run cut into equal spans of time. Every array has one item a bucket; bucket i begins at i ×
 * widthMs. Made from all operations.
 */
export interface TimeBuckets {
  readonly widthMs: number;
  /** Completions by outcome. */
  readonly ok: readonly number[];
  readonly fail: readonly number[];
  readonly info: readonly number[];
  /**
   * Latency of the successful operations invoked in the bucket, in milliseconds; null when there
   * were none.
   */
  readonly p50Ms: readonly (number | null)[];
  readonly p99Ms: readonly (number | null)[];
  /**
   * Of the successful reads invoked in the bucket: the lowest lower bound, the highest upper bound,
   * and the widest gap between the two.
   */
  readonly lowest: readonly (number | null)[];
  readonly highest: readonly (number | null)[];
  readonly widest: readonly (number | null)[];
}

/** A fault and the time it was on. */
export interface PlotFault {
  readonly fault: string;
  /** What exactly, for people. */
  readonly detail: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The operations drawn, as columns of integers: half the size of objects, and fast to scan. */
export interface PointColumns {
  /** Index of the operation, less that of the one before. */
  readonly index: readonly number[];
  /** Invocation in microseconds since the run began, less that of the one before. */
  readonly invokedUs: readonly number[];
  readonly latencyUs: readonly number[];
  /** Position in {@link PlotData.kinds}. */
  readonly kind: readonly number[];
  /** Position in {@link PlotData.nodes}. */
  readonly node: readonly number[];
  /** Position in {@link PlotData.clients}. */
  readonly client: readonly number[];
  readonly value: readonly (number | null)[];
  /**
   * For successful reads the answer less its lower bound, and the upper bound less the lower; null
   * for others.
   */
  readonly aboveLowest: readonly (number | null)[];
  readonly room: readonly (number | null)[];
  /** What a ring is to say of it: see {@link Mark}. */
  readonly mark: readonly Mark[];
}

/**
 * What is to be seen at an operation: 0 nothing; 1 it counts against the run in the verdict (a full
 * ring); 2 its answer is out of bounds, but nothing that the node is held to forbids that (hollow
 * and grey).
 */
export type Mark = 0 | 1 | 2;

/**
 * All that the page's script draws. Times are milliseconds since the run began, unless a name says
 * otherwise.
 */
export interface PlotData {
  readonly endMs: number;
  /** When the first final read was invoked; null when there was none. */
  readonly finalMs: number | null;
  readonly total: number;
  readonly nodes: readonly string[];
  readonly clients: readonly string[];
  /** What an operation is and how it ended. */
  readonly kinds: readonly { readonly f: string; readonly outcome: string; readonly final: boolean }[];
  readonly points: PointColumns;
  readonly selection: SelectionCounts;
  /** How many of the operations drawn have mark 1 and mark 2. */
  readonly marked: { readonly counted: number; readonly uncounted: number };
  /** Errors of drawn operations that have one, by operation index. */
  readonly errors: Readonly<Record<string, string>>;
  /** Checker and message of the violations listed, by operation index. */
  readonly violations: Readonly<Record<string, string>>;
  readonly buckets: TimeBuckets;
  /**
   * Key-value round trips per completed operation, between one sample and the next; null when none
   * completed.
   */
  readonly kv: { readonly atMs: readonly number[]; readonly perOperation: readonly (number | null)[] };
  readonly faults: readonly PlotFault[];
}
