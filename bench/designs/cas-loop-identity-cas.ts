import { addByCas, totalKey } from './cas-loop.ts';
import type { Design } from './design.ts';
import { type Behaviour, type Node, Runtime } from './runtime.ts';

/**
 * The cas loop of `cas-loop.ts` with a read that confirms what it read by a compare-and-set from that value to itself, and tries
 * again when that is refused.
 *
 * It is the usual repair of stale reads: a compare-and-set is an update, and updates are taken for up to date.
 *
 * **How it fails.** A compare-and-set from x to x changes nothing, so `seq-kv` may answer it, like a read, from an old state in which x is
 * still the value: stale final reads without any fault, only less often than with plain reads, because the state must be the old one
 * twice. It shares the doubled add of the cas loop (`duplicate`, with latencies that vary), and doubles the messages of a read.
 */
export const casLoopIdentityCas: Design = {
  name: 'cas-loop-identity-cas',
  summary: 'the cas loop, reads confirmed by a compare-and-set from x to x: still stale on seq-kv',
  promises: {
    consistency: 'linearizable',
    stalenessMs: 0,
    store: 'linear',
    faults: ['partition', 'kill', 'pause', 'isolate-kv', 'loss', 'reorder'],
  },
  start: (parts) => new Runtime(parts, casLoopIdentityCasNode),
};

function casLoopIdentityCasNode({ store }: Node): Behaviour {
  return {
    add: (delta, request) => addByCas(store, delta, request),
    read(request) {
      if (request.answered) {
        return;
      }
      store.read(totalKey, (total) => {
        if (total === undefined) {
          return request.unavailable();
        }
        store.cas(totalKey, total, total, (outcome) => {
          if (outcome === 'refused') {
            this.read(request);
          } else {
            request.answerRead(outcome === 'ok' ? total : undefined);
          }
        });
      });
    },
  };
}
