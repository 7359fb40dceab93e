import type { Design } from './design.ts';
import { freshSum } from './fresh-sum.ts';
import { OwnKey } from './own-key.ts';
import { type Behaviour, type Node, Runtime } from './runtime.ts';

/**
 * Adds are acknowledged at once and summed in memory. Every 100 to 200 ms the sum is added to the
 * node's own key, by a compare-and-set that is sure to count once. A read is the own total plus the
 * sum of the other keys, read after a unique write.
 *
 * Written for throughput: the store sees a few writes a second at any load, and no client waits for
 * it.
 *
 * **How it fails.** Acknowledged adds are lost when a node is killed: those since the last flush,
 * on any store. While no node is killed nothing is lost, but an add may be acknowledged and still
 * be missing from another node's reads until it is flushed, which takes as long as the store can't
 * be reached. So reads are neither fresh, nor monotone from one node to another.
 */
export const localBatching: Design = {
  name: 'local-batching',
  summary: 'adds acknowledged at once, flushed later: a killed node loses acknowledged adds',
  promises: {
    consistency: 'final',
    stalenessMs: 0,
    store: 'osc-u',
    faults: ['partition', 'pause', 'isolate-kv', 'loss', 'duplicate', 'reorder'],
  },
  start: (parts) => new Runtime(parts, localBatchingNode),
};

const flushMinMs = 100;
const flushMaxMs = 200;

function localBatchingNode(node: Node): Behaviour {
  const { others, environment } = node;
  const ownKey = new OwnKey(node);
  let waiting = 0;
  let flushing = false;

  function flushLater(): void {
    if (flushing || waiting === 0) {
      return;
    }
    flushing = true;
    environment.after(flushMinMs + (flushMaxMs - flushMinMs) * environment.random(), () => {
      const batch = waiting;
      ownKey.raise(batch, () => {
        waiting -= batch;
        flushing = false;
        flushLater();
      });
    });
  }

  return {
    add(delta, request) {
      waiting += delta;
      request.addOk();
      flushLater();
    },
    read(request) {
      freshSum(node, others, (sum) => {
        if (sum === undefined) {
          return request.unavailable();
        }
        ownKey.learn((own) => request.readOk(own + waiting + sum));
      });
    },
  };
}
