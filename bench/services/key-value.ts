import { prStr } from '../json/clojure-text.ts';
import { canonical, equal } from '../json/json-value.ts';
import { emptyMap, get, type PersistentMap, set } from './persistent-map.ts';
import type { Service, ServiceReply, ServiceRequest, Step } from './service.ts';

/**
 * A whole key-value state: every key, by {@link keyName}, in a box, so that a stored null differs
 * from a missing key.
 */
export type KeyValues = PersistentMap<{ readonly value: unknown }>;

/**
 * The plain key-value store that `lin-kv` and `seq-kv` are made of: `read`, `write` and `cas` as
 * Maelstrom's services.clj has them. Errors: 20 when the key does not exist, 22 when `from` is not
 * the current value. A missing `key`, `value`, `from` or `to` counts as null.
 * `create_if_not_exists` makes a missing key hold `to`, whatever `from` says.
 */
export const keyValue: Service<KeyValues> = {
  initial: emptyMap(),
  handle(state: KeyValues, request: ServiceRequest): Step<KeyValues> {
    const { body } = request;
    switch (body.type) {
      case 'read': {
        const held = get(state, keyName(body.key));
        return { state, reply: held ? { type: 'read_ok', value: held.value } : keyDoesNotExist };
      }
      case 'write':
        return { state: put(state, keyName(body.key), body.value ?? null), reply: writeOk };
      case 'cas': {
        const name = keyName(body.key);
        const held = get(state, name);
        if (!held) {
          return createsIfMissing(body.create_if_not_exists)
            ? { state: put(state, name, body.to ?? null), reply: casOk }
            : { state, reply: keyDoesNotExist };
        }
        const from = body.from ?? null;
        return equal(held.value, from)
          ? { state: put(state, name, body.to ?? null), reply: casOk }
          : { state, reply: preconditionFailed(held.value, prStr(from)) };
      }
      default:
        return { state, reply: undefined };
    }
  },
};

/** The reply to a `write`. */
export const writeOk: ServiceReply = { type: 'write_ok' };
/** The reply to a `cas` that was applied. */
export const casOk: ServiceReply = { type: 'cas_ok' };
/** The reply to a request for a key that isn't there. */
export const keyDoesNotExist: ServiceReply = { type: 'error', code: 20, text: 'key does not exist' };

/**
 * The reply to a `cas` from another value than the current one, in Maelstrom's words.
 *
 * @param given - `from` as the service prints it.
 */
export function preconditionFailed(current: unknown, given: string): ServiceReply {
  return { type: 'error', code: 22, text: `current value ${prStr(current)} is not ${given}` };
}

/**
 * A map key that is the same only for equal JSON keys. Keys may be any JSON value, but nearly
 * always are strings.
 */
export function keyName(key: unknown): string {
  return typeof key === 'string' && key.charCodeAt(0) !== 0 ? key : `\0${canonical(key)}`;
}

/** What Clojure takes for true: anything but false and nil. */
function createsIfMissing(flag: unknown): boolean {
  return flag !== undefined && flag !== null && flag !== false;
}

/** The state with that key at that value; the same state when it already is. */
function put(state: KeyValues, name: string, value: unknown): KeyValues {
  const held = get(state, name);
  return held && equal(held.value, value) ? state : set(state, name, { value });
}
