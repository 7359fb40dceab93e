import { str } from '../json/clojure-text.ts';
import { equal } from '../json/json-value.ts';
import { below } from '../random.ts';
import { casOk, keyDoesNotExist, keyName, preconditionFailed, writeOk } from './key-value.ts';
import { emptyMap, entries, get, type PersistentMap, set } from './persistent-map.ts';
import type { Service, ServiceRequest, Step } from './service.ts';

/** One replica of `lww-kv`: a Lamport clock, and each key with the time it was written at. */
export interface Replica {
  readonly clock: number;
  readonly keys: PersistentMap<{ readonly atClock: number; readonly value: unknown }>;
}

/** How many replicas Maelstrom's `lww-kv` has (older versions: 5). */
export const replicaCount = 2;

/**
 * Maelstrom's `lww-kv`: at every request one random replica is merged into another, then a random
 * one answers. The last writer wins by Lamport clock; of two values with the same clock the one of
 * the replica that is merged into the other does. `create_if_not_exists` is ignored.
 */
export function eventual(replicas: number = replicaCount): Service<readonly Replica[]> {
  return {
    initial: Array.from({ length: replicas }, () => ({ clock: 0, keys: emptyMap() })),
    handle(state: readonly Replica[], request: ServiceRequest, random): Step<readonly Replica[]> {
      const source = state[below(random, replicas)] as Replica;
      const mergedAt = below(random, replicas);
      const next = [...state];
      next[mergedAt] = merge(source, next[mergedAt] as Replica);
      const answeringAt = below(random, replicas);
      const step = answer(next[answeringAt] as Replica, request);
      if (step.reply === undefined) {
        return { state, reply: undefined };
      }
      next[answeringAt] = step.state;
      return { state: next, reply: step.reply };
    },
  };
}

function answer(replica: Replica, request: ServiceRequest): Step<Replica> {
  const { body } = request;
  const name = keyName(body.key);
  const held = get(replica.keys, name);
  switch (body.type) {
    case 'read':
      return { state: replica, reply: held ? { type: 'read_ok', value: held.value } : keyDoesNotExist };
    case 'write':
      return { state: put(replica, name, body.value ?? null), reply: writeOk };
    case 'cas': {
      if (!held) {
        return { state: replica, reply: keyDoesNotExist };
      }
      const from = body.from ?? null;
      return equal(held.value, from)
        ? { state: put(replica, name, body.to ?? null), reply: casOk }
        : { state: replica, reply: preconditionFailed(held.value, str(from)) };
    }
    default:
      return { state: replica, reply: undefined };
  }
}

function put(replica: Replica, name: string, value: unknown): Replica {
  return { clock: replica.clock + 1, keys: set(replica.keys, name, { atClock: replica.clock, value }) };
}

function merge(source: Replica, into: Replica): Replica {
  if (source === into) {
    return into;
  }
  let keys = into.keys;
  for (const [name, theirs] of entries(source.keys)) {
    const ours = get(keys, name);
    if (!ours || theirs.atClock >= ours.atClock) {
      keys = set(keys, name, theirs);
    }
  }
  return { clock: Math.max(source.clock, into.clock), keys };
}
