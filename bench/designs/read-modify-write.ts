import type { Design } from './design.ts';
import { type Behaviour, type Node, Runtime } from './runtime.ts';

/**
 * One key for the whole counter: an add reads it, adds its delta and writes the sum back; a read
 * reads it.
 *
 * What one writes first, and right while there is one request at a time.
 *
 * **How it fails.** Lost updates, on every store and without any fault: when two adds read the same
 * total, the second write replaces the first, which was acknowledged. Two open requests are enough,
 * on one node or on two.
 */
export const readModifyWrite: Design = {
  name: 'read-modify-write',
  summary: 'one key, read then write: loses updates as soon as two adds meet',
  promises: undefined,
  start: (parts) => new Runtime(parts, readModifyWriteNode),
};

const key = 'total';

function readModifyWriteNode({ store }: Node): Behaviour {
  return {
    add(delta, request) {
      store.read(key, (total) => {
        if (total === undefined) {
          return request.unavailable();
        }
        store.write(key, total + delta, (ok) => request.answerAdd(ok));
      });
    },
    read(request) {
      store.read(key, (total) => request.answerRead(total));
    },
  };
}
