import type { Design } from './design.ts';
import { type Behaviour, type Node, Runtime } from './runtime.ts';

/**
 * A key for each node. An add raises this node's total, which is in memory, and writes it to the
 * own key; a read sums all keys.
 *
 * Written to have no contention: only one node writes a key, so a plain write seems enough, and so
 * does a plain read.
 *
 * **How it fails.**
 * - Stale reads on every store whose reads may lag behind (`seq-kv`), without any fault: a final
 *   read is too low.
 * - Acknowledged adds are lost when a node is killed, on any store: the new life counts from 0, and
 *   its first write replaces the total.
 * - Acknowledged adds are lost when writes overtake each other (`reorder`, latencies that vary, the
 *   more so with `duplicate`), on any store: an older, lower total arrives last, and the key stays
 *   low until the next add.
 */
export const perNodeKeys: Design = {
  name: 'per-node-keys',
  summary: 'a key for each node, plain writes and reads: stale on seq-kv, loses adds on kill and reordering',
  promises: {
    consistency: 'fresh',
    stalenessMs: 0,
    store: 'linear',
    faults: ['partition', 'pause', 'isolate-kv', 'loss'],
  },
  start: (parts) => new Runtime(parts, perNodeKeysNode),
};

function perNodeKeysNode({ id, ids, store }: Node): Behaviour {
  let own = 0;
  return {
    add(delta, request) {
      own += delta;
      store.write(id, own, (ok) => request.answerAdd(ok));
    },
    read(request) {
      store.sum(ids, (sum) => request.answerRead(sum));
    },
  };
}
