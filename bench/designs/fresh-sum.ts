import type { Node } from './runtime.ts';

/**
 * Writes a value that was never used before to a key of this node's own, then reads these keys and
 * adds them up; undefined when the store did not answer. A store whose updates are linearizable
 * runs such a write on its newest state, and shows this node no older one afterwards.
 */
export function freshSum(node: Node, keys: readonly string[], done: (sum: number | undefined) => void): void {
  const { id, store, unique } = node;
  store.write(`${id}.unique`, unique(), (ok) => {
    if (ok) {
      store.sum(keys, done);
    } else {
      done(undefined);
    }
  });
}
