import type { Design } from './design.ts';
import { freshSum } from './fresh-sum.ts';
import { type Behaviour, type Node, Runtime } from './runtime.ts';

/**
 * A key for each node, as in `per-node-keys.ts`, but before a node reads the keys it writes a value
 * that was never used before to a key of its own. A write that changes something runs on the newest
 * state, and what the node reads afterwards is no older: so reads are fresh, on `seq-kv` too. The
 * first request of a life reads the own key in the same way, and the node counts on from there.
 *
 * Written by those who know what sequential consistency promises and what it doesn't.
 *
 * **How it fails.** Totals are still written by plain writes, and a write takes effect whenever it
 * arrives. When messages overtake each other (`reorder`, latencies that vary, the more so with
 * `duplicate`), on any store, an older and lower total arrives after a newer one that was
 * acknowledged. Then acknowledged adds are missing from every read until the next add, or for good
 * when the node is killed before it: the new life counts on from the low value. On a store that is
 * only sequentially consistent, a write is no barrier and reads are stale.
 */
export const perNodeKeysUniqueWrite: Design = {
  name: 'per-node-keys-unique-write',
  summary: 'per-node keys, a unique write before reading: fresh on seq-kv; late plain writes lose adds',
  promises: {
    consistency: 'fresh',
    stalenessMs: 0,
    store: 'osc-u',
    faults: ['partition', 'kill', 'pause', 'isolate-kv', 'loss'],
  },
  start: (parts) => new Runtime(parts, perNodeKeysUniqueWriteNode),
};

function perNodeKeysUniqueWriteNode(node: Node): Behaviour {
  const { id, ids, store } = node;
  let own: number | undefined;

  return {
    add(delta, request) {
      if (own === undefined) {
        freshSum(node, [id], (stored) => {
          if (stored === undefined) {
            return request.unavailable();
          }
          own ??= stored;
          this.add(delta, request);
        });
        return;
      }
      own += delta;
      store.write(id, own, (ok) => request.answerAdd(ok));
    },
    read(request) {
      freshSum(node, ids, (sum) => request.answerRead(sum));
    },
  };
}
