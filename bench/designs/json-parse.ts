import type { Design } from './design.ts';
import { freshSum } from './fresh-sum.ts';
import { OwnKey } from './own-key.ts';
import type { Request } from './request.ts';
import { type Behaviour, type Node, Runtime } from './runtime.ts';

/**
 * The straightforward node that is right: `JSON.parse` for each line, `JSON.stringify` for each
 * reply. Each node has a key, raised by compare-and-set. One flush is in flight at a time, and all
 * adds that come meanwhile go into the next. An add is acknowledged when it is durable. Every read
 * writes a unique value and then reads all keys, so it is fresh on `seq-kv` too.
 *
 * The baseline for speed: what the same guarantees cost when nothing is done for speed but the
 * group commit.
 *
 * **How it fails.** It doesn't, on a store whose updates are linearizable. On a store that is only
 * sequentially consistent a write is no barrier, and reads may be stale. Reads aren't batched: each
 * costs a round trip for every node and one more.
 */
export const jsonParse: Design = {
  name: 'json-parse',
  summary: 'per-node keys done right with JSON.parse and no further care: the baseline for speed',
  promises: {
    consistency: 'fresh',
    stalenessMs: 0,
    store: 'osc-u',
    faults: ['partition', 'kill', 'pause', 'isolate-kv', 'loss', 'duplicate', 'reorder'],
  },
  start: (parts) => new Runtime(parts, jsonParseNode),
};

function jsonParseNode(node: Node): Behaviour {
  const ownKey = new OwnKey(node);
  let waiting: Request[] = [];
  let sum = 0;
  let flushing = false;

  function flush(): void {
    if (flushing || waiting.length === 0) {
      return;
    }
    flushing = true;
    const batch = waiting;
    const delta = sum;
    waiting = [];
    sum = 0;
    ownKey.raise(delta, () => {
      for (const request of batch) {
        request.addOk();
      }
      flushing = false;
      flush();
    });
  }

  return {
    add(delta, request) {
      sum += delta;
      waiting.push(request);
      flush();
    },
    read(request) {
      freshSum(node, node.ids, (total) => request.answerRead(total));
    },
  };
}
