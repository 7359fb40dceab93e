import { encodeToPeer, PeerMessage } from '../../shared/wire/codec.ts';
import type { Message } from '../../shared/wire/message.ts';
import type { Refresh, Snapshot } from '../counter/refresh.ts';
import type { Counters } from '../counters.ts';
import type { Environment, Timer } from '../environment.ts';
import type { ArrivalClock } from '../maelstrom/arrival-clock.ts';
import { CallTimeout } from '../store/call-timeout.ts';
import { isTotal } from '../strategy/strategy.ts';

/** What a {@link RefreshClient} needs, and whom it tells. */
export interface RefreshClientSettings {
  readonly nodeId: string;
  readonly nodeIds: readonly string[];
  readonly environment: Environment;
  readonly clock: ArrivalClock;
  readonly counters: Counters;
  /** How old an answer may be at most, in milliseconds. */
  readonly ageMaxMs: number;
  /** The shortest and the longest time that a peer is given, in milliseconds. */
  readonly timeoutMinMs: number;
  readonly timeoutMaxMs: number;
  readonly send: (line: string) => void;
  /** A peer has refreshed, as this says, and found that. */
  readonly onRefreshed: (refresh: Refresh, found: Snapshot) => void;
  /** The peer did not answer in time. */
  readonly onFailed: () => void;
}

/**
 * Has a peer refresh in place of this node, where reads may be a little old. A refresh costs messages to as many keys as
 * there are nodes, so with one for each node they grow with the square of the nodes; with one that serves all nodes, and a
 * question and an answer for each, as fast as the nodes.
 *
 * All nodes ask the first, in the order of their ids; the first asks nobody. One that does not answer in time is left
 * alone for a while, in which this node refreshes for itself at first, and asks the next one then.
 *
 * **The answer is as old as it says, or younger.** The peer tells for how long before our question came in its refresh had
 * begun; if it does not, it began after that. The question came in after it was asked, so the refresh began no longer than
 * that before we asked. Only durations are told, so no clocks are compared; and where the peer had its refresh from another one,
 * the same holds of that. What was found counts all that had been committed by then, and nothing that never will be,
 * so the highest of what was ever heard, or is known here, is right, too.
 */
export class RefreshClient {
  readonly #settings: RefreshClientSettings;
  /** Those that may be asked. */
  readonly #peers: readonly Peer[];
  readonly #timeout: CallTimeout;
  /** The same without the time for which the peer held the question. */
  readonly #network: CallTimeout;
  #timer: Timer | undefined;
  /** The last question, until it is answered, be it late. */
  #asked: { readonly peer: Peer; readonly token: number; readonly mark: Refresh } | undefined;
  #lastToken: number;
  /** Until then nobody is asked. */
  #aloneUntilMs = Number.NEGATIVE_INFINITY;

  constructor(settings: RefreshClientSettings) {
    this.#settings = settings;
    const { nodeId, nodeIds, timeoutMinMs, timeoutMaxMs, environment } = settings;
    const earlier = nodeIds.filter((id) => id < nodeId).sort();
    this.#peers = earlier.map((id) => ({ id, restMs: restMsMin, restsUntilMs: Number.NEGATIVE_INFINITY }));
    this.#timeout = new CallTimeout(Math.min(timeoutMinMs, timeoutMaxMs), timeoutMaxMs);
    this.#network = new CallTimeout(0, timeoutMaxMs);
    // A random start, so that no answer to an earlier life answers this one.
    this.#lastToken = Math.floor(environment.random() * 2 ** 52);
  }

  /** What a message may take one way when it is slow, in milliseconds; 0 until something is known. */
  get oneWayMs(): number {
    return this.#network.oneWayMs;
  }

  /** Sees to it that a peer is asked; false when this node must refresh for itself. */
  ask(): boolean {
    if (this.#timer !== undefined) {
      return true;
    }
    const { nodeId, environment, clock, counters, ageMaxMs, send } = this.#settings;
    const nowMs = environment.nowMs();
    const peer = this.#peers.find(({ restsUntilMs }) => nowMs >= restsUntilMs);
    if (peer === undefined || nowMs < this.#aloneUntilMs) {
      return false;
    }
    this.#lastToken += 1;
    const token = this.#lastToken;
    this.#asked = { peer, token, mark: { order: clock.order(), ms: nowMs } };
    this.#timer = environment.after(this.#timeout.ms, () => this.#fail(peer));
    counters.peerMessagesOut += 1;
    const body = { type: PeerMessage.refresh, ask: token, age_max_ms: ageMaxMs };
    send(encodeToPeer(nodeId, peer.id, JSON.stringify(body)));
    return true;
  }

  /** Takes an answer. */
  receive({ body }: Message): void {
    const { environment, counters, onRefreshed } = this.#settings;
    counters.peerMessagesIn += 1;
    const { ask, total, yours, age_ms: ageMs, held_ms: heldMs } = body;
    if (this.#asked === undefined || ask !== this.#asked.token) {
      return;
    }
    if (!isTotal(total) || !(yours === undefined || (isTotal(yours) && yours <= total))) {
      return;
    }
    if (!isDuration(heldMs) || !(ageMs === undefined || isDuration(ageMs))) {
      return;
    }
    const { peer, mark } = this.#asked;
    this.#asked = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
    const tookMs = environment.nowMs() - mark.ms;
    this.#timeout.answered(tookMs);
    this.#network.answered(Math.max(0, tookMs - heldMs));
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

/** One that may be asked, and for how long it is left alone if it doesn't answer. */
interface Peer {
  readonly id: string;
  restMs: number;
  restsUntilMs: number;
}

/** For how long a peer that did not answer is left alone, in milliseconds: longer each time in a row. */
const restMsMin = 1_000;
const restMsMax = 30_000;
