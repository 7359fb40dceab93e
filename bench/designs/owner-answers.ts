import type { Design } from './design.ts';
import { type Behaviour, type Node, Runtime } from './runtime.ts';

/**
 * Every node keeps in memory what was added through it. A read requests that from all other nodes.
 * The store isn't used.
 *
 * Written by those who saw stale answers from the store: the owner of a number always knows it.
 *
 * **How it fails.**
 * - Acknowledged adds are lost when a node is killed: nothing is durable, and the new life starts
 *   with 0.
 * - No read succeeds while any other node can't be reached (partition, pause or kill): they end in
 *   error 11 after a second. Reads that are answered are fresh. A read costs two messages for each
 *   other node.
 */
export const ownerAnswers: Design = {
  name: 'owner-answers',
  summary: 'totals in memory, a read calls every node: no reads in a partition, a killed node loses its adds',
  promises: {
    consistency: 'fresh',
    stalenessMs: 0,
    store: 'none',
    faults: ['partition', 'pause', 'isolate-kv', 'loss', 'duplicate', 'reorder'],
  },
  start: (parts) => new Runtime(parts, ownerAnswersNode),
};

function ownerAnswersNode({ others, call, reply }: Node): Behaviour {
  let own = 0;
  return {
    add(delta, request) {
      own += delta;
      request.addOk();
    },
    read(request) {
      let missing = others.length;
      let sum = 0;
      if (missing === 0) {
        request.readOk(own);
      }
      for (const other of others) {
        call(other, { type: 'total' }, (answer) => {
          if (answer?.type !== 'total_ok') {
            return request.unavailable();
          }
          sum += answer.value as number;
          missing -= 1;
          if (missing === 0) {
            request.readOk(own + sum);
          }
        });
      }
    },
    peer(message) {
      if (message.body.type === 'total') {
        reply(message, { type: 'total_ok', value: own });
      }
    },
  };
}
