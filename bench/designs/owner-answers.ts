import type { Design } from './design.ts';
import { type Behaviour, type Node, Runtime } from './runtime.ts';

/**
 * Every node owns what was added through it and keeps it in memory; a read asks all other nodes for theirs. The store is not used.
 *
 * It is written by those who found the store's answers stale: the owner of a number always knows it.
 *
 * **How it fails.**
 * - Lost acknowledged adds when a node is killed: nothing is durable, and its new life owns 0.
 * - No reads while any other node can't be reached, be it for a partition, a pause or a kill: they end in error 11 a
 *   second later. What they do answer is fresh. A read costs two messages for each other node.
 */
export const ownerAnswers: Design = {
  name: 'owner-answers',
  summary: 'totals in memory, a read asks every node: no reads in a partition, a killed node loses its adds',
  promises: {
    consistency: 'fresh',
    stalenessMs: 0,
    store: 'none',
    faults: ['partition', 'pause', 'isolate-kv', 'loss', 'duplicate', 'reorder'],
  },
  start: (parts) => new Runtime(parts, ownerAnswersNode),
};

function ownerAnswersNode({ others, ask, reply }: Node): Behaviour {
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
        ask(other, { type: 'total' }, (answer) => {
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
