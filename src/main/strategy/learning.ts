import type { Backoff } from '../store/backoff.ts';
import type { KvClient, KvOutcome } from '../store/kv-client.ts';
import type { Barrier } from './barrier.ts';
import { type ChainValue, chainKey, emptyChain, isChainValue } from './chain.ts';

/** What {@link Learning} needs, and whom it tells. */
export interface LearningSettings {
  readonly kv: KvClient;
  readonly barrier: Barrier;
  readonly backoff: Backoff;
  /** Whether a value of the store may be the newest; one that can't is an old one. */
  readonly mayBeNewest: (value: ChainValue) => boolean;
  /** The store holds something that no node wrote. */
  readonly onBadValue: (value: unknown) => void;
}

/**
 * Learns the chain's newest value: from the store, or from a peer if one tells of it sooner. The store is
 * made to answer with what it holds now, or held no longer ago than the call, by a changing write first.
 */
export class Learning {
  readonly #settings: LearningSettings;
  /** The present call; news may overtake the store's answer, which is then of no interest any more. */
  #done: (() => void) | undefined;

  constructor(settings: LearningSettings) {
    this.#settings = settings;
  }

  /** Calls `learnt` with what the store holds, or `done` alone when a peer told of it. */
  start(learnt: (value: ChainValue) => void, done: () => void): void {
    this.#done = done;
    const isOpen = () => this.#done === done;
    const { kv, barrier, backoff, mayBeNewest, onBadValue } = this.#settings;
    const read = () => {
      if (isOpen()) {
        barrier.write(
          () => isOpen() && kv.read(chainKey, take),
          () => isOpen() && backoff.retry(read),
        );
      }
    };
    const take = (outcome: KvOutcome) => {
      if (!isOpen()) {
        return;
      }
      const value: unknown = outcome.kind === 'ok' ? outcome.value : undefined;
      const chain = outcome.kind === 'missing' ? emptyChain : isChainValue(value) ? value : undefined;
      if (chain !== undefined && mayBeNewest(chain)) {
        this.#done = undefined;
        learnt(chain);
        done();
        return;
      }
      if (outcome.kind === 'ok' && chain === undefined) {
        onBadValue(value);
      }
      backoff.retry(read);
    };
    read();
  }

  /** A peer told of a newer value: the store need not be asked for it. */
  news(): void {
    const done = this.#done;
    this.#done = undefined;
    done?.();
  }

  /** What was to be learnt is of no interest any more. */
  stop(): void {
    this.#done = undefined;
  }
}
