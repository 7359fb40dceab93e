import { Errors, type ReplyError } from '../../shared/errors.ts';
import { acksToErrors, encodeError, encodeReadOk } from '../../shared/wire/codec.ts';
import type { Arrival } from '../counter/arrival.ts';
import type { CounterValue } from '../counter/counter-value.ts';
import { type HeldAcks, HeldAdds } from '../counter/held-adds.ts';
import { type HeldRead, HeldReads } from '../counter/held-reads.ts';
import type { Refresh } from '../counter/refresh.ts';
import type { Counters } from '../counters.ts';
import type { Environment } from '../environment.ts';
import type { NodeSettings } from '../settings.ts';
import type { CountedChunk } from './decoder.ts';
import type { Backlog, Replies } from './replies.ts';

/** What {@link Requests} need. */
export interface RequestsSettings {
  /** This node's id, as a JSON string. */
  readonly src: string;
  readonly settings: NodeSettings;
  readonly environment: Environment;
  readonly counters: Counters;
  readonly replies: Replies;
  /** The replies that wait for their reader. */
  readonly backlog: Backlog;
  readonly value: CounterValue;
  readonly lanes: number;
  /** Whether a lane's value is in the store. */
  readonly isCommitted: (lane: number, watermark: number) => boolean;
  /** The newest refresh: what `value` says counts all that was committed before it. */
  readonly refreshed: () => Refresh;
}

/**
 * The adds and reads of clients, from the time they were decoded until they are answered: held
 * until the store has confirmed an add, or a refresh serves a read; refused when there is no room;
 * answered with what is known when their time is up.
 */
export class Requests {
  readonly adds: HeldAdds;
  readonly reads: HeldReads;
  readonly #parts: RequestsSettings;

  constructor(parts: RequestsSettings) {
    this.#parts = parts;
    this.adds = new HeldAdds(parts.lanes);
    this.reads = new HeldReads(parts.settings.readStalenessMs);
  }

  /** Requests that wait for the store. */
  get held(): number {
    return this.adds.count + this.reads.count;
  }

  /** How many more adds may be held. */
  get addsRoom(): number {
    const { acks, queueMax } = this.#parts.settings;
    return acks === 'local' ? Number.MAX_SAFE_INTEGER : queueMax - this.held;
  }

  /**
   * How many more bytes of acks may be held: no more than there is memory for, replies that wait
   * for their reader included, and no more than could be answered in time. Should the store fall
   * silent, each add held is answered with an error, and that takes the reader some time.
   */
  get bytesRoom(): number {
    const { settings, backlog } = this.#parts;
    const memoryRoom = settings.queueBytesMax - this.adds.bytes - this.reads.bytes - backlog.bytes;
    const inTimeBytes = backlog.drainBytes(settings.replyDeadlineMs * drainShare) - backlog.bytes - this.#errorBytes;
    return Math.min(memoryRoom, inTimeBytes / errorBytesPerAckByte);
  }

