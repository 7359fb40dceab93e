import type { Backoff } from '../store/backoff.ts';
import type { KvClient, KvOutcome } from '../store/kv-client.ts';
import type { Barrier } from './barrier.ts';
import { type ChainValue, chainKey, emptyChain, isChainValue } from './chain.ts';

/** What {@link Learning} needs, and what it calls. */
export interface LearningSettings {
  readonly kv: KvClient;
  readonly barrier: Barrier;
  readonly backoff: Backoff;
  /** The store holds something that no node wrote. */
  readonly onBadValue: (value: unknown) => void;
}

/**
 * Learns the chain's newest value: from the store, or from a peer if one sends it sooner. The store
 * is made to answer with what it holds now, or held no longer ago than the call, by a changing
 * write first.
 */
export class Learning {
  readonly #settings: LearningSettings;
  /**
   * The present call. News may overtake the store's answer, which then comes too late to matter.
   */
  #call: { readonly done: () => void } | undefined;

  constructor(settings: LearningSettings) {
    this.#settings = settings;
  }

  /** Calls `learnt` with what the store holds, or `done` alone when a peer sent it. */
  start(learnt: (value: ChainValue) => void, done: () => void): void {
    const call = { done };
    this.#call = call;
    const isOpen = () => this.#call === call;
    const { kv, barrier, backoff, onBadValue } = this.#settings;
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
      if (chain !== undefined) {
        this.#call = undefined;
        learnt(chain);
        done();
        return;
      }
      if (outcome.kind === 'ok') {
        onBadValue(value);
      }
      backoff.retry(read);
    };
    read();
  }

  /** A peer sent a newer value: it need not be learnt from the store. */
  news(): void {
    const call = this.#call;
    this.#call = undefined;
    call?.done();
  }

  /** What was to be learnt is of no interest any more. */
  stop(): void {
    this.#call = undefined;
  }
}
