/**
 * How a node is to behave; the command line's defaults are in `options.ts`. Durations in
 * milliseconds.
 */
export interface NodeSettings {
  readonly strategy: 'per-key' | 'cas';
  readonly service: 'seq-kv' | 'lin-kv';
  /** `store`: an add is acknowledged when it is durable in the store; `local`: on receipt. */
  readonly acks: 'store' | 'local';
  /** The shortest time from one flush to the next. */
  readonly flushIntervalMs: number;
  /** A read may be answered from a refresh that began at most this long ago. */
  readonly readStalenessMs: number;
  /** No reply is sent later than this after its request came in. */
  readonly replyDeadlineMs: number;
  /** The shortest time a call to the store is given. */
  readonly kvTimeoutMs: number;
  /** Requests held at most, waiting for the store. */
  readonly queueMax: number;
  /** Bytes of replies held at most, waiting for the store. */
  readonly queueBytesMax: number;
}
