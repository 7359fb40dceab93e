import type { Ledger } from '../../shared/ledger.ts';
import { encodeToPeer, isPeerMessage, PeerMessage } from '../../shared/wire/codec.ts';
import type { Message } from '../../shared/wire/message.ts';
import type { Arrival } from '../counter/arrival.ts';
import { CounterValue } from '../counter/counter-value.ts';
import { Flusher } from '../counter/flusher.ts';
import { merged, type Refresh } from '../counter/refresh.ts';
import type { Counters } from '../counters.ts';
import type { Environment } from '../environment.ts';
import type { Log } from '../log.ts';
import { RefreshClient } from '../peers/refresh-client.ts';
import { RefreshRequests, refreshedMessage } from '../peers/refresh-requests.ts';
import type { NodeSettings } from '../settings.ts';
import { MaelstromKv } from '../store/maelstrom-kv.ts';
import { Cas } from '../strategy/cas.ts';
import { PerKey } from '../strategy/per-key.ts';
import type { Strategy } from '../strategy/strategy.ts';
import type { ArrivalClock } from './arrival-clock.ts';
import type { CountedChunk, OffThreadDecoder } from './decoder.ts';
import { EarlierLife } from './earlier-life.ts';
import type { Identity } from './init.ts';
import { Intake } from './intake.ts';
import { Leaving } from './leaving.ts';
import type { OffloadPolicy } from './offload-policy.ts';
import type { Backlog, Replies } from './replies.ts';
import { Requests } from './requests.ts';
import type { Skips } from './skips.ts';

/** What an {@link ActiveNode} works with. */
export interface ActiveNodeParts {
  readonly identity: Identity;
  /** Maelstrom's id of the `init` message, when it had one. */
  readonly initId: number | undefined;
  readonly settings: NodeSettings;
  readonly environment: Environment;
  readonly clock: ArrivalClock;
  readonly counters: Counters;
  readonly log: Log;
  readonly skips: Skips;
  readonly replies: Replies;
  readonly backlog: Backlog;
  /** Writes lines that others wait for. */
  readonly send: (lines: string) => void;
  readonly ledger: Ledger;
  readonly workers: OffThreadDecoder | undefined;
  readonly offloadPolicy: OffloadPolicy;
  readonly onBacklog: (bytes: number) => void;
  /** A further `init` came. */
  readonly onInit: (message: Message, arrival: Arrival) => void;
}

/**
 * A node that knows its id: wires what decodes, counts, stores and answers, and routes what comes
 * in.
 */
export class ActiveNode {
  readonly #parts: ActiveNodeParts;
  readonly #kv: MaelstromKv;
  readonly #strategy: Strategy;
  readonly #value: CounterValue;
  readonly #requests: Requests;
  /** Refreshes that peers asked for, and those that we ask them for. */
  readonly #refreshRequests: RefreshRequests;
  readonly #refreshClient: RefreshClient;
  readonly #flusher: Flusher;
  readonly #intake: Intake;
  readonly #earlierLife: EarlierLife;
  readonly #leaving: Leaving;
  #refresh: Refresh = { order: 0, ms: Number.NEGATIVE_INFINITY };
  #ended = false;
  #sweeping = false;

