import { encodeToPeer, PeerMessage } from '../shared/codec.ts';
import type { Message } from '../shared/message.ts';
import type { Arrival } from './arrival-clock.ts';
import type { Found, Refresh } from './refresh.ts';
import { isTotal } from './strategy.ts';

/** A peer's question for a refresh: see `RefreshAsker`. */
interface HeldAsk {
  readonly token: number;
  readonly ageMaxMs: number;
  readonly arrival: Arrival;
}

/**
 * Peers that wait for a refresh of this node, each with the last question it asked: an earlier one it has given up, or it
 * is a copy that came late.
 */
export class HeldAsks {
  readonly #asks = new Map<string, HeldAsk>();
  readonly #peers: ReadonlySet<string>;

  constructor(nodeIds: readonly string[]) {
    this.#peers = new Set(nodeIds);
  }

  /** Holds a question; a message that is none is left aside. */
  hold({ src, body }: Message, arrival: Arrival): void {
    const { ask: token, age_max_ms: ageMaxMs } = body;
    if (!this.#peers.has(src) || !isTotal(token) || typeof ageMaxMs !== 'number') {
      return;
    }
    const behind = (this.#asks.get(src)?.token ?? 0) - token;
    if (behind > 0 && behind < tokensInALife) {
      return;
    }
    this.#asks.set(src, { token, ageMaxMs, arrival });
  }

  /** Whether a refresh would answer any of them. */
  servesAny(refresh: Refresh): boolean {
    for (const ask of this.#asks.values()) {
      if (serves(refresh, ask)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a refresh would answer all of them. */
  servesAll(refresh: Refresh): boolean {
    for (const ask of this.#asks.values()) {
      if (!serves(refresh, ask)) {
        return false;
      }
    }
    return true;
  }

  /** Takes out those that a refresh answers. */
  takeServed(refresh: Refresh, nowMs: number): AnsweredAsk[] {
    const taken: AnsweredAsk[] = [];
    for (const [peer, ask] of this.#asks) {
      if (!serves(refresh, ask)) {
        continue;
      }
      this.#asks.delete(peer);
      const { order, readMs } = ask.arrival;
      taken.push({
        peer,
        token: ask.token,
        heldMs: nowMs - readMs,
        ...(refresh.order <= order && { ageMs: Math.max(0, readMs - refresh.ms) }),
      });
    }
    return taken;
  }
}

/** A question that a refresh answers. */
export interface AnsweredAsk {
  readonly peer: string;
  readonly token: number;
  /** For how long it was held, in milliseconds. */
  readonly heldMs: number;
  /** For how long before the question came in the refresh had begun, in milliseconds, if it had. */
  readonly ageMs?: number;
}

/** The line that answers a peer. */
export function encodeRefreshed(
  nodeId: string,
  { peer, token, heldMs, ageMs }: AnsweredAsk,
  { total, yours }: Found,
): string {
  const body = { type: PeerMessage.refreshed, ask: token, total, yours, held_ms: heldMs, age_ms: ageMs };
  return encodeToPeer(nodeId, peer, JSON.stringify(body));
}

/** A node begins to count at a random number in each life, so a number that is a little lower is of the same life, and older. */
const tokensInALife = 2 ** 32;

function serves(refresh: Refresh, { ageMaxMs, arrival: { order, readMs } }: HeldAsk): boolean {
  return refresh.order > order || refresh.ms >= readMs - ageMaxMs;
}
