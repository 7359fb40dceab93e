import { PeerMessage } from '../../shared/wire/codec.ts';
import type { Message } from '../../shared/wire/message.ts';
import type { Counters } from '../counters.ts';
import { type Log, show } from '../log.ts';
import { Backoff } from '../store/backoff.ts';
import type { KvClient, KvOutcome } from '../store/kv-client.ts';
import { Barrier } from './barrier.ts';
import {
  type ChainValue,
  chainKey,
  emptyChain,
  emptySlot,
  isChainValue,
  isSameSlot,
  nextValue,
  type Slot,
  type Step,
  slotOf,
} from './chain.ts';
import { Helping } from './helping.ts';
import { Learning } from './learning.ts';
import {
  drawLife,
  exactSum,
  type Recovered,
  type Strategy,
  type StrategySettings,
  type WriteOutcome,
  type WriteProgress,
} from './strategy.ts';

/**
 * Strategy `cas`: one key holds the slots of all nodes. A write is a compare-and-set from the whole
 * old value to one whose `v` is one higher and whose own slot has taken a step.
 *
 * **The successes form one chain.** `v` goes up at each, so no value comes back, and a value has at
 * most one successor. A success is ordered after every success that had completed when it was sent,
 * or it would have needed a `from` that was no longer current. This holds on every sequentially
 * consistent store, however old the states that it shows.
 *
 * **Every acknowledged add counts once.** A slot holds a total and the life that wrote it. It
 * changes by steps: from what it holds to the next total of the same life, or, when a life begins,
 * to that life with the same total. A step is taken by the node itself, or by a peer that takes it
 * along. As each attempt is a compare-and-set of a value that shows what the step starts from, and
 * no slot ever comes back, a step is taken at most once, whoever tries and however many attempts
 * are in doubt. A life takes its first step, which makes the slot its own, before it counts
 * anything. After that no step of an earlier life can be taken, for it starts from a slot with
 * another life. So what the slot holds is what this life has made of it, or is about to, and a
 * value in which it shows a step's end proves that step taken. Lives are random numbers: no old
 * value that a store may show has this one in it.
 *
 * **Reads are linearizable.** A read is answered from the value that a compare-and-set of ours put
 * in place, and which was sent after the read came in: that value counts all that was acknowledged
 * before, and was current while the read was open. With nothing to add, `v` alone is raised. A step
 * that is only found to be taken answers no read. After a success a node tells its peers the value,
 * which chooses what their next attempt starts from. A node that was refused asks its peers for
 * help, and its reads are answered from a peer's success that was sent after that just as from one
 * of its own: see `Helping`. However many nodes compete, requests wait a few round trips, not one
 * for each node.
 *
 * **Nodes agree.** A read shows a value of the chain that is no older than the read, so when
 * nothing is added any more, all nodes show the same.
 */
export class Cas implements Strategy {
  /** Only a success makes a read linearizable. */
  readonly alone = false;
  readonly collectCosts = false;
  readonly #kv: KvClient;
  readonly #counters: Counters;
  readonly #log: Log;
  readonly #nodeId: string;
  readonly #peers: readonly string[];
  readonly #send: (peer: string, body: object) => void;
  readonly #life: number;
  readonly #backoff: Backoff;
  readonly #helping: Helping;
  readonly #learning: Learning;
  /** What the own slot holds, once this life has made it its own. */
  #own: Slot = emptySlot;
  #recovered = false;
  /** The newest value known: read from the store, written to it, or sent by a peer. */
  #newest = emptyChain;
  /**
   * What reads are answered from: the newest value that a success put in place, of ours or of a
   * peer's.
   */
  #shown = emptyChain;
  /** The step under way. */
  #step: Step | undefined;
  /** Called when a peer's news shows that the step was taken. */
  #onTaken: (() => void) | undefined;
  /** Called when a peer has answered requests, with the last mark that one of them was for. */
  #onAnswered: ((mark: ReturnType<WriteProgress['mark']>) => void) | undefined;

