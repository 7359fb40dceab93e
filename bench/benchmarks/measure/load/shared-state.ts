/**
 * The memory that both threads of the load process use. Each slot has one writer.
 *
 * | slot        | what                                                        | who writes it |
 * |-------------|-------------------------------------------------------------|---------------|
 * | signal      | goes up whenever the writer may have something to do        | reader        |
 * | answered    | answers read                                                | reader        |
 * | errors      | error replies read                                          | reader        |
 * | kvRequests  | requests to the store read                                  | reader        |
 * | initialised | 1 when `init_ok` was read                                   | reader        |
 * | total       | 1: the final read was answered; 2: the node's output ended  | reader        |
 * | measuring   | 1 during the measurement                                    | writer        |
 *
 * The writer loads `signal`, looks at everything it may have to do, and sleeps only while `signal`
 * is unchanged: what happens in between ends the sleep at once.
 */
export class SharedState {
  readonly buffer: SharedArrayBuffer;
  readonly #slots: Int32Array;
  /** When the probe with this number was sent. */
  readonly probeSentMs: Float64Array;

  constructor(probes: number, buffer = new SharedArrayBuffer(headBytes + probes * Float64Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.#slots = new Int32Array(buffer, 0, slotNames.length);
    this.probeSentMs = new Float64Array(buffer, headBytes, probes);
  }

  get(slot: Slot): number {
    return Atomics.load(this.#slots, slotNames.indexOf(slot));
  }

  set(slot: Slot, value: number): void {
    Atomics.store(this.#slots, slotNames.indexOf(slot), value);
  }

  /** Makes the writer look again. */
  wake(): void {
    Atomics.add(this.#slots, 0, 1);
    Atomics.notify(this.#slots, 0);
  }

  /** Sleeps until {@link wake} was called after `signal` was loaded, or `maxMs` have gone by. */
  sleep(signal: number, maxMs: number): void {
    Atomics.wait(this.#slots, 0, signal, maxMs);
  }
}

const slotNames = ['signal', 'answered', 'errors', 'kvRequests', 'initialised', 'total', 'measuring'] as const;
const headBytes = 64;

/** A name in the table above. */
export type Slot = (typeof slotNames)[number];
