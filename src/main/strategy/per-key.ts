import type { Counters } from '../counters.ts';
import type { Environment } from '../environment.ts';
import { type Log, show } from '../log.ts';
import { Backoff } from '../store/backoff.ts';
import type { KvClient } from '../store/kv-client.ts';
import { Barrier } from './barrier.ts';
import { totalKey } from './keys.ts';
import {
  drawLife,
  exactSum,
  isTotal,
  type Recovered,
  type Strategy,
  type StrategySettings,
  type WriteOutcome,
  type WriteProgress,
} from './strategy.ts';

/** What a node stores: its committed total, and the life that wrote it. */
interface Stored {
  readonly total: number;
  /** Each start of the node is a life, with a random number of its own, above 0. */
  readonly life: number;
}

/**
 * Strategy `per-key`: key `total/<node id>` holds that node's committed total, which only it
 * writes, and only upwards, with the life that wrote it.
 *
 * The store is one whose updates are linearizable and whose reads are sequentially consistent
 * ("OSC(U)": Lev-Ari et al., Modular Composition of Coordination Services, 2016): a compare-and-set
 * runs on the newest state; a changing write does, too, and its client is never shown an older
 * state afterwards.
 *
 * **A new life fences the earlier ones.** It reads its key behind a barrier, and puts its own life
 * into the value by a compare-and-set with the same total. Lives are random numbers, and a life
 * writes no other number than its own. So whatever an earlier life has sent starts from a value
 * with another life, or from `neverStored` to create the key, which exists now. After the fence it
 * is refused, however late it arrives. What lands before the fence makes the store refuse the
 * fence; then the key is read again, and what landed is part of the total from the start. A fence
 * in doubt is sent again, the same: it applies, or it is refused and the key shows this life, which
 * only the fence can have put there.
 *
 * **Every acknowledged add counts once.** After the fence, this life is the only writer. The total
 * is raised by compare-and-set from the committed value to the target. The values of the key never
 * come back (within a life the total rises), so of all the compare-and-sets from one value at most
 * one ever applies. One without an answer is in doubt, and the SAME one is sent again: either it
 * applies, or it is refused because the first did, and then the key, whose writes are always
 * visible to their writer, reads as the target. A plain write in its place could arrive late and
 * take the key backwards. What was not acknowledged when a life ended was in one compare-and-set at
 * most: it counts once, before the next life's fence, or never.
 *
 * **Reads are fresh.** What is read after a changing write counts every add that was committed, by
 * any node, before that write was sent. The write is the commit, when there is anything to commit,
 * and a barrier when there isn't. Totals only grow: of all that was seen of a key, the highest is
 * the newest.
 *
 * **Nodes agree.** A node counts what its own key holds from its fence on, and from then on only
 * this life changes the key. So the total that a node knows of itself is the one in the store, and
 * that is the one that its peers read behind their barriers. When the last write has landed, an
 * earlier life's that came before a fence included, all fresh reads are the sum of the same keys.
 */
export class PerKey implements Strategy {
  readonly #kv: KvClient;
  readonly #counters: Counters;
  readonly #log: Log;
  readonly #environment: Environment;
  readonly #nodeId: string;
  readonly #ownKey: string;
  readonly #barrier: Barrier;
  readonly #backoff: Backoff;
  readonly #life: number;
  /** What the own key holds, once this life has fenced the earlier ones. */
  #own: Stored;
  /** The highest total ever seen of every other node. */
  readonly #others: Map<string, number>;

  constructor(settings: StrategySettings) {
    const { kv, environment, nodeId } = settings;
    this.#kv = kv;
    this.#counters = settings.counters;
    this.#log = settings.log;
    this.#environment = environment;
    this.#nodeId = nodeId;
    this.#ownKey = totalKey(nodeId);
    this.#life = drawLife(environment);
    this.#own = { total: 0, life: this.#life };
    this.#barrier = new Barrier(kv, nodeId, environment.random());
    this.#backoff = new Backoff(environment);
    this.#others = new Map(settings.nodeIds.filter((id) => id !== nodeId).map((id) => [id, 0]));
  }

  get alone(): boolean {
    return this.#others.size === 0;
  }

  get collectCosts(): boolean {
    return !this.alone;
  }

