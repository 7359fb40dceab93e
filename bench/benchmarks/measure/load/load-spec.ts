/** How requests are offered. */
export type Offer =
  /** At most `window` open requests; null for as many as the pipe takes. */
  | { readonly kind: 'window'; readonly window: number | null }
  /** So many per second, whether they are answered or not. */
  | { readonly kind: 'paced'; readonly perSecond: number };

/** One measurement: the task of the load process. */
export interface LoadSpec {
  readonly operation: 'add' | 'read';
  readonly offer: Offer;
  /** How long the node is loaded before the measurement begins, in milliseconds. */
  readonly warmUpMs: number;
  /** How long the measurement takes, in milliseconds; ignored when `requestsMax` is given. */
  readonly measureMs: number;
  /** Stop after this many requests in all, warm-up included. */
  readonly requestsMax?: number;
  /** The store's round trip in milliseconds: a request is answered this long after it was read. */
  readonly roundTripMs: number;
  /** True: the input is not a node's but returned as it is, to measure the load's own limit. */
  readonly echo: boolean;
}

/** What a process had used at one moment. */
export interface ProcessUse {
  readonly atMs: number;
  /** CPU time of the main thread since it began, in milliseconds; 0 where that is unknown. */
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

/**
 * Latencies of the requests that were followed one by one, in milliseconds; null when there were
 * none.
 */
export interface LoadLatencies {
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

/** The result of a measurement. Times are of {@link monotonicMs}. */
export interface LoadReport {
  /** When `init_ok` had been read. */
  readonly initOkMs: number;
  readonly from: LoadMoment;
  readonly to: LoadMoment;
  /** Taken several times a second, from the first request to the last answer. */
  readonly moments: readonly LoadMoment[];
  /** Requests sent and correctly answered, in all. */
  readonly sent: number;
  readonly answered: number;
  /** Error replies, and the first of them. */
  readonly errors: number;
  readonly firstError: string | undefined;
  /**
   * The sum of all deltas sent, and what a read answered at the end; undefined when none was
   * answered.
   */
  readonly sumSent: number;
  readonly sumRead: number | undefined;
  readonly kvRequests: number;
  /** From just before a request was written until its answer was read. */
  readonly latencies: LoadLatencies;
  /** From a request to the store until its answer was written: the real round trip. */
  readonly storeLatencies: LoadLatencies;
  /** The share of the measurement in which the load process was waiting for permission to write. */
  readonly blockedShare: number;
  /** Why the measurement was broken off. */
  readonly problem: string | undefined;
}
