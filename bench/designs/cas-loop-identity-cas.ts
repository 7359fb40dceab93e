import { addByCas, totalKey } from './cas-loop.ts';
import type { Design } from './design.ts';
import { type Behaviour, type Node, Runtime } from './runtime.ts';

/**
 * The cas loop of `cas-loop.ts`, whose reads confirm their value by a compare-and-set from that
 * value to itself, and try again when that is refused.
 *
 * The usual repair of stale reads: a compare-and-set is an update, and updates see the newest
 * state.
 *
 * **How it fails.** A compare-and-set from x to x changes nothing, so `seq-kv` may answer it, like
 * a read, from an old state in which x is still the value. Final reads are stale without any fault,
 * only less often than with plain reads, since the state must be the old one twice. It counts an
 * add twice as the cas loop does (`duplicate`, with latencies that vary). A read costs twice the
 * messages.
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