  recover(done: (recovered: Recovered) => void): void {
    // Without the barrier the store may show an old total, and the fence would be refused.
    this.#writeBarrier(() =>
      this.#readOwn(
        () => true,
        (found) => {
          if (found?.life === this.#life) {
            this.#own = found;
            done({ own: found.total, barrier: true });
          } else {
            this.#fence(found ?? neverStored, done);
          }
        },
      ),
    );
  }

  /** Makes the key this life's, if it still holds what was found. */
  #fence(found: Stored, done: (recovered: Recovered) => void): void {
    const fenced: Stored = { total: found.total, life: this.#life };
    this.#kv.cas(this.#ownKey, found, fenced, ({ kind }) => {
      if (kind === 'ok') {
        this.#backoff.reset();
        this.#own = fenced;
        done({ own: fenced.total, barrier: true });
      } else if (kind === 'mismatch') {
        // An earlier life's write landed meanwhile, or this fence before.
        this.#backoff.retry(() => this.recover(done));
      } else {
        this.#backoff.retry(() => this.#fence(found, done));
      }
    });
  }

  write(target: number, _progress: WriteProgress, done: (outcome: WriteOutcome) => void): void {
    if (target === this.#own.total) {
      this.#writeBarrier(() => {
        this.#backoff.reset();
        done({ barrier: true });
      });
    } else {
      this.#raise({ total: target, life: this.#life }, done);
    }
  }

  collect(done: () => void): void {
    this.#counters.refreshes += 1;
    let missing = this.#others.size;
    if (missing === 0) {
      done();
    }
    for (const nodeId of this.#others.keys()) {
      this.#readOther(nodeId, () => {
        missing -= 1;
        if (missing === 0) {
          done();
        }
      });
    }
  }

  value(): number | bigint {
    return exactSum([this.#own.total, ...this.#others.values()]);
  }

  total(nodeId: string): number {
    return nodeId === this.#nodeId ? this.#own.total : (this.#others.get(nodeId) ?? 0);
  }

  receive(): void {}

  #writeBarrier(done: () => void): void {
    this.#barrier.write(done, () => this.#backoff.retry(() => this.#writeBarrier(done)));
  }

  #raise(target: Stored, done: (outcome: WriteOutcome) => void): void {
    this.#kv.cas(this.#ownKey, this.#own, target, (outcome) => {
      switch (outcome.kind) {
        case 'ok':
          this.#backoff.reset();
          this.#own = target;
          done({ barrier: true });
          break;
        case 'mismatch':
          this.#readOwn(
            (found) => isSame(found, target) || isSame(found, this.#own),
            (found) => {
              if (isSame(found, this.#own)) {
                this.#backoff.retry(() => this.#raise(target, done));
                return;
              }
              this.#backoff.reset();
              this.#own = target;
              done({ barrier: false });
            },
          );
          break;
        default:
          this.#backoff.retry(() => this.#raise(target, done));
      }
    });
  }

  /**
   * Reads the own key until it holds what `isPossible` allows; undefined when it does not exist.
   */
  #readOwn(isPossible: (found: Stored | undefined) => boolean, done: (found: Stored | undefined) => void): void {
    this.#kv.read(this.#ownKey, (outcome) => {
      if (outcome.kind === 'ok' || outcome.kind === 'missing') {
        const found = outcome.kind === 'ok' ? outcome.value : undefined;
        if ((found === undefined ? outcome.kind === 'missing' : isStored(found)) && isPossible(found as Stored)) {
          done(found as Stored | undefined);
          return;
        }
        this.#badValue(this.#ownKey, found);
      }
      this.#backoff.retry(() => this.#readOwn(isPossible, done));
    });
  }

  #readOther(nodeId: string, done: () => void, backoff = new Backoff(this.#environment)): void {
    const key = totalKey(nodeId);
    this.#kv.read(key, (outcome) => {
      if (outcome.kind === 'missing') {
        done();
        return;
      }
      if (outcome.kind === 'ok' && isStored(outcome.value)) {
        this.#others.set(nodeId, Math.max(this.#others.get(nodeId) ?? 0, outcome.value.total));
        done();
        return;
      }
      if (outcome.kind === 'ok') {
        this.#badValue(key, outcome.value);
      }
      backoff.retry(() => this.#readOther(nodeId, done, backoff));
    });
  }

  #badValue(key: string, value: unknown): void {
    this.#counters.kvBadValues += 1;
    this.#log('the store holds a value that this node never stored there', { key, value: show(value) });
  }
}

/** The key before anybody wrote it. Creating it asks for this value, which is never stored. */
const neverStored: Stored = { total: 0, life: 0 };

function isSame(found: Stored | undefined, other: Stored): boolean {
  return found?.total === other.total && found.life === other.life;
}

function isStored(value: unknown): value is Stored {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { total, life, ...others } = value as Partial<Record<keyof Stored, unknown>>;
  return isTotal(total) && isTotal(life) && life > 0 && Object.keys(others).length === 0;
}