  /** Bytes of the errors that all that is held would be answered with, about. */
  get #errorBytes(): number {
    return this.adds.ackBytes + this.reads.destBytes + this.held * errorBytesMax;
  }

  /** Takes the requests of a chunk; those that can be answered at once are. */
  take({ decoded, lane, watermark }: CountedChunk, arrival: Arrival): void {
    const { counters, replies, settings, isCommitted } = this.#parts;
    if (decoded.errorCount > 0) {
      counters.refused += decoded.errorCount;
      replies.send(decoded.errors, decoded.errorCount, arrival);
    }
    if (decoded.adds > 0) {
      counters.addsTaken += decoded.adds;
      const held: HeldAcks = { acks: decoded.acks, adds: decoded.adds, watermark, arrival };
      if (settings.acks === 'local' || isCommitted(lane, watermark)) {
        this.#acknowledge(held);
      } else {
        this.adds.hold(lane, held);
      }
    }
    if (decoded.readMsgIds.length > 0) {
      this.#takeReads({ dests: decoded.readDests, msgIds: decoded.readMsgIds, arrival });
    }
  }

  /** These lane values are in the store. */
  committed(committed: readonly number[]): void {
    for (const held of this.adds.takeCommitted(committed)) {
      this.#acknowledge(held);
    }
  }

  /** There is a newer refresh. */
  refreshed(): void {
    for (const read of this.reads.takeServed(this.#parts.refreshed())) {
      this.#answer(read);
    }
  }

  /** What is held was taken back from the ledger: it is not counted, and never will be. */
  rolledBack(): void {
    const { counters } = this.#parts;
    for (let held = this.#anyAdds(); held !== undefined; held = this.#anyAdds()) {
      counters.refused += held.adds;
      this.#fail(held, Errors.totalTooLarge);
    }
  }

  /**
   * Answers what has waited until its time was up, as far as the reader takes it: a read was not
   * answered, and that is all there is to it; an add is in the ledger, and will be in the store as
   * soon as that can be. Begins early enough for the reader to take it all in time. False: there is
   * more to do.
   */
  expire(): boolean {
    const { environment, settings, backlog } = this.#parts;
    const { replyDeadlineMs } = settings;
    const leadMs = expiryLeadMs + Math.min(backlog.drainMs(this.#errorBytes), replyDeadlineMs * leadShareMax);
    return this.#expireOlderThan(environment.nowMs() - replyDeadlineMs + leadMs, sliceBytes);
  }

  /** Answers all that is held with what is known now. */
  expireAll(): void {
    this.#expireOlderThan(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  }

  #expireOlderThan(sinceMs: number, backlogMax: number): boolean {
    const { counters, backlog } = this.#parts;
    for (;;) {
      if (backlog.bytes > backlogMax) {
        return false;
      }
      const held = this.adds.takeOlderThan(sinceMs);
      const read = this.reads.takeOlderThan(sinceMs);
      if (held === undefined && read === undefined) {
        return true;
      }
      if (held !== undefined) {
        counters.addsInDoubt += held.adds;
        this.#fail(held, Errors.addInDoubt);
      }
      if (read !== undefined) {
        counters.readsUnavailable += read.msgIds.length;
        this.#refuse(read, Errors.readUnavailable);
      }
    }
  }

  #takeReads(read: HeldRead): void {
    const { counters, settings, refreshed } = this.#parts;
    if (this.reads.serves(refreshed(), read.arrival)) {
      counters.readsTaken += read.msgIds.length;
      this.#answer(read);
      return;
    }
    const room = this.bytesRoom > 0 ? Math.max(0, settings.queueMax - this.held) : 0;
    const { dests, msgIds, arrival } = read;
    counters.readsTaken += msgIds.length;
    this.reads.hold({ dests: dests.slice(0, room), msgIds: msgIds.slice(0, room), arrival });
    if (msgIds.length > room) {
      counters.refused += msgIds.length - room;
      this.#refuse({ dests: dests.slice(room), msgIds: msgIds.slice(room), arrival }, Errors.queueFull);
    }
  }

  #anyAdds(): HeldAcks | undefined {
    return this.adds.takeOlderThan(Number.POSITIVE_INFINITY);
  }

  #acknowledge({ acks, adds, arrival }: HeldAcks): void {
    const { counters, replies } = this.#parts;
    if (replies.send(acks, adds, arrival)) {
      counters.addsAcknowledged += adds;
    }
  }

  #fail({ acks, adds, arrival }: HeldAcks, error: ReplyError): void {
    this.#parts.replies.send(acksToErrors(acks, error), adds, arrival);
  }

  #answer({ dests, msgIds, arrival }: HeldRead): void {
    const { src, counters, replies, value } = this.#parts;
    const total = value.get();
    const lines = msgIds.map((msgId, i) => encodeReadOk(src, dests[i]!, msgId, total)).join('');
    if (replies.send(lines, msgIds.length, arrival)) {
      counters.readsAnswered += msgIds.length;
    }
  }

  #refuse({ dests, msgIds, arrival }: HeldRead, error: ReplyError): void {
    const { src, replies } = this.#parts;
    const lines = msgIds.map((msgId, i) => encodeError(src, dests[i]!, msgId, error)).join('');
    replies.send(lines, msgIds.length, arrival);
  }
}

/** How long before its deadline a request is given up, in milliseconds: more than a sweep. */
const expiryLeadMs = 100;
/**
 * The share of the deadline that the reader is given, at most, to take the errors of all that is
 * held.
 */
const drainShare = 0.5;
/**
 * The share of the deadline by which requests are given up early, at most: what waits already is
 * read before.
 */
const leadShareMax = 0.9;
/**
 * While so many bytes wait for their reader, no more requests are given up. Input is held back by
 * less, so that new requests do not take the reader's time from those that have waited.
 */
const sliceBytes = 8 * 1024 * 1024;
/** An error takes this much more than the ack in its place, in bytes, at most. */
const errorBytesMax = 110;
/** The shortest ack has 60 bytes, so its error is less than three times as long. */
const errorBytesPerAckByte = 3;
