import type { Design } from './design.ts';
import { type Behaviour, type Node, Runtime } from './runtime.ts';

/**
 * A key for each node, as in `per-node-keys.ts`, but a read asks for every key twice, one time after the other, and takes
 * the larger: totals only grow, so of two answers the larger is the newer.
 *
 * It is what one does when a plain read was seen to be stale and a second one was not.
 *
 * **How it fails.** Two answers may both be old: stale final reads on `seq-kv` without any fault, only seldom, which makes them all the harder
 * to find. Writes and kills lose adds as in `per-node-keys.ts`. A read costs twice the messages.
 */
export const perNodeKeysDoubleRead: Design = {
  name: 'per-node-keys-double-read',
  summary: 'per-node keys, every key read twice: stale on seq-kv less often, loses adds all the same',
  promises: {
    consistency: 'fresh',
    stalenessMs: 0,
    store: 'linear',
    faults: ['partition', 'pause', 'isolate-kv', 'loss'],
  },
  start: (parts) => new Runtime(parts, perNodeKeysDoubleReadNode),
};

function perNodeKeysDoubleReadNode({ id, ids, store }: Node): Behaviour {
  let own = 0;

  function larger(key: string, done: (value: number | undefined) => void): void {
    store.read(key, (first) => {
      if (first === undefined) {
        return done(undefined);
      }
      store.read(key, (second) => done(second === undefined ? undefined : Math.max(first, second)));
    });
  }

  return {
    add(delta, request) {
      own += delta;
      store.write(id, own, (ok) => request.answerAdd(ok));
    },
    read(request) {
      let missing = ids.length;
      let sum = 0;
      for (const key of ids) {
        larger(key, (value) => {
          if (value === undefined) {
            return request.unavailable();
          }
          sum += value;
          missing -= 1;
          if (missing === 0) {
            request.readOk(sum);
          }
        });
      }
    },
  };
}
