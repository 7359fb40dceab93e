import { ErrorCode } from '../../src/shared/errors.ts';
import type { Calls } from './calls.ts';
import type { StoreService } from './design.ts';

/**
 * The outcome of a compare-and-set. `in-doubt`: no answer, so it happened, will happen, or never
 * will.
 */
export type CasOutcome = 'ok' | 'refused' | 'in-doubt';

/**
 * The key-value service, as far as a counter needs it: numbers under keys. A missing key counts as
 * 0.
 */
export class Store {
  readonly #calls: Calls;
  readonly #service: StoreService;

  constructor(calls: Calls, service: StoreService) {
    this.#calls = calls;
    this.#service = service;
  }

  /** Reads a number; undefined when the store did not answer. */
  read(key: string, done: (value: number | undefined) => void): void {
    this.#calls.call(this.#service, { type: 'read', key }, (reply) => {
      if (reply?.type === 'read_ok') {
        done(reply.value as number);
      } else {
        done(reply?.code === ErrorCode.keyDoesNotExist ? 0 : undefined);
      }
    });
  }

  /** Reads several keys at once and sums them; undefined when one of them could not be read. */
  sum(keys: readonly string[], done: (sum: number | undefined) => void): void {
    let missing = keys.length;
    let sum: number | undefined = 0;
    if (missing === 0) {
      done(sum);
    }
    for (const key of keys) {
      this.read(key, (value) => {
        sum = sum === undefined || value === undefined ? undefined : sum + value;
        missing -= 1;
        if (missing === 0) {
          done(sum);
        }
      });
    }
  }

  /** Writes a number; false when the store did not answer, so that the outcome is unknown. */
  write(key: string, value: number, done: (ok: boolean) => void): void {
    this.#calls.call(this.#service, { type: 'write', key, value }, (reply) => done(reply?.type === 'write_ok'));
  }

  /** Compare-and-set; creates a key that is missing. */
  cas(key: string, from: number, to: number, done: (outcome: CasOutcome) => void): void {
    const body = { type: 'cas', key, from, to, create_if_not_exists: true };
    this.#calls.call(this.#service, body, (reply) => {
      if (reply?.type === 'cas_ok') {
        done('ok');
      } else {
        done(reply?.code === ErrorCode.preconditionFailed ? 'refused' : 'in-doubt');
      }
    });
  }
}
