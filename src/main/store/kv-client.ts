/** What became of one call to the store. */
export type KvOutcome =
  | { readonly kind: 'ok'; readonly value: unknown }
  /** The key does not exist; nothing changed. */
  | { readonly kind: 'missing' }
  /** A compare-and-set found another value than `from`; nothing changed. */
  | { readonly kind: 'mismatch' }
  /** The store said that it did nothing. */
  | { readonly kind: 'unavailable' }
  /** No answer in time: it happened, will happen, or never will. */
  | { readonly kind: 'in-doubt' };

/** Receives the outcome of a call, exactly once, never before the call returned. */
export type KvDone = (outcome: KvOutcome) => void;

/**
 * A key-value store as the strategies see it: every call has a deadline of the client's own and
 * ends in one {@link KvOutcome}. Keys are strings, values JSON.
 */
export interface KvClient {
  read(key: string, done: KvDone): void;
  write(key: string, value: unknown, done: KvDone): void;
  /** Compare-and-set; creates the key with `to`, whatever `from` says, when it doesn't exist. */
  cas(key: string, from: unknown, to: unknown, done: KvDone): void;
}
