import type { KvClient } from '../store/kv-client.ts';
import { barrierKey } from './keys.ts';

/**
 * Writes that change nothing but the store's state: a value never used before, under a key of the
 * node's own. Writing a value that is there already would change nothing, and be no barrier.
 */
export class Barrier {
  readonly #kv: KvClient;
  readonly #key: string;
  #nonce: number;

  /**
   * `random`: a number in [0, 1), another in each life, so that no life writes an earlier one's
   * values.
   */
  constructor(kv: KvClient, nodeId: string, random: number) {
    this.#kv = kv;
    this.#key = barrierKey(nodeId);
    this.#nonce = Math.floor(random * 2 ** 52);
  }

  /** Calls `done` when the store has written, `failed` when it may not have. */
  write(done: () => void, failed: () => void): void {
    this.#nonce += 1;
    this.#kv.write(this.#key, this.#nonce, ({ kind }) => (kind === 'ok' ? done() : failed()));
  }
}
