import { Errors, type ReplyError } from '../shared/errors.ts';
import { Ledger } from '../shared/ledger.ts';
import {
  acksToErrors,
  decodeLine,
  encodeError,
  encodeReadOk,
  isPeerMessage,
  PeerMessage,
} from '../shared/wire/codec.ts';
import type { Body, Message } from '../shared/wire/message.ts';
import { CounterValue } from './counter/counter-value.ts';
import { Flusher } from './counter/flusher.ts';
import { type HeldAcks, HeldAdds } from './counter/held-adds.ts';
import { HeldReads } from './counter/held-reads.ts';
import { merged, type Refresh } from './counter/refresh.ts';
import type { Counters } from './counters.ts';
import type { Environment } from './environment.ts';
import type { Log } from './log.ts';
import { type Arrival, ArrivalClock } from './maelstrom/arrival-clock.ts';
import type { CountedChunk, OffThreadDecoder } from './maelstrom/decoder.ts';
import { Intake } from './maelstrom/intake.ts';
import { LineFramer } from './maelstrom/line-framer.ts';
import { neverOffload, type OffloadPolicy } from './maelstrom/offload-policy.ts';
import { RefreshClient } from './peers/refresh-client.ts';
import { encodeRefreshed, RefreshRequests } from './peers/refresh-requests.ts';
import type { NodeSettings } from './settings.ts';
import { MaelstromKv } from './store/maelstrom-kv.ts';
import { Cas } from './strategy/cas.ts';
import { PerKey } from './strategy/per-key.ts';
import type { Strategy } from './strategy/strategy.ts';

/** What a {@link CounterNode} works with. */
export interface NodeParts {
  readonly settings: NodeSettings;
  readonly environment: Environment;
  readonly counters: Counters;
  readonly log: Log;
  /** Writes whole protocol lines. */
  readonly write: (lines: string | Uint8Array) => void;
  /** Writes lines that others wait for, before what was only written; unless given, it is `write`. */
  readonly writeFirst?: (lines: string) => void;
  /** When the process began to start, on the environment's clock; unless given, it starts now. */
  readonly startedMs?: number;
  /** The ledger and, when there are any, the workers that share it; without them all decoding is inline. */
  readonly ledger?: Ledger;
  readonly workers?: OffThreadDecoder;
  /** When they are made use of; unless given, never. */
  readonly offloadPolicy?: OffloadPolicy;
  /** Called with the number of undecoded bytes whenever that changes, so that input can be held back. */
  readonly onBacklog?: (bytes: number) => void;
}

/** Everything that exists only once `init` has given the node its id. */
interface Identity {
  readonly nodeId: string;
  /** The id as a JSON string. */
  readonly src: string;
  /** Maelstrom's network id of the `init` message, when it had one. */
  readonly initId: number | undefined;
  readonly kv: MaelstromKv;
  readonly strategy: Strategy;
  readonly value: CounterValue;
  readonly flusher: Flusher;
  /** Peers' questions for a refresh, and ours. */
  readonly refreshRequests: RefreshRequests;
  readonly refreshClient: RefreshClient;
}

/**
 * The counter node: bytes of stdin in, protocol lines out. It has no I/O, clock or randomness of its own, so that the
 * same class runs behind stdio, in tests and in simulations.
 */
export class CounterNode {
  readonly #settings: NodeSettings;
  readonly #environment: Environment;
  readonly #counters: Counters;
  readonly #log: Log;
  readonly #write: (lines: string | Uint8Array) => void;
  readonly #writeFirst: (lines: string) => void;
  readonly #ledger: Ledger;
  readonly #clock: ArrivalClock;
  readonly #framer: LineFramer;
  readonly #intake: Intake;
  readonly #adds: HeldAdds;
  readonly #reads: HeldReads;
  #identity: Identity | undefined;
  #refresh: Refresh = { order: 0, ms: Number.NEGATIVE_INFINITY };
  #leaving: (() => void) | undefined;
  #leaveByMs = Number.POSITIVE_INFINITY;
  #ended = false;
  #sweeping = false;

