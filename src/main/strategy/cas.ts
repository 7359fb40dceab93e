import { encodeToPeer, PeerMessage } from '../../shared/wire/codec.ts';
import type { Message } from '../../shared/wire/message.ts';
import type { Refresh } from '../counter/refresh.ts';
import type { Counters } from '../counters.ts';
import { type Log, show } from '../log.ts';
import { Backoff } from '../store/backoff.ts';
import type { KvClient, KvOutcome } from '../store/kv-client.ts';
import {
  exactSum,
  isTotal,
  type Strategy,
  type StrategySettings,
  type WriteOutcome,
  type WriteProgress,
} from './strategy.ts';

/** The shared key's value: `v` goes up by one at each success, `slots` holds every node's committed total. */
interface Shared {
  readonly v: number;
  readonly slots: Readonly<Record<string, number>>;
}

/**
 * Strategy `cas`: one key holds the totals of all nodes. A write is a compare-and-set from the whole old value to one
 * whose `v` is one higher and whose own slot is the target.
 *
 * **The successes form one chain.** `v` goes up at each, so no value comes back, and a value has at most one successor.
 * A success is ordered after every success that had completed when it was sent, or it would have needed a `from` that
 * was no longer current. This holds on every sequentially consistent store, however old the states that it shows.
 *
 * **Every acknowledged add counts once.** Slots hold totals, and go upwards only: from the committed total to the target
 * of the write under way, by an attempt of the node itself or by one of a peer that it has asked to take the step along.
 * As each is a compare-and-set of a value that shows the old total, the step is taken once, whoever takes it, and
 * however many attempts are in doubt: when a later value shows the target in the own slot, it has been. A slot that shows neither
 * the old total nor the target was stepped on for an earlier life of this node, in doubt when it died: it is adopted.
 *
 * **Reads are linearizable.** A read is answered from the value that a compare-and-set of ours put in place, and which
 * was sent after the read came in: that value counts all that was acknowledged before, and was current while the read
 * was open. With nothing to add, `v` alone is raised. A write that is only found to have landed answers no read.
 *
 * **Peers help each other, one way.** After a success a node tells them the value. That chooses what the next attempt starts from;
 * lost or late, it costs a refused attempt. And a node that was refused asks its peers to take its step along, and to
 * be told of a success *sent from now on*: its adds are done when a value that was put in place shows them, its reads that came in
 * before the ask are answered from such a success just as from one of its own. So however many nodes compete, requests
 * wait a few round trips, not one for each node (the helping of Herlihy, Wait-Free Synchronization, 1991). An ask, or
 * its answer, that is lost costs nothing: the node goes on trying by itself.
 */
export class Cas implements Strategy {
  /** Only a success of its own makes a read linearizable. */
  readonly alone = false;
  readonly collectCosts = false;
  readonly #kv: KvClient;
  readonly #counters: Counters;
  readonly #log: Log;
  readonly #nodeId: string;
  readonly #peers: readonly string[];
  readonly #barrierKey: string;
  readonly #send: (line: string) => void;
  readonly #backoff: Backoff;
  /** What the own slot holds, as far as is known. */
  #own = 0;
  #recovered = false;
  /** The newest value known: read from the store, written to it, or heard of. */
  #newest: Shared = nothingYet;
  /** What reads are answered from: the newest value that a success put in place, ours or one that we asked a peer for. */
  #shown: Shared = nothingYet;
  /** For each peer, its last ask that reached us. */
  readonly #heard = new Map<string, Ask>();
  /** What the write under way makes of the own slot. */
  #target: number | undefined;
  /** Called when a peer's success shows that in the own slot. */
  #onLanded: (() => void) | undefined;
  /** Our own asks of the present write or recovery that nobody has answered, oldest first. */
  #asked: { readonly token: number; readonly mark: Refresh | undefined }[] = [];
  /** Called when a peer has answered asks, with the last mark that one of them was for. */
  #onAnswered: ((mark: Refresh | undefined) => void) | undefined;
  #nextNonce: number;
  #lastAsk: number;
  /** Set while the store is asked for the newest value: a peer's news makes the answer needless. */
  #onNews: (() => void) | undefined;
  #stopLearning: (() => void) | undefined;

