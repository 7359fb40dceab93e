import { below } from '../random.ts';
import { type KeyValues, keyValue } from './key-value.ts';
import { emptyMap, get, type PersistentMap, set } from './persistent-map.ts';
import type { Service, ServiceRequest, Step } from './service.ts';

/** Every state an {@link orderedSequential} store was ever in. */
export interface OrderedState {
  /**
   * The states by their index, as text; 0 is the empty one. All are kept: there is no age at which
   * one is too old.
   */
  readonly states: PersistentMap<KeyValues>;
  readonly lastIndex: number;
  /** For each client id, the index of the last state shown to it; 0 if it never sent a request. */
  readonly clients: PersistentMap<number>;
}

/**
 * A key-value store with linearizable updates and sequentially consistent reads, and nothing more:
 * OSC(U) of Lev-Ari et al., "Modular Composition of Coordination Services", 2016. ZooKeeper is of
 * this kind.
 *
 * An update is any `write` or `cas`, whatever comes of it. It runs on the newest state, and its
 * client is at that state from then on: a refusal is true at the moment it is given, and a write or
 * `cas` that leaves the value as it was is as good a barrier as any. (`seq-kv` is weaker in both.)
 * A read is answered from any state between the last one its client was shown and the newest, and
 * half of the reads from the oldest of these.
 *
 * In one total order, an update comes after all that was answered before it arrived, a read after
 * all that its own client was answered before.
 */
export const orderedSequential: Service<OrderedState> = {
  initial: { states: set(emptyMap(), '0', keyValue.initial), lastIndex: 0, clients: emptyMap() },
  handle(state: OrderedState, request: ServiceRequest, random): Step<OrderedState> {
    const { states, lastIndex } = state;
    const seen = get(state.clients, request.src) ?? 0;
    if (request.body.type === 'read') {
      const index = random() < 0.5 ? seen : seen + below(random, lastIndex - seen + 1);
      const { reply } = keyValue.handle(stateAt(state, index), request, random);
      return { state: shown(state, request.src, index), reply };
    }
    const newest = stateAt(state, lastIndex);
    const step = keyValue.handle(newest, request, random);
    if (step.reply === undefined) {
      return { state, reply: undefined };
    }
    if (step.state === newest) {
      return { state: shown(state, request.src, lastIndex), reply: step.reply };
    }
    const index = lastIndex + 1;
    const longer = { ...state, states: set(states, String(index), step.state), lastIndex: index };
    return { state: shown(longer, request.src, index), reply: step.reply };
  },
};

function stateAt(state: OrderedState, index: number): KeyValues {
  return get(state.states, String(index)) as KeyValues;
}

function shown(state: OrderedState, client: string, index: number): OrderedState {
  const seen = get(state.clients, client) ?? 0;
  return seen === index ? state : { ...state, clients: set(state.clients, client, index) };
}
