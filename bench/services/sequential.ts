import { emptyMap, get, type PersistentMap, set } from './persistent-map.ts';
import type { Service, ServiceRequest, Step } from './service.ts';

/** The states a {@link sequential} service still answers from. */
export interface SequentialState<State> {
  /** The last whole states, oldest first; one at the start, at most the size of the ring. */
  readonly ring: readonly State[];
  /** Index of the newest state, counted from 0 for the first one ever. */
  readonly lastIndex: number;
  /** For each client id, the index of the last state shown to it; 0 if it never sent a request. */
  readonly clients: PersistentMap<number>;
}

/** How many states Maelstrom's `seq-kv` keeps. */
export const ringSize = 32;

/**
 * Maelstrom's sequential wrapper (`Sequential` in its service.clj), bug for bug: a request is tried
 * on a random state between the last one its client saw and the newest. If that leaves the state as
 * it was, it is the answer, and the client has now seen that state. Otherwise it runs again on the
 * newest state, and the outcome becomes the newest, even if this time nothing changed.
 *
 * The ring is addressed by the distance from the newest state, modulo the number of states it holds
 * (amalloy's ring buffer): for a client that is 32 or more states behind, the distance wraps round,
 * and time can go backwards for it.
 */
export function sequential<State>(inner: Service<State>, size: number = ringSize): Service<SequentialState<State>> {
  return {
    initial: { ring: [inner.initial], lastIndex: 0, clients: emptyMap() },
    handle(state: SequentialState<State>, request: ServiceRequest, random): Step<SequentialState<State>> {
      const { ring, lastIndex, clients } = state;
      const clientIndex = get(clients, request.src) ?? 0;
      const index = clientIndex + Math.floor(random() * (lastIndex - clientIndex + 1));
      const chosen = ring[ring.length - 1 - ((lastIndex - index) % ring.length)] as State;
      const tried = inner.handle(chosen, request, random);
      if (tried.reply === undefined) {
        return { state, reply: undefined };
      }
      if (tried.state === chosen) {
        const seen = index === clientIndex ? state : { ring, lastIndex, clients: set(clients, request.src, index) };
        return { state: seen, reply: tried.reply };
      }
      const newest = inner.handle(ring[ring.length - 1] as State, request, random);
      const kept = ring.length < size ? ring.slice() : ring.slice(1);
      kept.push(newest.state);
      return {
        state: { ring: kept, lastIndex: lastIndex + 1, clients: set(clients, request.src, lastIndex + 1) },
        reply: newest.reply,
      };
    },
  };
}
