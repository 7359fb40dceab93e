import type { DoubtfulRequest } from '../../shared/wire/decode-chunk.ts';
import type { Arrival } from '../counter/arrival.ts';
import type { Environment } from '../environment.ts';
import type { Skips } from './skips.ts';

/** What an {@link EarlierLife} needs, and whom it tells. */
export interface EarlierLifeSettings {
  readonly environment: Environment;
  readonly skips: Skips;
  /** Maelstrom's id of the `init` message, when it had one. */
  readonly initId: number | undefined;
  /** A request turned out to be for this life. */
  readonly onRequest: (line: Buffer, arrival: Arrival) => void;
}

/**
 * Tells requests that were sent to an earlier life of this node, before it was killed, from those
 * that are for this one. The client of such a request may have given up, and an answer to a client
 * that is gone mutes the node. The client of a request that was sent to this life is there, or has
 * waited for as long as the request has been here.
 *
 * **What Maelstrom does.** Every message has an id, one higher than the last, whoever sent it. When
 * it starts a killed node again, it sends `init`, and hands over what was queued for the killed one
 * before that (see `Reception`), not at all, or right after the answer to `init`, depending on its
 * version. So: a request that comes after `init` was sent to an earlier life if and only if its id
 * is lower than `init`'s; it comes soon after `init`; and such requests come in the order of their
 * ids.
 *
 * **The rule.** For {@link doubtTicks} ticks after `init`, requests with a lower id are kept aside,
 * and those with a higher one are served. Then what was kept aside is ignored, which is logged, and
 * nothing is looked at any more. But if the ids that are lower don't rise, or a request has none,
 * it is not Maelstrom who numbers them (it is a harness with a count for each client, or lines
 * pasted from a log): what was kept aside is served at once, and so is all that follows. So with
 * Maelstrom no request to an earlier life is answered; elsewhere all are, or the log says how many
 * of the first were not.
 *
 * Ticks are counted, not time: a node that is stopped meanwhile finds what was queued in its pipe
 * later.
 */
export class EarlierLife {
  readonly #settings: EarlierLifeSettings;
  #verdict: 'in doubt' | 'ignore' | 'serve';
  #keptAside: { readonly request: DoubtfulRequest; readonly arrival: Arrival }[] = [];
  #lastId = Number.NEGATIVE_INFINITY;
  #bytes = 0;

  constructor(settings: EarlierLifeSettings) {
    this.#settings = settings;
    this.#verdict = settings.initId === undefined ? 'serve' : 'in doubt';
    if (settings.initId !== undefined) {
      this.#tick(doubtTicks);
    }
  }

  /** Requests with a lower id are in doubt; undefined when none is any more. */
  get doubtfulBelowId(): number | undefined {
    return this.#verdict === 'in doubt' ? this.#settings.initId : undefined;
  }

  /** Takes requests that are in doubt, and whether others came without an id. */
  take(requests: readonly DoubtfulRequest[], someWithoutId: boolean, arrival: Arrival): void {
    for (const request of requests) {
      if (this.#verdict !== 'in doubt') {
        this.#settle({ request, arrival });
        continue;
      }
      this.#keptAside.push({ request, arrival });
      this.#bytes += request.line.length;
      const isRising = request.id > this.#lastId;
      this.#lastId = request.id;
      if (!isRising || this.#keptAside.length > keptAsideMax || this.#bytes > keptAsideBytesMax) {
        this.#decide('serve');
      }
    }
    if (someWithoutId && this.#verdict === 'in doubt') {
      this.#decide('serve');
    }
  }

  #tick(left: number): void {
    this.#settings.environment.after(tickMs, () => {
      if (this.#verdict !== 'in doubt') {
        return;
      }
      if (left > 1) {
        this.#tick(left - 1);
      } else {
        this.#decide('ignore');
      }
    });
  }

  #decide(verdict: 'ignore' | 'serve'): void {
    this.#verdict = verdict;
    const keptAside = this.#keptAside;
    this.#keptAside = [];
    for (const kept of keptAside) {
      this.#settle(kept);
    }
  }

  #settle({ request, arrival }: { readonly request: DoubtfulRequest; readonly arrival: Arrival }): void {
    if (this.#verdict === 'ignore') {
      this.#settings.skips.skip('sent to an earlier life');
    } else {
      const { buffer, byteOffset, length } = request.line;
      this.#settings.onRequest(Buffer.from(buffer, byteOffset, length), arrival);
    }
  }
}

/** For how many ticks requests are in doubt: what was queued is handed over at once. */
const doubtTicks = 20;
const tickMs = 100;
/** Maelstrom hands over at most 10 requests after `init`; so many are not its. */
const keptAsideMax = 1_024;
const keptAsideBytesMax = 1024 * 1024;
