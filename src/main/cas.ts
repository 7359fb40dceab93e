import { peerMessageType } from '../shared/codec.ts';
import type { Message } from '../shared/message.ts';
import { Backoff } from './backoff.ts';
import type { Counters } from './counters.ts';
import type { KvClient } from './kv-client.ts';
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
    this.#attempt(target, done, 0);
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
    if (value.v > this.#newest.v && this.#slot(value) === this.#own) this.#newest = value;
  }

  #attempt(target: number, done: (outcome: WriteOutcome) => void, refusals: number): void {
    const from = this.#newest;
    const slot = this.#slot(from);
    if (slot > this.#own) {
      this.#own = slot;
      done({ own: slot, barrier: false });
      return;
    }
    const to: Shared = { v: from.v + 1, slots: { ...from.slots, [this.#nodeId]: target } };
    const again = () => this.#learn(() => this.#attempt(target, done, 0));
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
          if (this.#newest.v > from.v && refusals < refusalsMax) this.#attempt(target, done, refusals + 1);
          else again();
          break;
        default:
          this.#backoff.retry(again);
      }
    });
  }

  /**
   * Reads the shared key as it is now, or was no longer ago than this call: a changing write first, so that the store
   * may not show an older state.
   */
  #learn(done: () => void): void {
    const again = () => this.#backoff.retry(() => this.#learn(done));
    this.#kv.write(this.#barrierKey, this.#nextNonce++, (barrier) => {
      if (barrier.kind !== 'ok') return again();
      this.#kv.read(sharedKey, (outcome) => {
        if (outcome.kind === 'ok' && isShared(outcome.value) && this.#slot(outcome.value) >= this.#own) {
          // Replaces whatever was heard, even if that was newer: what the store itself says is always real.
          this.#newest = outcome.value;
        } else if (outcome.kind === 'missing' && this.#own === 0) {
          this.#newest = nothingYet;
        } else {
          if (outcome.kind === 'ok' || outcome.kind === 'missing') this.#badValue(outcome);
          return again();
        }
        done();
      });
    });
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

const sharedKey = 'sluice';

/** The key before anybody wrote it. Creating it asks for this `from`, which no stored value ever equals. */
const nothingYet: Shared = { v: 0, slots: {} };

/** After this many refusals in a row on peers' word alone, the store is asked. */
const refusalsMax = 4;

function isShared(value: unknown): value is Shared {
  if (typeof value !== 'object' || value === null) return false;
  const { v, slots } = value as Partial<Record<keyof Shared, unknown>>;
  if (!isTotal(v) || v === 0 || typeof slots !== 'object' || slots === null || Array.isArray(slots)) return false;
  return Object.values(slots).every(isTotal);
}