  constructor(settings: StrategySettings, send: (line: string) => void) {
    this.#kv = settings.kv;
    this.#counters = settings.counters;
    this.#log = settings.log;
    this.#nodeId = settings.nodeId;
    this.#peers = settings.nodeIds.filter((id) => id !== settings.nodeId);
    this.#barrierKey = `${settings.nodeId}.barrier`;
    this.#send = send;
    this.#backoff = new Backoff(settings.environment);
    // Random starts, so that no life writes a value, or asks with a token, that an earlier one did.
    this.#nextNonce = 1 + Math.floor(settings.environment.random() * 2 ** 52);
    this.#lastAsk = Math.floor(settings.environment.random() * 2 ** 52);
  }

  /**
   * Learns what the own slot holds by a success, as for a read: what a store only shows may be older than a step that a
   * peer took along for an earlier life, which has acknowledged it.
   */
  recover(done: (outcome: WriteOutcome) => void): void {
    const finish = () => {
      this.#recovered = true;
      this.#asked = [];
      this.#onAnswered = undefined;
      this.#stopLearning?.();
      if (this.#shown.v > this.#newest.v) {
        this.#newest = this.#shown;
      }
      this.#own = this.#slot(this.#shown);
      done({ own: this.#own, barrier: true });
    };
    const attempt = () => {
      if (this.#recovered) {
        return;
      }
      this.#try({}, (outcome, from) => {
        if (this.#recovered) {
          return;
        }
        if (outcome.kind === 'ok') {
          finish();
        } else if (outcome.kind !== 'mismatch') {
          this.#backoff.retry(() => this.#learn(attempt));
        } else if (this.#newest.v > from.v) {
          attempt();
        } else {
          this.#learn(attempt);
        }
      });
    };
    this.#onAnswered = finish;
    this.#ask(undefined, undefined);
    this.#learn(attempt);
  }

