import { PeerMessage } from '../../shared/wire/codec.ts';
import type { Body } from '../../shared/wire/message.ts';
import type { Refresh } from '../counter/refresh.ts';
import { type ChainValue, isSameSlot, isSlot, type Slot, type Step, slotOf } from './chain.ts';
import { isTotal } from './strategy.ts';

/**
 * A peer's request: for the value of a success, and for its step to be taken along, if it has one.
 */
interface HelpRequest {
  readonly token: number;
  readonly step: Step | undefined;
}

/** A request of ours that nobody has answered. */
interface OpenRequest {
  readonly token: number;
  readonly mark: Refresh | undefined;
}

/**
 * How nodes that compete for the chain help each other (the helping of Herlihy, Wait-Free
 * Synchronization, 1991). A node that was refused sends its peers its step, with a token. They take
 * the step along in their next attempts, as long as its slot shows what the step starts from, and
 * send the value after a success, with the tokens that they had seen when they sent the attempt. So
 * the answer to a token is a success that was sent after the request. A message that is lost costs
 * nothing: the node goes on trying by itself.
 */
export class Helping {
  /** For each peer, its last request. */
  readonly #heard = new Map<string, HelpRequest>();
  /** Our requests of the present write, oldest first. */
  #open: OpenRequest[] = [];
  #lastToken: number;

  /**
   * `random`: a number in [0, 1), another in each life, so that no life uses an earlier one's
   * tokens.
   */
  constructor(random: number) {
    this.#lastToken = Math.floor(random * 2 ** 52);
  }

  /** The tokens of the peers' last requests. */
  get tokensHeard(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#heard].map(([peer, { token }]) => [peer, token]));
  }

  /** What peers' steps make of their slots, where this value shows what they start from. */
  steps(value: ChainValue): Record<string, Slot> {
    const taken: [string, Slot][] = [];
    for (const [peer, { step }] of this.#heard) {
      if (step !== undefined && isSameSlot(slotOf(value, peer), step.from)) {
        taken.push([peer, step.to]);
      }
    }
    return Object.fromEntries(taken);
  }

  /**
   * Makes a request: for a success that is sent from now on, for the reads that came before `mark`.
   */
  request(mark: Refresh | undefined, step: Step | undefined): object {
    this.#lastToken += 1;
    this.#open.push({ token: this.#lastToken, mark });
    return { type: PeerMessage.help, token: this.#lastToken, ...step };
  }

  /** Forgets our requests: what they were for is done. */
  withdraw(): void {
    this.#open = [];
  }

  /** Queues a peer's request in place of its last one; malformed ones are ignored. */
  take(peer: string, { token, from, to }: Body): void {
    if (isTotal(token)) {
      this.#heard.set(peer, { token, step: isSlot(from) && isSlot(to) ? { from, to } : undefined });
    }
  }

  /**
   * Whether a success was sent after its node had seen a request of ours, the one with this token
   * or a later one; if so, the last mark that one of those was for.
   */
  takeAnswer(token: unknown): { readonly mark: Refresh | undefined } | undefined {
    // A token above the last one given out is an earlier life's.
    const upTo = isTotal(token) && token <= this.#lastToken ? token : -1;
    let answered = false;
    let mark: Refresh | undefined;
    for (let first = this.#open[0]; first !== undefined && first.token <= upTo; first = this.#open[0]) {
      this.#open.shift();
      mark = first.mark ?? mark;
      answered = true;
    }
    return answered ? { mark } : undefined;
  }
}
