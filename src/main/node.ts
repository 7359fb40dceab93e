import { Ledger } from '../shared/ledger.ts';
import type { Message } from '../shared/wire/message.ts';
import type { Arrival } from './counter/arrival.ts';
import type { Counters } from './counters.ts';
import type { Environment } from './environment.ts';
import type { Log } from './log.ts';
import { ActiveNode } from './maelstrom/active-node.ts';
import { ArrivalClock } from './maelstrom/arrival-clock.ts';
import type { OffThreadDecoder } from './maelstrom/decoder.ts';
import { encodeInitReply, type Identity, readInit } from './maelstrom/init.ts';
import { LineFramer } from './maelstrom/line-framer.ts';
import { neverOffload, type OffloadPolicy } from './maelstrom/offload-policy.ts';
import { Reception } from './maelstrom/reception.ts';
import { type Backlog, noBacklog, Replies, type ReplyWriter } from './maelstrom/replies.ts';
import { Skips } from './maelstrom/skips.ts';
import type { NodeSettings } from './settings.ts';

/** What a {@link CounterNode} works with. */
export interface NodeParts {
  readonly settings: NodeSettings;
  readonly environment: Environment;
  readonly counters: Counters;
  readonly log: Log;
  /** Writes whole protocol lines. */
  readonly write: ReplyWriter;
  /**
   * Writes lines that others wait for, before what was only written; unless given, it is `write`.
   */
  readonly writeFirst?: (lines: string) => void;
  /** What was written and waits for its reader; unless given, nothing ever does. */
  readonly backlog?: Backlog;
  /** When the process began to start, on the environment's clock; unless given, it starts now. */
  readonly startedMs?: number;
  /**
   * The ledger and, when there are any, the workers that share it; without them all decoding is
   * inline.
   */
  readonly ledger?: Ledger;
  readonly workers?: OffThreadDecoder;
  /** When they are made use of; unless given, never. */
  readonly offloadPolicy?: OffloadPolicy;
  /**
   * Called with the number of undecoded bytes whenever that changes, so that input can be held
   * back.
   */
  readonly onBacklog?: (bytes: number) => void;
}

/**
 * The counter node: bytes of stdin in, protocol lines out. It has no I/O, clock or randomness of
 * its own, so that the same class runs behind stdio, in tests and in simulations.
 */
export class CounterNode {
  readonly #parts: NodeParts;
  readonly #clock: ArrivalClock;
  readonly #framer: LineFramer;
  readonly #skips: Skips;
  readonly #replies: Replies;
  readonly #reception: Reception;
  #identity: Identity | undefined;
  /** There once the node knows its id. */
  #active: ActiveNode | undefined;

  constructor(parts: NodeParts) {
    this.#parts = parts;
    const { environment, counters, log, write, settings } = parts;
    this.#clock = new ArrivalClock(environment, parts.startedMs);
    this.#skips = new Skips(counters, log);
    this.#framer = new LineFramer(() => this.#skips.skip('line too long'));
    this.#replies = new Replies({ environment, counters, write, deadlineMs: settings.replyDeadlineMs });
    this.#reception = new Reception({
      counters,
      skips: this.#skips,
      replies: this.#replies,
      onInit: (message, arrival) => this.#onInit(message, arrival),
    });
  }

  /** Requests that wait for the store. */
  get held(): number {
    return this.#active?.held ?? 0;
  }

  /**
   * Takes bytes of stdin, and keeps none of them; `full` when they filled the buffer they were read
   * into, so that more may be waiting.
   */
  receive(bytes: Buffer, full = false): void {
    this.#parts.counters.bytesIn += bytes.length;
    const arrival = this.#clock.stamp(bytes.length, full);
    this.#active?.onRead(bytes.length);
    for (const chunk of this.#framer.push(bytes)) {
      this.#take(chunk, arrival);
    }
  }

  /** To be told when reading of stdin is paused and resumed. */
  reading(on: boolean): void {
    this.#clock.reading(on);
  }

  /**
   * Stdin has ended: no reply of the store can come any more, so all that waits is answered with
   * what is known of it. `done` is called after the last reply was written.
   */
  end(done: () => void): void {
    const arrival = this.#clock.stamp(0, false);
    for (const chunk of this.#framer.end()) {
      this.#take(chunk, arrival);
    }
    if (this.#active === undefined) {
      done();
    } else {
      this.#active.end(done);
    }
  }

  /**
   * Takes no more requests; `done` is called when all that was taken has been answered and is in
   * the store, or has reached its deadline.
   */
  leave(done: () => void): void {
    if (this.#active === undefined) {
      done();
    } else {
      this.#active.leave(done);
    }
  }

  #take(chunk: Buffer, arrival: Arrival): void {
    if (this.#active !== undefined) {
      this.#active.receive(chunk, arrival);
      return;
    }
    const used = this.#reception.receive(chunk, arrival);
    if (used < chunk.length) {
      this.#take(chunk.subarray(used), arrival);
    }
  }

  /** Answers an `init`; true when the node has its identity now. */
  #onInit(message: Message, arrival: Arrival): boolean {
    const { counters, environment, write } = this.#parts;
    const known = this.#identity;
    const result = readInit(message.body, known);
    const reply = encodeInitReply(message, result, known);
    if (reply === undefined) {
      this.#skips.skip('no dest');
      return false;
    }
    if ('nodeId' in result) {
      this.#identity = result;
      this.#active ??= this.#activate(result, message.id);
    } else {
      counters.refused += 1;
    }
    const byMs = arrival.sinceMs + initDeadlineMs;
    if (environment.nowMs() > byMs) {
      counters.repliesDropped += 1;
    } else {
      write(reply, byMs);
    }
    return this.#active !== undefined;
  }

  #activate(identity: Identity, initId: unknown): ActiveNode {
    const { write, writeFirst, ledger, workers, offloadPolicy, onBacklog, backlog } = this.#parts;
    return new ActiveNode({
      ...this.#parts,
      identity,
      initId: typeof initId === 'number' ? initId : undefined,
      clock: this.#clock,
      skips: this.#skips,
      replies: this.#replies,
      backlog: backlog ?? noBacklog,
      send: writeFirst ?? ((lines) => write(lines, Number.POSITIVE_INFINITY)),
      ledger: ledger ?? Ledger.create(1),
      workers,
      offloadPolicy: offloadPolicy ?? neverOffload,
      onBacklog: onBacklog ?? (() => {}),
      onInit: (message, arrival) => this.#onInit(message, arrival),
    });
  }
}

/**
 * Maelstrom waits 10 s for the answer to `init`; this leaves some to the network, in milliseconds.
 */
const initDeadlineMs = 9_000;
