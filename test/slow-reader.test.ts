import { describe, expect, test } from 'vitest';
import type { Backlog } from '../src/main/maelstrom/replies.ts';
import { defaultSettings, NodeUnderTest } from './node-under-test.ts';

const { replyDeadlineMs } = defaultSettings;

/** A node whose replies are read at this speed. */
class SlowlyRead {
  readonly sut: NodeUnderTest;
  /** When the reply to each of c1's requests has been read. */
  readonly readMs = new Map<number, number>();
  readonly #bytesPerMs: number;
  #idleFromMs = 0;

  constructor(bytesPerMs: number) {
    this.#bytesPerMs = bytesPerMs;
    const waitingMs = () => this.waitingMs;
    const backlog: Backlog = {
      get bytes() {
        return waitingMs() * bytesPerMs;
      },
      drainMs: (bytes) => waitingMs() + bytes / bytesPerMs,
      drainBytes: (ms) => ms * bytesPerMs,
    };
    this.sut = new NodeUnderTest({}, undefined, 1, 'n0', { backlog, onWrite: (text) => this.#onWrite(text) });
  }

  /** For how long the reader has something to read. */
  get waitingMs(): number {
    return Math.max(0, this.#idleFromMs - this.sut.time.nowMs());
  }

  #onWrite(text: string): void {
    for (const line of text.split('\n')) {
      this.#idleFromMs = Math.max(this.#idleFromMs, this.sut.time.nowMs()) + (line.length + 1) / this.#bytesPerMs;
      const id = /"dest":"c1".*"in_reply_to":(\d+)/.exec(line)?.[1];
      if (id !== undefined) {
        this.readMs.set(Number(id), this.#idleFromMs);
      }
    }
  }
}

const adds = (count: number, from: number) =>
  Array.from(
    { length: count },
    (_, i) => `{"src":"c1","dest":"n0","body":{"type":"add","delta":1,"msg_id":${from + i}}}\n`,
  ).join('');

describe('a burst while the store is silent', () => {
  test.each([
    ['fast', 16_384],
    ['slow', 1_024],
    ['very slow', 384],
  ])('%s reader: every add is answered in time, with 0 or 11, and counted unless it got 11', (_, bytesPerMs) => {
    const read = new SlowlyRead(bytesPerMs);
    const { sut, readMs } = read;
    sut.init(['n0']);
    sut.store.script = () => 'lose';
    const count = 20_000;
    const sentMs: number[] = [];
    for (let from = 0; from < count; from += 500) {
      // As the process does, which holds its input back meanwhile.
      while (read.waitingMs > replyDeadlineMs / 4) {
        sut.time.pass(10);
      }
      sut.node.receive(Buffer.from(adds(500, from)));
      sentMs.push(...new Array<number>(500).fill(sut.time.nowMs()));
    }
    sut.time.pass(20_000);
    const codes = sut.replies.filter(({ dest }) => dest === 'c1').map(({ body }) => body.code);
    expect(codes).toHaveLength(count);
    expect(codes.every((code) => code === 0 || code === 11)).toBe(true);
    expect(codes).toContain(0);
    expect(Math.max(...sentMs.map((ms, id) => readMs.get(id)! - ms))).toBeLessThanOrEqual(replyDeadlineMs);
    sut.store.script = () => 'serve';
    sut.time.pass(10_000);
    sut.read('c2', 1);
    sut.time.pass(1_000);
    expect(sut.replyTo('c2', 1)).toMatchObject({ value: codes.filter((code) => code === 0).length });
  });
});