  constructor(parts: NodeParts) {
    this.#settings = parts.settings;
    this.#environment = parts.environment;
    this.#counters = parts.counters;
    this.#log = parts.log;
    this.#write = parts.write;
    this.#writeFirst = parts.writeFirst ?? parts.write;
    this.#ledger = parts.ledger ?? Ledger.create(1);
    this.#clock = new ArrivalClock(parts.environment, parts.startedMs);
    this.#framer = new LineFramer(() => this.#skip('line too long'));
    this.#adds = new HeldAdds(this.#ledger.lanes);
    this.#reads = new HeldReads(parts.settings.readStalenessMs);
    this.#intake = new Intake({
      ledger: this.#ledger,
      workers: parts.workers,
      offloadPolicy: parts.offloadPolicy ?? neverOffload,
      counters: parts.counters,
      contextFor: (arrival) => this.#contextFor(arrival),
      addsRoom: () => this.#addsRoom(),
      sumRoom: () => this.#identity!.flusher.room,
      onBeforeInit: (chunk, arrival) => this.#beforeInit(chunk, arrival),
      onCounted: (counted, arrival) => this.#onCounted(counted, arrival),
      onBacklog: parts.onBacklog ?? (() => {}),
    });
  }

  /** Requests that wait for the store. */
  get held(): number {
    return this.#adds.count + this.#reads.count;
  }

  /** Takes bytes of stdin, and keeps none of them; `full` when they filled the buffer they were read into, so that more may be waiting. */
  receive(bytes: Buffer, full = false): void {
    this.#counters.bytesIn += bytes.length;
    const arrival = this.#clock.stamp(bytes.length, full);
    this.#intake.onRead(bytes.length);
    for (const chunk of this.#framer.push(bytes)) {
      this.#intake.push(chunk, arrival);
    }
  }

  /** To be told when reading of stdin is paused and resumed. */
  reading(on: boolean): void {
    this.#clock.reading(on);
  }

  /**
   * Stdin has ended: no reply of the store can come any more, so all that waits is answered with what is known of it.
   * `done` is called after the last reply was written.
   */
  end(done: () => void): void {
    const arrival = this.#clock.stamp(0, false);
    for (const chunk of this.#framer.end()) {
      this.#intake.push(chunk, arrival);
    }
    this.#ended = true;
    this.#identity?.flusher.wake('at once');
    this.leave(done);
  }

  /**
   * Takes no more requests; `done` is called when all that was taken has been answered and is in the store, or has
   * reached its deadline.
   */
  leave(done: () => void): void {
    this.#leaving = done;
    this.#leaveByMs = this.#environment.nowMs() + this.#settings.replyDeadlineMs;
    this.#leaveIfSettled();
    this.#sweepLater();
  }

  #leaveIfSettled(): void {
    if (this.#leaving === undefined || !this.#intake.settled) {
      return;
    }
    if (this.#ended) {
      this.#expire(Number.POSITIVE_INFINITY);
    } else if (this.#identity?.flusher.behind && this.#environment.nowMs() < this.#leaveByMs) {
      return;
    }
    if (this.held > 0) {
      return;
    }
    const done = this.#leaving;
    this.#leaving = undefined;
    done();
  }

  #contextFor(arrival: Arrival) {
    if (this.#identity === undefined) {
      return undefined;
    }
    const { nodeId, initId } = this.#identity;
    const leaving = this.#leaving !== undefined && !this.#ended;
    const requests = this.#isLate(arrival) ? 'ignore' : leaving ? 'refuse' : 'serve';
    return { nodeId, initId, requests } as const;
  }

  #addsRoom(): number {
    const { acks, queueMax, queueBytesMax } = this.#settings;
    if (acks === 'local') {
      return Number.MAX_SAFE_INTEGER;
    }
    return this.#adds.bytes + this.#reads.bytes >= queueBytesMax ? 0 : queueMax - this.held;
  }

  #onCounted({ decoded, lane, watermark }: CountedChunk, arrival: Arrival): void {
    const { flusher } = this.#identity!;
    for (const [reason, times] of Object.entries(decoded.skipped)) {
      this.#skip(reason as keyof typeof decoded.skipped, times);
    }
    if (decoded.errorCount > 0) {
      this.#counters.refused += decoded.errorCount;
      this.#reply(decoded.errors, decoded.errorCount, arrival);
    }
    if (decoded.adds > 0) {
      this.#counters.addsTaken += decoded.adds;
      const held: HeldAcks = { acks: decoded.acks, adds: decoded.adds, watermark, arrival };
      const durable = watermark <= flusher.committed[lane]!;
      if (durable || this.#settings.acks === 'local') {
        this.#acknowledge([held]);
      } else {
        this.#adds.hold(lane, held);
      }
    }
    if (decoded.readMsgIds.length > 0) {
      this.#onReads(decoded.readDests, decoded.readMsgIds, arrival);
    }
    // Last: a reply of the store may settle what becomes of all that is held, and this chunk's adds are part of it.
    for (const message of decoded.messages) {
      this.#onMessage(message, arrival);
    }
    flusher.wake();
    this.#sweepLater();
    this.#leaveIfSettled();
  }

  #onReads(dests: readonly string[], msgIds: readonly number[], arrival: Arrival): void {
    this.#counters.readsTaken += msgIds.length;
    const { queueMax, queueBytesMax } = this.#settings;
    const room = this.#adds.bytes + this.#reads.bytes >= queueBytesMax ? 0 : Math.max(0, queueMax - this.held);
    if (this.#reads.serves(this.#refresh, arrival)) {
      this.#answerReads(dests, msgIds, arrival);
    } else if (msgIds.length <= room) {
      this.#reads.hold({ dests, msgIds, arrival });
    } else {
      this.#reads.hold({ dests: dests.slice(0, room), msgIds: msgIds.slice(0, room), arrival });
      this.#counters.refused += msgIds.length - room;
      this.#refuseReads(dests.slice(room), msgIds.slice(room), arrival, Errors.queueFull);
    }
  }

  #onRefreshed(refresh: Refresh): void {
    this.#refresh = merged(this.#refresh, refresh);
    this.#answerRefreshRequests();
    for (const { dests, msgIds, arrival } of this.#reads.takeServed(this.#refresh)) {
      this.#answerReads(dests, msgIds, arrival);
    }
    this.#leaveIfSettled();
  }

  #answerReads(dests: readonly string[], msgIds: readonly number[], arrival: Arrival): void {
    const { src, value } = this.#identity!;
    const total = value.get();
    const lines = msgIds.map((msgId, i) => encodeReadOk(src, dests[i]!, msgId, total)).join('');
    if (this.#reply(lines, msgIds.length, arrival)) {
      this.#counters.readsAnswered += msgIds.length;
    }
  }

  #onRefreshRequest(message: Message, arrival: Arrival): void {
    this.#counters.peerMessagesIn += 1;
    this.#identity!.refreshRequests.hold(message, arrival);
    this.#answerRefreshRequests();
  }

  #answerRefreshRequests(): void {
    const { refreshRequests, nodeId, value } = this.#identity!;
    for (const ask of refreshRequests.takeServed(this.#refresh, this.#environment.nowMs())) {
      const found = value.tell(ask.peer);
      if (found === undefined) {
        continue;
      }
      this.#counters.peerMessagesOut += 1;
      this.#writeFirst(encodeRefreshed(nodeId, ask, found));
    }
  }

  #refuseReads(dests: readonly string[], msgIds: readonly number[], arrival: Arrival, error: ReplyError): boolean {
    const { src } = this.#identity!;
    const lines = msgIds.map((msgId, i) => encodeError(src, dests[i]!, msgId, error)).join('');
    return this.#reply(lines, msgIds.length, arrival);
  }

  #acknowledge(committed: readonly HeldAcks[]): void {
    for (const { acks, adds, arrival } of committed) {
      if (this.#reply(acks, adds, arrival)) {
        this.#counters.addsAcknowledged += adds;
      }
    }
  }

  /** Writes the replies to requests that came together, unless it is too late for them. */
  #reply(lines: string | Uint8Array, count: number, arrival: Arrival): boolean {
    if (this.#isLate(arrival)) {
      this.#counters.repliesDropped += count;
      return false;
    }
    this.#write(lines);
    return true;
  }

  #isLate(arrival: Arrival): boolean {
    return this.#environment.nowMs() - arrival.sinceMs > this.#deadlineMs();
  }

  /**
   * How long after its arrival a request may be answered. Maelstrom's network hands a node its messages one by one and sleeps on the first
   * until it is due, so a request may have waited behind a slow reply of the store before it arrived here.
   */
  #deadlineMs(): number {
    const { replyDeadlineMs } = this.#settings;
    const oneWayMs = Math.max(this.#identity?.kv.oneWayMs ?? 0, this.#identity?.refreshClient.oneWayMs ?? 0);
    return replyDeadlineMs - Math.min(oneWayMs, replyDeadlineMs / 2);
  }

  /** While anything is held, looks now and then for what has reached its deadline. */
  #sweepLater(): void {
    if (this.#sweeping || (this.held === 0 && this.#leaving === undefined)) {
      return;
    }
    this.#sweeping = true;
    this.#environment.after(sweepMs, () => {
      this.#sweeping = false;
      this.#expire(this.#environment.nowMs() - this.#deadlineMs() + expiryLeadMs);
      this.#sweepLater();
      this.#leaveIfSettled();
    });
  }

  /**
   * Answers what arrived before `sinceMs` and still waits. A read was not answered, and that is all there is to it. An add
   * is in the ledger and will be in the store as soon as that can be: its client is told that nobody knows.
   */
  #expire(sinceMs: number): void {
    for (const { acks, adds, arrival } of this.#adds.takeOlderThan(sinceMs)) {
      this.#counters.addsInDoubt += adds;
      this.#reply(acksToErrors(acks, Errors.addInDoubt), adds, arrival);
    }
    for (const { dests, msgIds, arrival } of this.#reads.takeOlderThan(sinceMs)) {
      this.#counters.readsUnavailable += msgIds.length;
      this.#refuseReads(dests, msgIds, arrival, Errors.readUnavailable);
    }
  }

  #onRolledBack(): void {
    if (this.#settings.acks === 'local') {
      this.#log('adds acknowledged on receipt were lost: the total would pass 2^53-1');
    }
    for (const { acks, adds, arrival } of this.#adds.takeAll()) {
      this.#counters.refused += adds;
      this.#reply(acksToErrors(acks, Errors.totalTooLarge), adds, arrival);
    }
  }

  #onMessage(message: Message, arrival: Arrival): void {
    const { body } = message;
    if (body.type === 'init') {
      this.#onInit(message, arrival);
    } else if (body.type === PeerMessage.refresh) {
      this.#onRefreshRequest(message, arrival);
    } else if (body.type === PeerMessage.refreshed) {
      this.#identity!.refreshClient.receive(message);
    } else if (isPeerMessage(body.type)) {
      this.#identity!.strategy.receive(message);
    } else {
      this.#identity!.kv.receive(message.src, body);
    }
  }

  #onInit(message: Message, arrival: Arrival): void {
    const msgId = message.body.msg_id as number;
    const dest = JSON.stringify(message.src);
    const refusal = this.#initRefusal(message.body);
    const self = this.#identity?.nodeId ?? message.dest;
    if (refusal !== undefined && (typeof self !== 'string' || self === '')) {
      this.#skip('no dest');
      return;
    }
    if (refusal === undefined) {
      this.#identity ??= this.#identify(message);
    } else {
      this.#counters.refused += 1;
    }
    if (this.#environment.nowMs() - arrival.sinceMs > initDeadlineMs) {
      this.#counters.repliesDropped += 1;
    } else if (refusal === undefined) {
      this.#write(encodeInitOk(this.#identity!.src, dest, msgId));
    } else {
      this.#write(encodeError(JSON.stringify(self), dest, msgId, refusal));
    }
  }

  #initRefusal({ node_id: nodeId, node_ids: nodeIds }: Body): ReplyError | undefined {
    if (typeof nodeId !== 'string' || nodeId === '') {
      return Errors.malformed('init needs a node_id, a string');
    }
    if (!Array.isArray(nodeIds) || !nodeIds.every((id) => typeof id === 'string')) {
      return Errors.malformed('init needs node_ids, an array of strings');
    }
    const known = this.#identity?.nodeId;
    return known === undefined || known === nodeId ? undefined : Errors.otherNodeId(known);
  }

  #identify(message: Message): Identity {
    const nodeId = message.body.node_id as string;
    const nodeIds = message.body.node_ids as string[];
    const { service, kvTimeoutMs, flushIntervalMs, readStalenessMs } = this.#settings;
    const common = { nodeId, environment: this.#environment, counters: this.#counters, log: this.#log };
    const kv = new MaelstromKv({
      ...common,
      service,
      timeoutMs: kvTimeoutMs,
      timeoutMaxMs: Math.max(kvTimeoutMs, kvTimeoutMaxMs),
      send: this.#writeFirst,
    });
    const strategySettings = { ...common, nodeIds, kv };
    const strategy =
      this.#settings.strategy === 'cas' ? new Cas(strategySettings, this.#writeFirst) : new PerKey(strategySettings);
    const value = new CounterValue(strategy, nodeId);
    const refreshRequests = new RefreshRequests(nodeIds);
    const refreshClient = new RefreshClient({
      ...common,
      nodeIds,
      clock: this.#clock,
      ageMaxMs: readStalenessMs / 2,
      timeoutMinMs: kvTimeoutMs,
      // Afterwards there must be time for a refresh of our own.
      timeoutMaxMs: this.#settings.replyDeadlineMs / 3,
      send: this.#writeFirst,
      onRefreshed: (refresh, found) => {
        value.hear(found);
        this.#onRefreshed(refresh);
        flusher.wake();
      },
      onFailed: () => flusher.wake(),
    });
    const flusher = new Flusher({
      ledger: this.#ledger,
      strategy,
      environment: this.#environment,
      clock: this.#clock,
      counters: this.#counters,
      flushIntervalMs,
      reads: this.#reads,
      refreshRequests,
      delegate: () => readStalenessMs > 0 && strategy.collectCosts && refreshClient.ask(),
      onCommitted: (committed) => {
        this.#acknowledge(this.#adds.takeCommitted(committed));
        this.#leaveIfSettled();
      },
      onRefreshed: (refresh) => this.#onRefreshed(refresh),
      onRolledBack: () => this.#onRolledBack(),
      chunksOut: () => this.#intake.busy,
    });
    const initId = typeof message.id === 'number' ? message.id : undefined;
    return {
      nodeId,
      src: JSON.stringify(nodeId),
      initId,
      kv,
      strategy,
      value,
      flusher,
      refreshRequests,
      refreshClient,
    };
  }

  /** Before `init` there is no id to answer as but the one that the request was sent to. */
  #beforeInit(chunk: Buffer, arrival: Arrival): number {
    const found = chunk.indexOf(0x0a);
    const end = found < 0 ? chunk.length : found;
    const line = decodeLine(chunk.subarray(0, end));
    if (line.kind === 'skipped') {
      this.#skip(line.reason);
    } else if (line.kind === 'message') {
      if (line.message.body.type === 'init') {
        this.#onInit(line.message, arrival);
      } else {
        this.#counters.kvStrayReplies += 1;
      }
    } else if (line.dest === '') {
      this.#skip('no dest');
    } else {
      const src = JSON.stringify(line.dest);
      this.#counters.refused += 1;
      this.#reply(encodeError(src, JSON.stringify(line.src), line.msgId, Errors.notInitialised), 1, arrival);
    }
    this.#leaveIfSettled();
    return Math.min(chunk.length, end + 1);
  }

  #skip(reason: Parameters<Counters['skip']>[0], times = 1): void {
    if (this.#counters.skipped[reason] === undefined) {
      this.#log(`skipped: ${reason}`);
    }
    this.#counters.skip(reason, times);
  }
}

function encodeInitOk(src: string, dest: string, inReplyTo: number): string {
  return `{"src":${src},"dest":${dest},"body":{"type":"init_ok","in_reply_to":${inReplyTo}}}\n`;
}

/** The longest a call to the store is given, in milliseconds, unless `--kv-timeout-ms` is longer. */
const kvTimeoutMaxMs = 4_000;
/** Maelstrom waits 10 s for the answer to `init`; this leaves some to the network, in milliseconds. */
const initDeadlineMs = 9_000;
/** How often held requests are looked over for their deadline, in milliseconds. */
const sweepMs = 50;
/** How long before its deadline a request is given up, in milliseconds: more than a sweep, so that the answer is in time. */
const expiryLeadMs = 100;