  constructor(parts: ActiveNodeParts) {
    this.#parts = parts;
    const { identity, settings, environment, clock, counters, ledger, send, skips } = parts;
    const { nodeId, nodeIds } = identity;
    const common = { nodeId, environment, counters, log: parts.log };
    this.#kv = new MaelstromKv({
      ...common,
      service: settings.service,
      timeoutMs: settings.kvTimeoutMs,
      timeoutMaxMs: Math.max(settings.kvTimeoutMs, kvTimeoutMaxMs),
      send,
    });
    const strategySettings = {
      ...common,
      nodeIds,
      kv: this.#kv,
      send: (peer: string, body: object) => this.#sendToPeer(peer, body),
    };
    this.#strategy = settings.strategy === 'cas' ? new Cas(strategySettings) : new PerKey(strategySettings);
    this.#value = new CounterValue(this.#strategy, nodeId);
    this.#requests = new Requests({
      ...parts,
      src: JSON.stringify(nodeId),
      value: this.#value,
      lanes: ledger.lanes,
      isCommitted: (lane, watermark) => watermark <= this.#flusher.committed[lane]!,
      refreshed: () => this.#refresh,
    });
    this.#refreshRequests = new RefreshRequests(nodeIds);
    this.#refreshClient = new RefreshClient({
      ...common,
      nodeIds,
      clock,
      ageMaxMs: settings.readStalenessMs / 2,
      timeoutMinMs: settings.kvTimeoutMs,
      // Afterwards there must be time for a refresh of our own.
      timeoutMaxMs: settings.replyDeadlineMs / 3,
      send: (peer, body) => this.#sendToPeer(peer, body),
      onRefreshed: (refresh, snapshot) => {
        this.#value.merge(snapshot);
        this.#onRefreshed(refresh);
        this.#flusher.wake();
      },
      onFailed: () => this.#flusher.wake(),
    });
    this.#flusher = new Flusher({
      ledger,
      strategy: this.#strategy,
      environment,
      clock,
      counters,
      flushIntervalMs: settings.flushIntervalMs,
      reads: this.#requests.reads,
      refreshRequests: this.#refreshRequests,
      delegate: () => settings.readStalenessMs > 0 && this.#strategy.collectCosts && this.#refreshClient.request(),
      onCommitted: (committed) => {
        this.#requests.committed(committed);
        this.#leaving.check();
      },
      onRefreshed: (refresh) => this.#onRefreshed(refresh),
      onRolledBack: () => this.#onRolledBack(),
      chunksOut: () => this.#intake.busy,
    });
    this.#intake = new Intake({
      ...parts,
      contextFor: (arrival) => this.#contextFor(arrival),
      addsRoom: () => this.#requests.addsRoom,
      bytesRoom: () => this.#requests.bytesRoom,
      sumRoom: () => this.#flusher.room,
      onCounted: (counted, arrival) => this.#onCounted(counted, arrival),
    });
    this.#earlierLife = new EarlierLife({
      environment,
      skips,
      initId: parts.initId,
      onRequest: (line, arrival) => this.#intake.push(line, arrival),
    });
    this.#leaving = new Leaving({
      environment,
      deadlineMs: settings.replyDeadlineMs,
      isAnswered: () => this.#isAnswered(),
      isStored: () => this.#ended || !this.#flusher.behind,
    });
  }

  /** Requests that wait for the store. */
  get held(): number {
    return this.#requests.held;
  }

  /** To be told of each read of the input, before its lines are pushed. */
  onRead(bytes: number): void {
    this.#intake.onRead(bytes);
  }

  /** Takes whole lines; the bytes are not needed any more when it returns. */
  receive(chunk: Buffer, arrival: Arrival): void {
    this.#intake.push(chunk, arrival);
  }

  /**
   * No reply of the store can come any more: all that waits is answered with what is known of it.
   */
  end(done: () => void): void {
    this.#ended = true;
    this.#flusher.wake('at once');
    this.leave(done);
  }

  /**
   * Takes no more requests; calls `done` when all that was taken has been answered and is stored,
   * or in time.
   */
  leave(done: () => void): void {
    this.#leaving.start(done);
    this.#sweepLater(sweepMs);
  }

  #isAnswered(): boolean {
    if (!this.#intake.settled) {
      return false;
    }
    if (this.#ended) {
      this.#requests.expireAll();
    }
    return this.held === 0;
  }

  #contextFor(arrival: Arrival) {
    const isLeaving = this.#leaving.isUnderWay && !this.#ended;
    const requests = this.#parts.replies.isLate(arrival) ? 'ignore' : isLeaving ? 'refuse' : 'serve';
    const { doubtfulBelowId } = this.#earlierLife;
    return { nodeId: this.#parts.identity.nodeId, doubtfulBelowId, requests } as const;
  }

  #onCounted(counted: CountedChunk, arrivedAt: Arrival): void {
    const { decoded } = counted;
    const { clock, skips } = this.#parts;
    for (const [reason, times] of Object.entries(decoded.skipped)) {
      skips.skip(reason as keyof typeof decoded.skipped, times);
    }
    const arrival = decoded.messages.length > 0 ? clock.behindMessage(arrivedAt, this.#holdUpMaxMs) : arrivedAt;
    this.#requests.take(counted, arrival);
    // After the adds: a reply of the store may settle what becomes of all that is held.
    for (const message of decoded.messages) {
      this.#onMessage(message, arrival);
    }
    if (decoded.doubtful.length > 0 || decoded.someWithoutId) {
      this.#earlierLife.take(decoded.doubtful, decoded.someWithoutId, arrival);
    }
    this.#flusher.wake();
    this.#sweepLater(sweepMs);
    this.#leaving.check();
  }

  /**
   * For how long a request may have been held up by a message, in milliseconds: at most half of its
   * deadline, so that one that was not still has the other half.
   */
  get #holdUpMaxMs(): number {
    return Math.min(this.#kv.slowestMessageMs, this.#parts.settings.replyDeadlineMs / 2);
  }

  #onMessage(message: Message, arrival: Arrival): void {
    const { counters, onInit } = this.#parts;
    switch (message.body.type) {
      case 'init':
        onInit(message, arrival);
        break;
      case PeerMessage.refresh:
        counters.peerMessagesIn += 1;
        this.#refreshRequests.hold(message, arrival);
        this.#answerPeers();
        break;
      case PeerMessage.refreshed:
        this.#refreshClient.receive(message);
        break;
      default:
        if (isPeerMessage(message.body.type)) {
          this.#strategy.receive(message);
        } else {
          this.#kv.receive(message.src, message.body);
        }
    }
  }

  #onRefreshed(refresh: Refresh): void {
    this.#refresh = merged(this.#refresh, refresh);
    this.#answerPeers();
    this.#requests.refreshed();
    this.#leaving.check();
  }

  #answerPeers(): void {
    for (const request of this.#refreshRequests.takeServed(this.#refresh)) {
      const snapshot = this.#value.snapshotFor(request.peer);
      if (snapshot !== undefined) {
        this.#sendToPeer(request.peer, refreshedMessage(request, snapshot));
      }
    }
  }

  #sendToPeer(peer: string, body: object): void {
    const { identity, counters, send } = this.#parts;
    counters.peerMessagesOut += 1;
    send(encodeToPeer(identity.nodeId, peer, JSON.stringify(body)));
  }

  #onRolledBack(): void {
    if (this.#parts.settings.acks === 'local') {
      this.#parts.log('adds acknowledged on receipt were lost: the total would pass 2^53-1');
    }
    this.#requests.rolledBack();
  }

  /** While anything is held, looks now and then for what has reached its deadline. */
  #sweepLater(delayMs: number): void {
    if (this.#sweeping || (this.held === 0 && !this.#leaving.isUnderWay)) {
      return;
    }
    this.#sweeping = true;
    this.#parts.environment.after(delayMs, () => {
      this.#sweeping = false;
      const isDone = this.#requests.expire();
      this.#sweepLater(isDone ? sweepMs : nextSliceMs);
      this.#leaving.check();
    });
  }
}

/**
 * The longest a call to the store is given, in milliseconds, unless `--kv-timeout-ms` is longer.
 */
const kvTimeoutMaxMs = 4_000;
/** How often held requests are looked over for their deadline, in milliseconds. */
const sweepMs = 50;
/** How soon more is given up, when the reader is busy with what was, in milliseconds. */
const nextSliceMs = 2;
