import { PeerMessage } from '../shared/codec.ts';
import type { Message } from '../shared/message.ts';
import type { ArrivalClock } from './arrival-clock.ts';
import { CallTimeout } from './call-timeout.ts';
import type { Counters } from './counters.ts';
import type { Environment, Timer } from './environment.ts';
import type { Refresh } from './refresh.ts';
import { isTotal } from './strategy.ts';

/** What a {@link RefreshAsker} needs, and whom it tells. */
export interface RefreshAskerSettings {
  readonly nodeId: string;
  readonly nodeIds: readonly string[];
  readonly environment: Environment;
  readonly clock: ArrivalClock;
  readonly counters: Counters;
  /** How old an answer may be at most, in milliseconds. */
  readonly ageMaxMs: number;
  /** The shortest time a peer is given, in milliseconds. */
  readonly timeoutMs: number;
  readonly send: (line: string) => void;
  /** A peer has refreshed, as this says, and found this total. */
  readonly onRefreshed: (refresh: Refresh, total: number) => void;
  /** The peer did not answer in time. */
  readonly onFailed: () => void;
}

/**
 * Has a peer refresh in place of this node, where reads may be a little old. A refresh costs messages to as many keys as
 * there are nodes, so with one for each node they grow with the square of the nodes; with one that serves all nodes, and a
 * question and an answer for each, as fast as the nodes.
 *
 * All nodes ask the first, in the order of their ids, so the first asks nobody. One that does not answer in time is left
 * alone for a while, in which this node refreshes for itself, and then the next one is asked.
 *
 * **The answer is as old as it says, or younger.** The peer tells for how long before our question came in its refresh had
 * begun. The question came in after it was asked, so the refresh began no longer than that before we asked, by whichever
 * clock: only durations are told. The total that it found counts what had been committed by then, and nothing that
 * never will be, so the higher of it and of what is known here is right, too.
 */
export class RefreshAsker {
  readonly #settings: RefreshAskerSettings;
  /** Those that may be asked. */
  readonly #peers: readonly string[];
  /** Which of them is. */
  #peer = 0;
  readonly #timeout: CallTimeout;
  #timer: Timer | undefined;
  /** The last question, until it is answered, be it late. */
  #asked: { readonly token: number; readonly mark: Refresh } | undefined;
  #lastToken: number;
  #restMs = restMsMin;
  #restsUntilMs = Number.NEGATIVE_INFINITY;

  constructor(settings: RefreshAskerSettings) {
    this.#settings = settings;
    const { nodeId, nodeIds, timeoutMs, environment } = settings;
    this.#peers = nodeIds.filter((id) => id < nodeId).sort();
    this.#timeout = new CallTimeout(timeoutMs, Math.max(timeoutMs, timeoutMsMax));
    // A random start, so that no answer to an earlier life answers this one.
    this.#lastToken = Math.floor(environment.random() * 2 ** 52);
  }

  /** Sees to it that a peer is asked; false when this node must refresh for itself. */
  ask(): boolean {
    if (this.#timer !== undefined) return true;
    const { nodeId, environment, clock, counters, ageMaxMs, send } = this.#settings;
    const peer = this.#peers[this.#peer];
    const nowMs = environment.nowMs();
    if (peer === undefined || nowMs < this.#restsUntilMs) return false;
    const token = ++this.#lastToken;
    this.#asked = { token, mark: { order: clock.order(), ms: nowMs } };
    this.#timer = environment.after(this.#timeout.ms, () => this.#fail());
    counters.peerMessagesOut++;
    const body = { type: PeerMessage.refresh, ask: token, age_max_ms: ageMaxMs };
    send(`${JSON.stringify({ src: nodeId, dest: peer, body })}\n`);
    return true;
  }

  /** Takes an answer. */
  receive({ body }: Message): void {
    const { environment, counters, onRefreshed } = this.#settings;
    counters.peerMessagesIn++;
    const { ask, total, age_ms: ageMs } = body;
    if (this.#asked === undefined || ask !== this.#asked.token || !isTotal(total)) return;
    if (ageMs !== undefined && !(typeof ageMs === 'number' && ageMs >= 0)) return;
    const { mark } = this.#asked;
    this.#asked = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timeout.answered(environment.nowMs() - mark.ms);
    this.#restMs = restMsMin;
    onRefreshed(ageMs === undefined ? mark : { order: 0, ms: mark.ms - ageMs }, total);
  }

  #fail(): void {
    const { environment, onFailed } = this.#settings;
    this.#timer = undefined;
    this.#timeout.timedOut();
    this.#restsUntilMs = environment.nowMs() + this.#restMs;
    this.#restMs = Math.min(2 * this.#restMs, restMsMax);
    this.#peer = (this.#peer + 1) % this.#peers.length;
    onFailed();
  }
}

/** A peer is given at most so long, in milliseconds, unless the store is given longer: a read still has time then. */
const timeoutMsMax = 2_000;
/** For how long no peer is asked when one did not answer, in milliseconds: longer each time in a row. */
const restMsMin = 1_000;
const restMsMax = 30_000;
