import { PeerMessage } from '../../shared/wire/codec.ts';
import type { Message } from '../../shared/wire/message.ts';
import type { Arrival } from '../counter/arrival.ts';
import type { Refresh, Snapshot } from '../counter/refresh.ts';
import { isTotal } from '../strategy/strategy.ts';

/** A peer's request for a refresh: see `RefreshClient`. */
interface RefreshRequest {
  readonly token: number;
  readonly ageMaxMs: number;
  readonly arrival: Arrival;
}

/**
 * Peers that wait for a refresh of this node, each with its last request: it has given up any
 * earlier one, or what came is a late copy.
 */
export class RefreshRequests {
  readonly #requests = new Map<string, RefreshRequest>();
  readonly #peers: ReadonlySet<string>;

  constructor(nodeIds: readonly string[]) {
    this.#peers = new Set(nodeIds);
  }

  /** Queues a request; malformed ones are ignored. */
  hold({ src, body }: Message, arrival: Arrival): void {
    const { token, age_max_ms: ageMaxMs } = body;
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
  takeServed(refresh: Refresh): AnsweredRequest[] {
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
        ...(refresh.order <= order && { ageMs: Math.max(0, readMs - refresh.ms) }),
      });
    }
    return taken;
  }
}

/** A request that a refresh answers. */
export interface AnsweredRequest {
  readonly peer: string;
  readonly token: number;
  /** For how long before the request came in the refresh had begun, in milliseconds, if it had. */
  readonly ageMs?: number;
}

/** The message that answers a peer. */
export function refreshedMessage({ token, ageMs }: AnsweredRequest, { total, yours }: Snapshot): object {
  return { type: PeerMessage.refreshed, token, total, yours, age_ms: ageMs };
}

/**
 * Each life numbers its requests from a random start: a number a little lower is of the same life,
 * and older.
 */
const tokensInALife = 2 ** 32;

function serves(refresh: Refresh, { ageMaxMs, arrival: { order, readMs } }: RefreshRequest): boolean {
  return refresh.order > order || refresh.ms >= readMs - ageMaxMs;
}
