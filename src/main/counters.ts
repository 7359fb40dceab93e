import type { SkipReason } from '../shared/wire/codec.ts';

/**
 * Everything the node counts about itself, in one place: the stats line and the tests read these
 * same numbers.
 */
export class Counters {
  /** Bytes read from stdin. */
  bytesIn = 0;
  /** Chunks decoded on the main thread, and on workers. */
  chunksInline = 0;
  chunksOnWorkers = 0;
  /** Workers that died or stalled with a chunk in hand. */
  workersLost = 0;
  /** Adds taken into the ledger. */
  addsTaken = 0;
  addsAcknowledged = 0;
  /** Adds whose outcome was reported as unknown. */
  addsInDoubt = 0;
  readsTaken = 0;
  readsAnswered = 0;
  /** Reads refused because they could not be made fresh in time. */
  readsUnavailable = 0;
  /** Requests refused with an error that says they did not happen. */
  refused = 0;
  /** Replies that would have been sent after the deadline, and so were not. */
  repliesDropped = 0;
  /** Lines skipped unanswered, by reason. */
  readonly skipped: Partial<Record<SkipReason, number>> = {};
  /** Requests sent to the store, by kind. */
  kvReads = 0;
  kvWrites = 0;
  kvCas = 0;
  /** Calls to the store that timed out. */
  kvTimeouts = 0;
  /** Refused compare-and-sets. */
  kvMismatches = 0;
  /** Replies that belong to no call: late, repeated, or meant for an earlier life. */
  kvStrayReplies = 0;
  /** Replies whose value is nothing this node ever stores. */
  kvBadValues = 0;
  /** Rounds: changing writes that made the store say this node's total. */
  rounds = 0;
  /** Refreshes: collections of the other nodes' totals. */
  refreshes = 0;
  /** One-way messages to and from peers. */
  peerMessagesOut = 0;
  peerMessagesIn = 0;

  skip(reason: SkipReason, times = 1): void {
    this.skipped[reason] = (this.skipped[reason] ?? 0) + times;
  }
}
