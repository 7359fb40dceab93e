import type { Moment } from '../services/adversarial-sequential.ts';
import type { KeyValues } from '../services/key-value.ts';
import type { OrderedState } from '../services/ordered-sequential.ts';
import { get } from '../services/persistent-map.ts';
import type { SequentialState } from '../services/sequential.ts';

/** A state of the store and its place in the order of all states; 0 is the empty one. */
export interface PlacedState {
  readonly index: number;
  readonly values: KeyValues;
}

/** What can be seen of a store model's inner state. */
export interface StoreView {
  /** The newest state: what a linearizable store would answer from. */
  newest(state: unknown): PlacedState;
  /** The state that a request of `client` was answered from, seen right after the answer. */
  shown(state: unknown, client: string): PlacedState;
}

/** How to look into a store of this name. */
export function storeViewOf(store: string): StoreView {
  const view = views[store];
  if (view === undefined) {
    throw new Error(`nobody knows how to look into the store '${store}'`);
  }
  return view;
}

const sequentialView: StoreView = {
  newest(state) {
    const { ring, lastIndex } = state as SequentialState<KeyValues>;
    return { index: lastIndex, values: ring[ring.length - 1]! };
  },
  shown(state, client) {
    const { ring, lastIndex, clients } = state as SequentialState<KeyValues>;
    // The ring wraps: a client further behind than the ring is long is shown a newer state than its
    // place says.
    const behind = (lastIndex - (get(clients, client) ?? 0)) % ring.length;
    return { index: lastIndex - behind, values: ring[ring.length - 1 - behind]! };
  },
};

const orderedView: StoreView = {
  newest(state) {
    const { states, lastIndex } = state as OrderedState;
    return { index: lastIndex, values: get(states, String(lastIndex))! };
  },
  shown(state, client) {
    const { states, clients } = state as OrderedState;
    const index = get(clients, client) ?? 0;
    return { index, values: get(states, String(index))! };
  },
};

const momentsView: StoreView = {
  newest(state) {
    const moments = state as readonly Moment[];
    return { index: moments.length - 1, values: moments[moments.length - 1]!.values };
  },
  shown(state, client) {
    const moments = state as readonly Moment[];
    const index = Math.max(
      0,
      moments.findIndex(({ clients }) => clients.includes(client)),
    );
    return { index, values: moments[index]!.values };
  },
};

const plainView: StoreView = {
  newest: (state) => ({ index: 0, values: state as KeyValues }),
  shown: (state) => ({ index: 0, values: state as KeyValues }),
};

const views: Readonly<Record<string, StoreView>> = {
  'lin-kv': plainView,
  'osc-u': orderedView,
  'seq-kv': sequentialView,
  'seq-kv-before-0.2.3': sequentialView,
  'adversarial-sequential': momentsView,
};
