import { PeerMessage } from '../../shared/wire/codec.ts';
import type { Message } from '../../shared/wire/message.ts';
import type { EventOrder } from '../counter/arrival.ts';
import type { Refresh, Snapshot } from '../counter/refresh.ts';
import type { Counters } from '../counters.ts';
import type { Environment, Timer } from '../environment.ts';
import { CallTimeout } from '../store/call-timeout.ts';
import { isTotal } from '../strategy/strategy.ts';

/** What a {@link RefreshClient} needs, and whom it tells. */
export interface RefreshClientSettings {
  readonly nodeId: string;
  readonly nodeIds: readonly string[];
  readonly environment: Environment;
  readonly clock: EventOrder;
  readonly counters: Counters;
  /** How old an answer may be at most, in milliseconds. */
  readonly ageMaxMs: number;
  /** The shortest and the longest time that a peer is given, in milliseconds. */
  readonly timeoutMinMs: number;
  readonly timeoutMaxMs: number;
  /** Sends a one-way message to a peer. */
  readonly send: (peer: string, body: object) => void;
  /** A peer's refresh, and its snapshot. */
  readonly onRefreshed: (refresh: Refresh, snapshot: Snapshot) => void;
  /** The peer did not answer in time. */
  readonly onFailed: () => void;
}

/**
 * Has a peer refresh in place of this node, where reads may be a little old. A refresh costs
 * messages to as many keys as there are nodes. With one for each node they grow with the square of
 * the nodes; with one that serves all nodes, plus a request and an answer for each, they grow with
 * the nodes.
 *
 * All nodes send their request to the first one, in the order of their ids; the first sends none. A
 * peer that does not answer in time is left alone for a while: this node refreshes for itself at
 * first, and then turns to the next peer.
 *
 * **The answer is as old as it says, or younger.** The peer says how long before our request came
 * in its refresh had begun; if it does not, the refresh began after that. Our request came in after
 * it was sent, so the refresh began no longer than that before we sent it. Only durations are
 * compared, no clocks; where the peer had its refresh from another node, the same holds of that
 * one. A snapshot counts all that had been committed by then, and nothing that never will be, so
 * the highest of all snapshots, and of what is known here, is right, too.
 *
 * **No life answers less than an earlier one did.** A refresh that is asked for began in this life:
 * the earlier one had answered all that it ever did by then.
 */
export class RefreshClient {
  readonly #settings: RefreshClientSettings;
  /** Those that may refresh for us, in order. */
  readonly #peers: readonly Peer[];
  readonly #timeout: CallTimeout;
  #timer: Timer | undefined;
  /** The last request, until it is answered, be it late. */
  #open: { readonly peer: Peer; readonly token: number; readonly mark: Refresh } | undefined;
  #lastToken: number;
  readonly #startedMs: number;
  /** Until then no request is sent. */
  #aloneUntilMs = Number.NEGATIVE_INFINITY;

  constructor(settings: RefreshClientSettings) {
    this.#settings = settings;
    const { nodeId, nodeIds, timeoutMinMs, timeoutMaxMs, environment } = settings;
    const earlier = nodeIds.filter((id) => id < nodeId).sort();
    this.#peers = earlier.map((id) => ({ id, restMs: restMsMin, restsUntilMs: Number.NEGATIVE_INFINITY }));
    this.#timeout = new CallTimeout(Math.min(timeoutMinMs, timeoutMaxMs), timeoutMaxMs);
    // A random start, so that no answer to an earlier life answers this one.
    this.#lastToken = Math.floor(environment.random() * 2 ** 52);
    this.#startedMs = environment.nowMs();
  }

  /** Sees to it that a peer refreshes; false when this node must do so for itself. */
  request(): boolean {
    if (this.#timer !== undefined) {
      return true;
    }
    const { environment, clock, ageMaxMs, send } = this.#settings;
    const nowMs = environment.nowMs();
    const peer = this.#peers.find(({ restsUntilMs }) => nowMs >= restsUntilMs);
    if (peer === undefined || nowMs < this.#aloneUntilMs) {
      return false;
    }
    this.#lastToken += 1;
    const token = this.#lastToken;
    this.#open = { peer, token, mark: { order: clock.order(), ms: nowMs } };
    this.#timer = environment.after(this.#timeout.ms, () => this.#fail(peer));
    const ageInLifeMs = Math.min(ageMaxMs, nowMs - this.#startedMs);
    send(peer.id, { type: PeerMessage.refresh, token, age_max_ms: ageInLifeMs });
    return true;
  }

  /** Takes an answer. */
  receive({ body }: Message): void {
    const { environment, counters, onRefreshed } = this.#settings;
    counters.peerMessagesIn += 1;
    const { token, total, yours, age_ms: ageMs } = body;
    if (this.#open === undefined || token !== this.#open.token) {
      return;
    }
    if (!isTotal(total) || !(yours === undefined || (isTotal(yours) && yours <= total))) {
      return;
    }
    if (!(ageMs === undefined || isDuration(ageMs))) {
      return;
    }
    const { peer, mark } = this.#open;
    this.#open = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timeout.answered(environment.nowMs() - mark.ms);
    this.#aloneUntilMs = Number.NEGATIVE_INFINITY;
    peer.restMs = restMsMin;
    peer.restsUntilMs = Number.NEGATIVE_INFINITY;
    onRefreshed(ageMs === undefined ? mark : { order: 0, ms: mark.ms - ageMs }, {
      total,
      ...(yours !== undefined && { yours }),
    });
  }

  #fail(peer: Peer): void {
    const { environment, onFailed } = this.#settings;
    this.#timer = undefined;
    const nowMs = environment.nowMs();
    this.#aloneUntilMs = nowMs + restMsMin;
    peer.restsUntilMs = nowMs + peer.restMs;
    peer.restMs = Math.min(2 * peer.restMs, restMsMax);
    onFailed();
  }
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}

/** A peer, and for how long it is left alone if it doesn't answer. */
interface Peer {
  readonly id: string;
  restMs: number;
  restsUntilMs: number;
}

/**
 * For how long a peer that did not answer is left alone, in milliseconds: longer each time in a
 * row.
 */
const restMsMin = 1_000;
const restMsMax = 30_000;
