import { encodeToPeer, PeerMessage } from '../../shared/wire/codec.ts';
import type { Message } from '../../shared/wire/message.ts';
import type { Refresh, Snapshot } from '../counter/refresh.ts';
import type { Arrival } from '../maelstrom/arrival-clock.ts';
import { isTotal } from '../strategy/strategy.ts';

/** A peer's question for a refresh: see `RefreshClient`. */
interface RefreshRequest {
  readonly token: number;
  readonly ageMaxMs: number;
  readonly arrival: Arrival;
}

/**
 * Peers that wait for a refresh of this node, each with the last question it asked: an earlier one it has given up, or it
 * is a copy that came late.
 */
export class RefreshRequests {
  readonly #requests = new Map<string, RefreshRequest>();
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
    const behind = (this.#requests.get(src)?.token ?? 0) - token;
    if (behind > 0 && behind < tokensInALife) {
      return;
    }
    this.#requests.set(src, { token, ageMaxMs, arrival });
  }

  /** Whether a refresh would answer any of them. */
  servesAny(refresh: Refresh): boolean {
    for (const request of this.#requests.values()) {
      if (serves(refresh, request)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a refresh would answer all of them. */
  servesAll(refresh: Refresh): boolean {
    for (const request of this.#requests.values()) {
      if (!serves(refresh, request)) {
        return false;
      }
    }
    return true;
  }

  /** Takes out those that a refresh answers. */
  takeServed(refresh: Refresh, nowMs: number): AnsweredRequest[] {
    const taken: AnsweredRequest[] = [];
    for (const [peer, request] of this.#requests) {
      if (!serves(refresh, request)) {
        continue;
      }
      this.#requests.delete(peer);
      const { order, readMs } = request.arrival;
      taken.push({
        peer,
        token: request.token,
        heldMs: nowMs - readMs,
        ...(refresh.order <= order && { ageMs: Math.max(0, readMs - refresh.ms) }),
      });
    }
    return taken;
  }
}

/** A question that a refresh answers. */
export interface AnsweredRequest {
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
  { peer, token, heldMs, ageMs }: AnsweredRequest,
  { total, yours }: Snapshot,
): string {
  const body = { type: PeerMessage.refreshed, ask: token, total, yours, held_ms: heldMs, age_ms: ageMs };
  return encodeToPeer(nodeId, peer, JSON.stringify(body));
}

/** A node begins to count at a random number in each life, so a number that is a little lower is of the same life, and older. */
const tokensInALife = 2 ** 32;

function serves(refresh: Refresh, { ageMaxMs, arrival: { order, readMs } }: RefreshRequest): boolean {
  return refresh.order > order || refresh.ms >= readMs - ageMaxMs;
}