  constructor(settings: StrategySettings) {
    const { kv, environment, nodeId } = settings;
    this.#kv = kv;
    this.#counters = settings.counters;
    this.#log = settings.log;
    this.#nodeId = nodeId;
    this.#peers = settings.nodeIds.filter((id) => id !== nodeId);
    this.#send = settings.send;
    this.#life = drawLife(environment);
    this.#backoff = new Backoff(environment);
    this.#helping = new Helping(environment.random());
    this.#learning = new Learning({
      kv,
      barrier: new Barrier(kv, nodeId, environment.random()),
      backoff: this.#backoff,
      onBadValue: (value) => this.#badValue(value),
    });
  }

  /** Makes the own slot this life's. */
  recover(done: (recovered: Recovered) => void): void {
    this.#learn(() => {
      const from = this.#slot(this.#newest);
      const to: Slot = [from[0], this.#life];
      this.#run({ from, to }, noProgress, ({ barrier }) => {
        this.#recovered = true;
        done({ own: this.#own[0], barrier });
      });
    });
  }

  write(target: number, progress: WriteProgress, done: (outcome: WriteOutcome) => void): void {
    this.#run({ from: this.#own, to: [target, this.#life] }, progress, done);
  }

  /** Tries until the step is taken; a step that changes nothing is taken by any success. */
  #run(first: Step, progress: WriteProgress, done: (outcome: WriteOutcome) => void): void {
    let open = true;
    let step = first;
    const finish = (barrier: boolean) => {
      open = false;
      this.#own = step.to;
      this.#step = undefined;
      this.#onTaken = undefined;
      this.#onAnswered = undefined;
      this.#helping.withdraw();
      this.#learning.stop();
      done({ barrier });
    };
    const attempt = () => {
      if (!open) {
        return;
      }
      const from = this.#newest;
      const slot = this.#slot(from);
      if (!isSameSlot(slot, step.from)) {
        if (isSameSlot(slot, step.to)) {
          finish(false);
          return;
        }
        if (!this.#recovered) {
          // A step of an earlier life was taken meanwhile.
          step = { from: slot, to: [slot[0], this.#life] };
          this.#step = step;
          isRequested = false;
        }
        // Else the value is older than our slot, so it is not current and the attempt is refused.
        // It is sent all the same: some stores show a client nothing newer until that has happened.
      }
      this.#try(from, step.to, (outcome) => {
        if (!open) {
          return;
        }
        switch (outcome.kind) {
          case 'ok':
            this.#backoff.reset();
            finish(true);
            break;
          case 'mismatch':
            requestHelp();
            // A peer may have sent a newer value meanwhile: no need to learn it from the store.
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
    let isRequested = false;
    const requestHelp = () => {
      const mark = progress.mark();
      const changes = isSameSlot(step.from, step.to) ? undefined : step;
      // A step is requested once, as it stays the same; later reads are others.
      if (mark !== undefined || (changes !== undefined && !isRequested)) {
        this.#sendToPeers(this.#helping.request(mark, changes));
      }
      isRequested = true;
    };
    let shownV = -1;
    let standstills = 0;
    /**
     * The next attempt, after a pause when the store goes on refusing the very value that it shows.
     */
    const again = () => {
      standstills = this.#newest.v === shownV ? standstills + 1 : 0;
      shownV = this.#newest.v;
      if (standstills < standstillsMax) {
        attempt();
      } else {
        this.#backoff.retry(attempt);
      }
    };
    this.#step = step;
    this.#onAnswered = (mark) => {
      if (mark !== undefined) {
        progress.served(mark);
      }
      // With nothing to add, the peer's success has done all that ours would.
      if (open && isSameSlot(step.from, step.to)) {
        finish(false);
      }
    };
    this.#onTaken = () => finish(false);
    attempt();
  }

  /**
   * One attempt to put the next value in place, with the own step and those that peers requested.
   */
  #try(from: ChainValue, own: Slot, done: (outcome: KvOutcome) => void): void {
    const to = nextValue(from, { ...this.#helping.steps(from), [this.#nodeId]: own });
    const heard = this.#helping.tokensHeard;
    this.#kv.cas(chainKey, from, to, (outcome) => {
      if (outcome.kind === 'ok') {
        this.#succeeded(to, heard);
      }
      done(outcome);
    });
  }

  collect(done: () => void): void {
    this.#counters.refreshes += 1;
    done();
  }

  value(): number | bigint {
    return exactSum(Object.values(this.#shown.slots).map(([total]) => total));
  }

  total(nodeId: string): number {
    return slotOf(this.#shown, nodeId)[0];
  }

  /** Takes a peer's news, or its request for help. */
  receive({ src, body }: Message): void {
    if (!this.#peers.includes(src)) {
      return;
    }
    this.#counters.peerMessagesIn += 1;
    if (body.type === PeerMessage.help) {
      this.#helping.take(src, body);
      return;
    }
    const { value, heard } = body;
    if (!isChainValue(value)) {
      return;
    }
    const slot = this.#slot(value);
    // A value older than our slot is stale, not bad.
    const isNews = value.v > this.#newest.v && (!this.#recovered || this.#isPossible(slot));
    if (isNews) {
      this.#newest = value;
    }
    const answer = this.#helping.takeAnswer((heard as Record<string, unknown> | null | undefined)?.[this.#nodeId]);
    if (answer !== undefined) {
      this.#show(value);
      this.#onAnswered?.(answer.mark);
    }
    if (!isNews) {
      return;
    }
    if (this.#step !== undefined && !isSameSlot(this.#step.from, slot) && isSameSlot(this.#step.to, slot)) {
      this.#show(value);
      this.#onTaken?.();
    } else {
      this.#learning.news();
    }
  }

  /** Our compare-and-set put `to` in place; `heard` are the peers' requests before it was sent. */
  #succeeded(to: ChainValue, heard: Readonly<Record<string, number>>): void {
    this.#show(to);
    if (to.v > this.#newest.v) {
      this.#newest = to;
    }
    this.#sendToPeers({ type: PeerMessage.value, value: to, heard });
  }

  #show(value: ChainValue): void {
    if (value.v > this.#shown.v) {
      this.#shown = value;
    }
  }

  #learn(done: () => void): void {
    this.#learning.start((value) => {
      // Replaces what a peer sent, even if that was newer: what the store itself says is always
      // real.
      this.#newest = value;
    }, done);
  }

  /**
   * Whether the own slot may look like this in the newest value: as this life made it, or is about
   * to.
   */
  #isPossible(slot: Slot): boolean {
    return isSameSlot(slot, this.#own) || (this.#step !== undefined && isSameSlot(slot, this.#step.to));
  }

  #slot(value: ChainValue): Slot {
    return slotOf(value, this.#nodeId);
  }

  #sendToPeers(body: object): void {
    for (const peer of this.#peers) {
      this.#send(peer, body);
    }
  }

  #badValue(value: unknown): void {
    this.#counters.kvBadValues += 1;
    this.#log('the store holds a value that no node stored there', { key: chainKey, value: show(value) });
  }
}

/** Before a life has made its slot its own, no read waits for it. */
const noProgress: WriteProgress = { mark: () => undefined, served: () => {} };

/** A store that shows old states may do so a few times in a row, even while it moves on. */
const standstillsMax = 8;
