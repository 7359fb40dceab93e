import type { Node } from './runtime.ts';

/**
 * This node's total under its own key, raised by compare-and-set. The same compare-and-set is sent
 * again until its outcome is known. The node is the key's only writer and the value only grows, so
 * of all compare-and-sets from one value at most one applies, however often it is sent and however
 * late it arrives.
 */
export class OwnKey {
  readonly #node: Node;
  #stored: number | undefined;

  constructor(node: Node) {
    this.#node = node;
  }

  /** Calls `done` with what the key holds, once that is known. */
  learn(done: (stored: number) => void): void {
    const { id, store, environment, unique } = this.#node;
    if (this.#stored !== undefined) {
      done(this.#stored);
      return;
    }
    // A value that was never written before, so that the store shows this node what its earlier
    // lives wrote.
    store.write(`${id}.barrier`, unique(), (ok) => {
      if (!ok) {
        environment.after(retryMs, () => this.learn(done));
        return;
      }
      store.read(id, (value) => {
        this.#stored ??= value;
        this.learn(done);
      });
    });
  }

  /** Raises the total by `delta`; `done` is called when that is durable. One call at a time. */
  raise(delta: number, done: () => void): void {
    if (delta === 0) {
      done();
    } else {
      this.learn((from) => this.#raiseFrom(from, delta, done));
    }
  }

  #raiseFrom(from: number, delta: number, done: () => void): void {
    const { id, store, environment } = this.#node;
    const to = from + delta;
    store.cas(id, from, to, (outcome) => {
      if (outcome === 'ok') {
        this.#stored = to;
        done();
      } else if (outcome === 'in-doubt') {
        environment.after(retryMs, () => this.#raiseFrom(from, delta, done));
      } else {
        store.read(id, (value) => {
          this.#stored = value ?? from;
          // Refused, but the value is there: an earlier try had worked. Refused, and it isn't: a
          // compare-and-set of an earlier life arrived late.
          if (value === to) {
            done();
          } else {
            this.#raiseFrom(this.#stored, delta, done);
          }
        });
      }
    });
  }
}

const retryMs = 100;