  write(target: number, progress: WriteProgress, done: (outcome: WriteOutcome) => void): void {
    let open = true;
    this.#target = target;
    const finish = (outcome: WriteOutcome) => {
      open = false;
      this.#asked = [];
      this.#onAnswered = undefined;
      this.#target = undefined;
      this.#onLanded = undefined;
      this.#stopLearning?.();
      done(outcome);
    };
    const attempt = () => {
      if (!open) {
        return;
      }
      const from = this.#newest;
      const slot = this.#slot(from);
      if (slot > this.#own) {
        this.#own = slot;
        finish({ own: slot, barrier: false });
        return;
      }
      this.#try({ [this.#nodeId]: target }, (outcome) => {
        if (!open) {
          return;
        }
        switch (outcome.kind) {
          case 'ok':
            this.#backoff.reset();
            finish({ own: target, barrier: true });
            break;
          case 'mismatch':
            ask();
            // A peer may have told of a newer value meanwhile: no need to ask the store for it.
            if (this.#newest.v > from.v) {
              attempt();
            } else {
              this.#learn(again);
            }
            break;
          default:
            this.#backoff.retry(() => {
              if (open) {
                this.#learn(attempt);
              }
            });
        }
      });
    };
    let asked = false;
    const ask = () => {
      const mark = progress.mark();
      const step = target > this.#own ? { from: this.#own, to: target } : undefined;
      // What is asked for once need not be asked for again: the step stays the same, and later reads are others.
      if (mark !== undefined || (step !== undefined && !asked)) {
        this.#ask(mark, step);
      }
      asked = true;
    };
    let shownV = -1;
    let standstills = 0;
    /** The next attempt, after a refusal; after a pause when the store goes on refusing the very value that it shows. */
    const again = () => {
      standstills = this.#newest.v === shownV ? standstills + 1 : 0;
      shownV = this.#newest.v;
      if (standstills < standstillsMax) {
        attempt();
      } else {
        this.#backoff.retry(attempt);
      }
    };
    this.#onAnswered = (mark) => {
      if (mark !== undefined) {
        progress.served(mark);
      }
      // With nothing to add, the peer's success has done all that ours would.
      if (open && target === this.#own) {
        finish({ own: target, barrier: false });
      }
    };
    this.#onLanded = () => {
      this.#own = target;
      finish({ own: target, barrier: false });
    };
    attempt();
  }

  /** One attempt to put the next value in place: `own`, and what peers have asked for. */
  #try(own: Readonly<Record<string, number>>, done: (outcome: KvOutcome, from: Shared) => void): void {
    const from = this.#newest;
    const to: Shared = { v: from.v + 1, slots: { ...from.slots, ...this.#peersSteps(from), ...own } };
    const heard = Object.fromEntries([...this.#heard].map(([peer, { token }]) => [peer, token]));
    this.#kv.cas(sharedKey, from, to, (outcome) => {
      if (outcome.kind === 'ok') {
        this.#succeeded(to, heard);
      }
      done(outcome, from);
    });
  }

  collect(done: () => void): void {
    this.#counters.refreshes += 1;
    done();
  }

  value(): number | bigint {
    return exactSum(Object.values(this.#shown.slots));
  }

  share(nodeId: string): number {
    return slotOf(this.#shown, nodeId);
  }

  /** Takes in what a peer tells or asks. */
  receive({ src, body }: Message): void {
    if (!this.#peers.includes(src)) {
      return;
    }
    this.#counters.peerMessagesIn += 1;
    const { ask, from, to, value, heard } = body;
    if (body.type === PeerMessage.ask) {
      const step = isTotal(from) && isTotal(to) && from < to ? { from, to } : undefined;
      if (isTotal(ask)) {
        this.#heard.set(src, { token: ask, step });
      }
      return;
    }
    if (!isShared(value)) {
      return;
    }
    const slot = this.#slot(value);
    // Anything but what we have made of our own slot, or are about to, is for the store to say; so news in which it has
    // changed otherwise is left aside.
    const isOurs = !this.#recovered || slot === this.#own || slot === this.#target;
    const isNews = isOurs && value.v > this.#newest.v;
    if (isNews) {
      this.#newest = value;
    }
    this.#takeAnswer(value, (heard as Readonly<Record<string, unknown>> | null | undefined)?.[this.#nodeId]);
    if (!isNews) {
      return;
    }
    if (slot === this.#target && slot > this.#own) {
      if (value.v > this.#shown.v) {
        this.#shown = value;
      }
      this.#onLanded?.();
    } else {
      this.#onNews?.();
    }
  }

  /** Sees whether a peer's success was sent after it had heard an ask of ours, the one with this token or a later one. */
  #takeAnswer(value: Shared, token: unknown): void {
    // A token above the last one given out would be an earlier life's.
    if (!isTotal(token) || token > this.#lastAsk || this.#asked[0] === undefined || this.#asked[0].token > token) {
      return;
    }
    if (value.v > this.#shown.v) {
      this.#shown = value;
    }
    let mark: Refresh | undefined;
    while (this.#asked[0] !== undefined && this.#asked[0].token <= token) {
      mark = this.#asked.shift()!.mark ?? mark;
    }
    this.#onAnswered?.(mark);
  }

  /** Our compare-and-set put `to` in place; `heard` is what peers had asked before it was sent. */
  #succeeded(to: Shared, heard: Readonly<Record<string, number>>): void {
    this.#own = Math.max(this.#own, this.#slot(to));
    if (to.v > this.#shown.v) {
      this.#shown = to;
    }
    if (to.v > this.#newest.v) {
      this.#newest = to;
    }
    this.#tellPeers({ type: PeerMessage.value, value: to, heard });
  }

  /**
   * Asks to be told of a success that is sent from now on, for the reads that came in before `mark`, and which takes a
   * step of the own slot along.
   */
  #ask(mark: Refresh | undefined, step: Step | undefined): void {
    this.#lastAsk += 1;
    const token = this.#lastAsk;
    this.#asked.push({ token, mark });
    this.#tellPeers({ type: PeerMessage.ask, ask: token, ...step });
  }

  /** The slots of the peers whose step can be taken along from this value. */
  #peersSteps(from: Shared): Record<string, number> {
    const steps = [...this.#heard].filter(([peer, { step }]) => step !== undefined && slotOf(from, peer) === step.from);
    return Object.fromEntries(steps.map(([peer, { step }]) => [peer, step!.to]));
  }

  /**
   * Learns the newest value: from the store, or from a peer if one tells of it sooner. The store is made to answer with
   * what it holds now, or held no longer ago than this call, by a changing write first.
   */
  #learn(done: () => void): void {
    // News may overtake the store's answer, which is then of no interest any more.
    let open = true;
    const stop = () => {
      open = false;
      this.#onNews = undefined;
      this.#stopLearning = undefined;
    };
    const learnt = () => {
      stop();
      done();
    };
    this.#onNews = learnt;
    this.#stopLearning = stop;
    const ask = () => {
      if (!open) {
        return;
      }
      this.#nextNonce += 1;
      this.#kv.write(this.#barrierKey, this.#nextNonce, (barrier) => {
        if (!open) {
          return;
        }
        if (barrier.kind === 'ok') {
          this.#kv.read(sharedKey, take);
        } else {
          this.#backoff.retry(ask);
        }
      });
    };
    const take = (outcome: KvOutcome) => {
      if (!open) {
        return;
      }
      if (outcome.kind === 'ok' && isShared(outcome.value) && this.#slot(outcome.value) >= this.#own) {
        // Replaces whatever was heard, even if that was newer: what the store itself says is always real.
        this.#newest = outcome.value;
        learnt();
      } else if (outcome.kind === 'missing' && this.#own === 0) {
        this.#newest = nothingYet;
        learnt();
      } else {
        // What is older than a step that a peer took along is only old.
        if (outcome.kind === 'ok' && !isShared(outcome.value)) {
          this.#badValue(outcome);
        }
        this.#backoff.retry(ask);
      }
    };
    ask();
  }

  #slot(value: Shared): number {
    return slotOf(value, this.#nodeId);
  }

  #tellPeers(body: object): void {
    const text = JSON.stringify(body);
    for (const peer of this.#peers) {
      this.#counters.peerMessagesOut += 1;
      this.#send(encodeToPeer(this.#nodeId, peer, text));
    }
  }

  #badValue(found: unknown): void {
    this.#counters.kvBadValues += 1;
    this.#log('the store holds a value that no node stored there', {
      key: sharedKey,
      found: show(found),
    });
  }
}

/** A peer's wish: to be told of a success, and to have a step of its own slot taken along, if there is one. */
interface Ask {
  readonly token: number;
  readonly step: Step | undefined;
}

/** What a write makes of its node's slot. */
interface Step {
  readonly from: number;
  readonly to: number;
}

/** The key that holds all totals. */
export const sharedKey = 'sluice';

/** The key before anybody wrote it. Creating it asks for this `from`, which no stored value ever equals. */
const nothingYet: Shared = { v: 0, slots: {} };

/** A store that shows old states may do so a few times in a row, even while it moves on. */
const standstillsMax = 8;

function slotOf({ slots }: Shared, nodeId: string): number {
  return Object.hasOwn(slots, nodeId) ? (slots[nodeId] as number) : 0;
}

function isShared(value: unknown): value is Shared {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { v, slots, ...others } = value as Partial<Record<keyof Shared, unknown>>;
  if (Object.keys(others).length > 0) {
    return false;
  }
  if (!isTotal(v) || v === 0 || typeof slots !== 'object' || slots === null || Array.isArray(slots)) {
    return false;
  }
  return Object.values(slots).every(isTotal);
}
