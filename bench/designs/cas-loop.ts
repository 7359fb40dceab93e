import type { Design } from './design.ts';
import type { Request } from './request.ts';
import { type Behaviour, type Node, Runtime } from './runtime.ts';
import type { Store } from './store.ts';

/**
 * One key for the whole counter. An add reads it and raises it by compare-and-set, and tries again
 * when that is refused; a read reads it.
 *
 * The usual answer: no update is lost, the code is short, and it runs well on one's own machine, so
 * a test that fails now and then is taken for a flaky one.
 *
 * **How it fails.** Stale reads on every store whose reads may lag behind (`seq-kv`), without any
 * fault: a plain read is answered from any state that this node hasn't seen the end of, so a final
 * read is too low. On a linearizable store it is right, with one exception: when the network
 * delivers a compare-and-set twice, and the refusal of the second overtakes the success of the
 * first (`duplicate`, with latencies that vary), the loop goes round again and counts the add
 * twice. All nodes compete for the one key, so messages per add grow with the load.
 */
export const casLoop: Design = {
  name: 'cas-loop',
  summary: 'one key, read + compare-and-set until it works: the usual answer; stale reads on seq-kv',
  promises: {
    consistency: 'linearizable',
    stalenessMs: 0,
    store: 'linear',
    faults: ['partition', 'kill', 'pause', 'isolate-kv', 'loss', 'reorder'],
  },
  start: (parts) => new Runtime(parts, casLoopNode),
};

/** The key of the whole counter. */
export const totalKey = 'total';

function casLoopNode({ store }: Node): Behaviour {
  return {
    add: (delta, request) => addByCas(store, delta, request),
    read(request) {
      store.read(totalKey, (total) => request.answerRead(total));
    },
  };
}

/** Reads the total and raises it by compare-and-set, again until that is not refused. */
export function addByCas(store: Store, delta: number, request: Request): void {
  if (request.answered) {
    return;
  }
  store.read(totalKey, (total) => {
    if (total === undefined) {
      return request.unavailable();
    }
    store.cas(totalKey, total, total + delta, (outcome) => {
      if (outcome === 'refused') {
        addByCas(store, delta, request);
      } else {
        request.answerAdd(outcome === 'ok');
      }
    });
  });
}
