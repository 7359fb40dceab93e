import type { Counters } from '../counters.ts';
import type { Environment } from '../environment.ts';
import { type Log, show } from '../log.ts';
import { Backoff } from '../store/backoff.ts';
import type { KvClient } from '../store/kv-client.ts';
import {
  exactSum,
  isTotal,
  type Strategy,
  type StrategySettings,
  type WriteOutcome,
  type WriteProgress,
} from './strategy.ts';

/**
 * Strategy `per-key`: key `<node id>` holds that node's committed total, which only it writes, and only upwards.
 *
 * **Every acknowledged add counts once.** The total is raised by compare-and-set from the committed value to the target.
 * The values of the key strictly increase, so none comes back, and of all the compare-and-sets from one value at most
 * one ever applies. One without an answer is in doubt, and the SAME one is sent again: either it applies, or it is
 * refused because the first did, and then the key, whose writes are always visible to their writer, reads as the target.
 * A plain write in its place could arrive late and take the key backwards.
 *
 * After a restart the key is read first and this life goes on from there. A compare-and-set of an earlier life that is
 * still on its way starts from the value that this life read. If it lands before the first of ours, ours is refused, and
 * the key reads as neither our old value nor our target: we adopt it and go on from there; its adds count once. If ours
 * lands first, the old one can never apply. (Should the two targets be equal, it can't be told which landed, and need
 * not be: the key has grown by our adds' sum, and the other can't apply any more.)
 *
 * **Reads are fresh.** On a store whose updates are linearizable and whose reads are sequentially consistent
 * ("OSC(U)": Lev-Ari et al., Modular Composition of Coordination Services, 2016), a changing write runs on the newest
 * state, and its client is never shown an older one afterwards. So what is read after a changing write counts every add
 * that was committed, by any node, before that write was sent. The write is the commit, when there is anything to
 * commit, and a value never used before in `<node id>.barrier` when there isn't; writing a value that is there already
 * would change nothing and be no barrier. Totals only grow: of all values seen of a key, the highest is the newest.
 */
export class PerKey implements Strategy {
  readonly #kv: KvClient;
  readonly #counters: Counters;
  readonly #log: Log;
  readonly #environment: Environment;
  readonly #ownKey: string;
  readonly #barrierKey: string;
  readonly #writeBackoff: Backoff;
  /** What the own key holds, as far as is known. */
  #own = 0;
  /** The highest total ever seen of every other node. */
  readonly #others: Map<string, number>;
  #nextNonce: number;

  constructor(settings: StrategySettings) {
    this.#kv = settings.kv;
    this.#counters = settings.counters;
    this.#log = settings.log;
    this.#environment = settings.environment;
    this.#ownKey = settings.nodeId;
    this.#barrierKey = `${settings.nodeId}.barrier`;
    this.#writeBackoff = new Backoff(settings.environment);
    this.#others = new Map(settings.nodeIds.filter((id) => id !== settings.nodeId).map((id) => [id, 0]));
    // A random start, so that no life writes a value that an earlier one wrote: that would be no barrier.
    this.#nextNonce = 1 + Math.floor(settings.environment.random() * 2 ** 52);
  }

  get alone(): boolean {
    return this.#others.size === 0;
  }

  get collectCosts(): boolean {
    return !this.alone;
  }

  recover(done: (outcome: WriteOutcome) => void): void {
    // Without the barrier, a store that has never heard from this node may deny that the key exists.
    this.#barrier(() =>
      this.#readOwn(0, (own) => {
        this.#own = own;
        done({ own, barrier: true });
      }),
    );
  }

  write(target: number, _progress: WriteProgress, done: (outcome: WriteOutcome) => void): void {
    if (target === this.#own) {
      this.#barrier(() => done({ own: target, barrier: true }));
    } else {
      this.#raise(target, done);
    }
  }

  collect(done: () => void): void {
    this.#counters.refreshes += 1;
    let missing = this.#others.size;
    if (missing === 0) {
      done();
    }
    for (const key of this.#others.keys()) {
      this.#readOther(key, () => {
        missing -= 1;
        if (missing === 0) {
          done();
        }
      });
    }
  }

  value(): number | bigint {
    return exactSum([this.#own, ...this.#others.values()]);
  }

  share(nodeId: string): number {
    return nodeId === this.#ownKey ? this.#own : (this.#others.get(nodeId) ?? 0);
  }

  receive(): void {}

  #barrier(done: () => void): void {
    this.#nextNonce += 1;
    this.#kv.write(this.#barrierKey, this.#nextNonce, (outcome) => {
      if (outcome.kind !== 'ok') {
        return this.#writeBackoff.retry(() => this.#barrier(done));
      }
      this.#writeBackoff.reset();
      done();
    });
  }

  #raise(target: number, done: (outcome: WriteOutcome) => void): void {
    this.#kv.cas(this.#ownKey, this.#own, target, (outcome) => {
      switch (outcome.kind) {
        case 'ok':
          this.#writeBackoff.reset();
          this.#own = target;
          done({ own: target, barrier: true });
          break;
        case 'mismatch':
          this.#readOwn(this.#own, (own) => {
            if (own === this.#own) {
              return this.#writeBackoff.retry(() => this.#raise(target, done));
            }
            this.#own = own;
            done({ own, barrier: false });
          });
          break;
        default:
          this.#writeBackoff.retry(() => this.#raise(target, done));
      }
    });
  }

  /** Reads the own key until it holds a total that is no lower than `floor`: a lower one is never adopted. */
  #readOwn(floor: number, done: (own: number) => void): void {
    this.#kv.read(this.#ownKey, (outcome) => {
      const own = outcome.kind === 'missing' ? 0 : outcome.kind === 'ok' ? outcome.value : undefined;
      if (isTotal(own) && own >= floor) {
        if (own > floor) {
          this.#writeBackoff.reset();
        }
        return done(own);
      }
      if (own !== undefined || outcome.kind === 'ok') {
        this.#badValue(this.#ownKey, own);
      }
      this.#writeBackoff.retry(() => this.#readOwn(floor, done));
    });
  }

  #readOther(key: string, done: () => void, backoff = new Backoff(this.#environment)): void {
    this.#kv.read(key, (outcome) => {
      if (outcome.kind === 'missing') {
        return done();
      }
      if (outcome.kind === 'ok' && isTotal(outcome.value)) {
        this.#others.set(key, Math.max(this.#others.get(key) ?? 0, outcome.value));
        return done();
      }
      if (outcome.kind === 'ok') {
        this.#badValue(key, outcome.value);
      }
      backoff.retry(() => this.#readOther(key, done, backoff));
    });
  }

  #badValue(key: string, value: unknown): void {
    this.#counters.kvBadValues += 1;
    this.#log('the store holds a value that this node never stored there', { key, value: show(value) });
  }
}
