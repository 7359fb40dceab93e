import type { Design } from './design.ts';
import { freshSum } from './fresh-sum.ts';
import { type Behaviour, type Node, Runtime } from './runtime.ts';

/**
 * A key for each node, as in `per-node-keys.ts`, but before it reads the keys a node writes a value that was never used before to
 * a key of its own. A write that changes something is executed on the newest state, and what a node reads
 * afterwards is no older: so reads are fresh, on `seq-kv` too. The first request of a life reads the own key in the same way and counts on
 * from there.
 *
 * It is what those write who know what sequential consistency does and does not promise.
 *
 * **How it fails.** Totals are still written by plain writes, and a write takes effect whenever it lands. When messages overtake each
 * other (`reorder`, latencies that vary, the more so with `duplicate`), on any store, an older and lower total lands after a newer one that was acknowledged:
 * acknowledged adds are lost from every read until the next add, or for good when the node is killed before it: the new
 * life counts on from the low value. On a store that is sequentially consistent and no more, a write is no barrier and reads stay stale.
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
