/** How requests are offered. */
export type Offer =
  /** At most `window` requests open; null for as many as the pipe takes. */
  | { readonly kind: 'window'; readonly window: number | null }
  /** So many a second, whether they are answered or not. */
  | { readonly kind: 'paced'; readonly perSecond: number };

/** One measurement: what the load process is told to do to a node. */
export interface LoadSpec {
  readonly operation: 'add' | 'read';
  readonly offer: Offer;
  /** How long the node is loaded before anything counts, in milliseconds. */
  readonly warmUpMs: number;
  /** How long the measurement takes, in milliseconds; ignored when `requestsMax` is given. */
  readonly measureMs: number;
  /** Stop after so many requests in all, warm-up included. */
  readonly requestsMax?: number;
  /** The store's round trip in milliseconds: a request is answered this long after it was read. */
  readonly roundTripMs: number;
  /** True: what is loaded is no node but returns its input, and the load's own ceiling is measured. */
  readonly echo: boolean;
}

/** Where a process stood at one moment. */
export interface ProcessUse {
  readonly atMs: number;
  /** CPU time used by the main thread since it began, in milliseconds; 0 where that can't be known. */
  readonly mainCpuMs: number;
  /** The same of all threads together. */
  readonly allCpuMs: number;
  /** Memory held. */
  readonly rssBytes: number;
}

/** A moment of the measurement. */
export interface LoadMoment {
  readonly node: ProcessUse;
  /** The load process itself. */
  readonly load: ProcessUse;
  readonly answered: number;
  readonly kvRequests: number;
}

/** Latencies of the requests that were followed one by one, in milliseconds; null when there were none. */
export interface LoadLatencies {
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

/** What a measurement found. Times are of {@link monotonicMs}. */
export interface LoadReport {
  /** When `init_ok` had been read. */
  readonly initOkMs: number;
  readonly from: LoadMoment;
  readonly to: LoadMoment;
  /** Taken several times a second, from the first request to the last answer. */
  readonly moments: readonly LoadMoment[];
  /** Requests sent and answered as they should be, in all. */
  readonly sent: number;
  readonly answered: number;
  /** Error replies, and the first of them. */
  readonly errors: number;
  readonly firstError: string | undefined;
  /** The sum of all deltas sent, and what a read said at the end; undefined when none answered. */
  readonly sumSent: number;
  readonly sumRead: number | undefined;
  readonly kvRequests: number;
  /** From just before a request was written to its answer read. */
  readonly latencies: LoadLatencies;
  /** From a request to the store read to its answer written: the round trip as it was. */
  readonly storeLatencies: LoadLatencies;
  /** The share of the measurement in which the load process waited to be allowed to write. */
  readonly blockedShare: number;
  /** Set when the measurement had to be broken off. */
  readonly problem: string | undefined;
}
