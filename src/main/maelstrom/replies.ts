import type { Arrival } from '../counter/arrival.ts';
import type { Counters } from '../counters.ts';
import type { Environment } from '../environment.ts';

/** Writes whole lines, unless their turn comes after `byMs`, in milliseconds; see `Output`. */
export type ReplyWriter = (lines: string | Uint8Array, byMs: number) => void;

/** What waits for the reader of the replies. */
export interface Backlog {
  /** How many bytes wait. */
  readonly bytes: number;
  /** How long the reader will take for them and `bytes` more, in milliseconds. */
  drainMs(bytes: number): number;
  /** How many bytes it will take in so many milliseconds. */
  drainBytes(ms: number): number;
}

/** The backlog of a reader that is always there. */
export const noBacklog: Backlog = { bytes: 0, drainMs: () => 0, drainBytes: () => Number.POSITIVE_INFINITY };

/** What {@link Replies} need. */
export interface RepliesSettings {
  readonly environment: Environment;
  readonly counters: Counters;
  readonly write: ReplyWriter;
  /** How long after its arrival a request may be answered, in milliseconds. */
  readonly deadlineMs: number;
}

/**
 * Writes replies to clients; one that would come too late is dropped, for its client may be gone.
 */
export class Replies {
  readonly #settings: RepliesSettings;

  constructor(settings: RepliesSettings) {
    this.#settings = settings;
  }

  /** True when nobody may wait any more for an answer to what arrived then. */
  isLate({ sinceMs }: Arrival): boolean {
    const { environment, deadlineMs } = this.#settings;
    return environment.nowMs() - sinceMs > deadlineMs;
  }

  /** Writes `count` lines that answer requests of one arrival; false: it was too late for them. */
  send(lines: string | Uint8Array, count: number, arrival: Arrival): boolean {
    const { counters, write, deadlineMs } = this.#settings;
    if (this.isLate(arrival)) {
      counters.repliesDropped += count;
      return false;
    }
    write(lines, arrival.sinceMs + deadlineMs);
    return true;
  }
}
