import type { LoadSpec } from './load-spec.ts';

/** The smallest msg_id: all have the same number of digits. */
export const msgIdMin = 10_000;
/** How many msg_ids there are from {@link msgIdMin} on. */
export const msgIdCount = 90_000;

/**
 * Sender of the requests that are followed one by one: as long as the others' names, with another
 * first letter.
 */
export const probeClient = 'p1';

/**
 * Requests encoded beforehand, so that sending one costs no more than writing it. All lines have
 * the same length.
 */
export class RequestLines {
  readonly #operation: LoadSpec['operation'];
  readonly #ring: Buffer;
  /** Sum of the deltas of the ring's first lines. */
  readonly #sums: Float64Array;
  readonly lineBytes: number;
  readonly lines: number;
  #at = 0;
  #laps = 0;

  /** A ring of `lines` requests; if it were larger than a cache, it would measure memory. */
  constructor(operation: LoadSpec['operation'], lines = 8_192) {
    this.#operation = operation;
    const texts = Array.from({ length: lines }, (_, i) =>
      this.#line(100 + (i % 900), `c${1 + (i % 9)}`, deltaOf(i), msgIdMin + (i % msgIdCount)),
    );
    this.#ring = Buffer.from(texts.join(''));
    this.#sums = new Float64Array(lines + 1);
    for (let i = 0; i < lines; i += 1) {
      this.#sums[i + 1] = this.#sums[i]! + (operation === 'add' ? deltaOf(i) : 0);
    }
    this.lines = lines;
    this.lineBytes = this.#ring.length / lines;
  }

  /** The sum of all deltas that {@link take} returned. */
  get sum(): number {
    return this.#laps * this.#sums[this.lines]! + this.#sums[this.#at]!;
  }

  /** How many lines {@link take} can return at once now. */
  get contiguous(): number {
    return this.lines - this.#at;
  }

  /** The next `count` lines, at most {@link contiguous}. */
  take(count: number): Buffer {
    const from = this.#at;
    const bytes = this.#ring.subarray(from * this.lineBytes, (from + count) * this.lineBytes);
    this.#at += count;
    if (this.#at === this.lines) {
      this.#at = 0;
      this.#laps += 1;
    }
    return bytes;
  }

  /**
   * A request that is followed: its reply names `slot`, 0 to {@link msgIdCount} − 1. Its delta is
   * {@link probeDelta}.
   */
  probe(slot: number): Buffer {
    return Buffer.from(this.#line(999, probeClient, probeDelta, msgIdMin + slot));
  }

  #line(id: number, src: string, delta: number, msgId: number): string {
    const body =
      this.#operation === 'add' ? `"delta":${delta},"type":"add","msg_id":${msgId}` : `"type":"read","msg_id":${msgId}`;
    return `{"id":${id},"src":"${src}","dest":"n0","body":{${body}}}\n`;
  }
}

/** Delta of a request that is followed. */
export const probeDelta = 1;

/** 0 to 4, 0 included, as Maelstrom draws them. */
function deltaOf(index: number): number {
  return (index * 7 + 3) % 5;
}
