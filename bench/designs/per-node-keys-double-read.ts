import type { Design } from './design.ts';
import { type Behaviour, type Node, Runtime } from './runtime.ts';

/**
 * A key for each node, as in `per-node-keys.ts`, but a read reads every key twice, one time after
 * the other, and takes the larger value: totals only grow, so the larger of two is the newer.
 *
 * What one writes after seeing a stale read, and a second read that wasn't.
 *
 * **How it fails.** Both answers may be old: final reads are stale on `seq-kv` without any fault,
 * but seldom, which makes the fault harder to find. Writes and kills lose adds as in
 * `per-node-keys.ts`. A read costs twice the messages.
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
