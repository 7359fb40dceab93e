import { peerMessageType } from '../shared/codec.ts';
import type { Message } from '../shared/message.ts';
import { Backoff } from './backoff.ts';
import type { Counters } from './counters.ts';
import type { KvClient, KvOutcome } from './kv-client.ts';
import type { Log } from './log.ts';
import type { StrategySettings } from './per-key.ts';
import { exactSum, isTotal, type Strategy, type WriteOutcome } from './strategy.ts';

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
 * **Every acknowledged add counts once.** Slots hold totals, written by their own node only and never downwards, so
 * it does not matter which of several attempts in doubt lands, as long as all of one write carry the same target: when a
 * later value shows the target in the own slot, one has. A slot that shows neither the old value nor the target was
 * written by an earlier life of this node, in doubt when it died: it is adopted.
 *
 * **Reads are linearizable.** A read is answered from the value that a compare-and-set of ours put in place, and which
 * was sent after the read came in: that value counts all that was acknowledged before, and was current while the read
 * was open. With nothing to add, `v` alone is raised. A write that is only found to have landed answers no read.
 *
 * Peers tell each other the value after a success, one way. Such news only chooses what the next attempt starts from:
 * lost, late or false, it costs a refused attempt.
 */
export class Cas implements Strategy {
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
  /** The newest value known: read from the store, written to it, or heard of. */
  #newest: Shared = nothingYet;
  /** The value that our last successful write put in place. */
  #written: Shared = nothingYet;
  #nextNonce: number;
  /** Set while the store is asked for the newest value: a peer's news makes the answer needless. */
  #onNews: (() => void) | undefined;

  constructor(settings: StrategySettings, send: (line: string) => void) {
    this.#kv = settings.kv;
    this.#counters = settings.counters;
    this.#log = settings.log;
    this.#nodeId = settings.nodeId;
    this.#peers = settings.nodeIds.filter((id) => id !== settings.nodeId);
    this.#barrierKey = `${settings.nodeId}.barrier`;
    this.#send = send;
    this.#backoff = new Backoff(settings.environment);
    this.#nextNonce = 1 + Math.floor(settings.environment.random() * 2 ** 52);
  }

  recover(done: (own: number) => void): void {
    this.#learn(() => {
      this.#own = this.#slot(this.#newest);
      done(this.#own);
    });
  }

  write(target: number, done: (outcome: WriteOutcome) => void): void {
    this.#attempt(target, done);
  }

  collect(done: () => void): void {
    this.#counters.refreshes++;
    done();
  }

  value(): number | bigint {
    return exactSum(Object.values(this.#written.slots));
  }

  /** Takes in a peer's news of the newest value. */
  receive(message: Message): void {
    const value = message.body.value;
    if (message.body.type !== peerMessageType || !this.#peers.includes(message.src) || !isShared(value)) return;
    this.#counters.peerMessagesIn++;
    // What became of our own slot is for the store to say, so news in which it has changed is left aside.
    if (value.v <= this.#newest.v || this.#slot(value) !== this.#own) return;
    this.#newest = value;
    this.#onNews?.();
  }

  #attempt(target: number, done: (outcome: WriteOutcome) => void): void {
    const from = this.#newest;
    const slot = this.#slot(from);
    if (slot > this.#own) {
      this.#own = slot;
      done({ own: slot, barrier: false });
      return;
    }
    const to: Shared = { v: from.v + 1, slots: { ...from.slots, [this.#nodeId]: target } };
    const again = () => this.#learn(() => this.#attempt(target, done));
    this.#kv.cas(sharedKey, from, to, (outcome) => {
      switch (outcome.kind) {
        case 'ok':
          this.#backoff.reset();
          this.#own = target;
          this.#written = to;
          if (to.v > this.#newest.v) this.#newest = to;
          this.#tellPeers(to);
          done({ own: target, barrier: true });
          break;
        case 'mismatch':
          // A peer may have told of a newer value meanwhile: no need to ask the store for it.
          if (this.#newest.v > from.v) this.#attempt(target, done);
          else again();
          break;
        default:
          this.#backoff.retry(again);
      }
    });
  }

  /**
   * Learns the newest value: from the store, or from a peer if one tells of it sooner. The store is made to answer with
   * what it holds now, or held no longer ago than this call, by a changing write first.
   */
  #learn(done: () => void): void {
    // News may overtake the store's answer, which is then of no interest any more.
    let open = true;
    const learnt = () => {
      open = false;
      this.#onNews = undefined;
      done();
    };
    this.#onNews = learnt;
    const ask = () => {
      if (!open) return;
      this.#kv.write(this.#barrierKey, this.#nextNonce++, (barrier) => {
        if (!open) return;
        if (barrier.kind === 'ok') this.#kv.read(sharedKey, take);
        else this.#backoff.retry(ask);
      });
    };
    const take = (outcome: KvOutcome) => {
      if (!open) return;
      if (outcome.kind === 'ok' && isShared(outcome.value) && this.#slot(outcome.value) >= this.#own) {
        // Replaces whatever was heard, even if that was newer: what the store itself says is always real.
        this.#newest = outcome.value;
        learnt();
      } else if (outcome.kind === 'missing' && this.#own === 0) {
        this.#newest = nothingYet;
        learnt();
      } else {
        if (outcome.kind === 'ok' || outcome.kind === 'missing') this.#badValue(outcome);
        this.#backoff.retry(ask);
      }
    };
    ask();
  }

  #slot(value: Shared): number {
    return Object.hasOwn(value.slots, this.#nodeId) ? (value.slots[this.#nodeId] as number) : 0;
  }

  #tellPeers(value: Shared): void {
    const src = JSON.stringify(this.#nodeId);
    const body = JSON.stringify({ type: peerMessageType, value });
    for (const peer of this.#peers) {
      this.#counters.peerMessagesOut++;
      this.#send(`{"src":${src},"dest":${JSON.stringify(peer)},"body":${body}}\n`);
    }
  }

  #badValue(found: unknown): void {
    this.#counters.kvBadValues++;
    this.#log('the store holds a value that no node stored there', {
      key: sharedKey,
      found: JSON.stringify(found).slice(0, 128),
    });
  }
}

/** The key that holds all totals. */
export const sharedKey = 'sluice';

/** The key before anybody wrote it. Creating it asks for this `from`, which no stored value ever equals. */
const nothingYet: Shared = { v: 0, slots: {} };

function isShared(value: unknown): value is Shared {
  if (typeof value !== 'object' || value === null) return false;
  const { v, slots } = value as Partial<Record<keyof Shared, unknown>>;
  if (!isTotal(v) || v === 0 || typeof slots !== 'object' || slots === null || Array.isArray(slots)) return false;
  return Object.values(slots).every(isTotal);
}
