import { describe, expect, test } from 'vitest';
import type { Arrival } from '../../../src/main/counter/arrival.ts';
import type { CounterValue } from '../../../src/main/counter/counter-value.ts';
import type { Refresh } from '../../../src/main/counter/refresh.ts';
import { Counters } from '../../../src/main/counters.ts';
import { Replies } from '../../../src/main/maelstrom/replies.ts';
import { Requests } from '../../../src/main/maelstrom/requests.ts';
import type { NodeSettings } from '../../../src/main/settings.ts';
import type { DecodedChunk } from '../../../src/shared/wire/decode-chunk.ts';
import { defaultSettings } from '../../node-under-test.ts';

const nothing: DecodedChunk = {
  sum: 0,
  adds: 0,
  acks: new Uint8Array(0),
  errors: '',
  errorCount: 0,
  readDests: [],
  readMsgIds: [],
  messages: [],
  doubtful: [],
  someWithoutId: false,
  skipped: {},
  overBudget: false,
};

const ack = (msgId: number) => `{"src":"n0","dest":"c1","body":{"type":"add_ok","in_reply_to":${msgId}}}\n`;

/** Requests on one lane, of whose state everything is set by the test; its time stands still. */
function requestsWith(changed: Partial<NodeSettings> = {}) {
  const state = {
    nowMs: 0,
    /** What the reader has not taken, and how fast it is. */
    backlogBytes: 0,
    bytesPerMs: Number.POSITIVE_INFINITY,
    refresh: { order: 0, ms: Number.NEGATIVE_INFINITY } as Refresh,
  };
  const settings = { ...defaultSettings, ...changed };
  const counters = new Counters();
  const environment = { nowMs: () => state.nowMs, after: () => ({ cancel: () => {} }), random: () => 0 };
  const lines: string[] = [];
  const write = (text: string | Uint8Array) => {
    lines.push(...Buffer.from(text).toString('utf8').trimEnd().split('\n'));
  };
  const requests = new Requests({
    src: '"n0"',
    settings,
    environment,
    counters,
    replies: new Replies({ environment, counters, write, deadlineMs: settings.replyDeadlineMs }),
    backlog: {
      get bytes() {
        return state.backlogBytes;
      },
      drainMs: (bytes) => (state.backlogBytes + bytes) / state.bytesPerMs,
      drainBytes: (ms) => ms * state.bytesPerMs,
    },
    value: { get: () => 42 } as CounterValue,
    lanes: 1,
    isCommitted: () => false,
    refreshed: () => state.refresh,
  });
  let order = 0;
  const arrival = (sinceMs: number): Arrival => {
    order += 1;
    return { order, readMs: sinceMs, sinceMs, previousReadMs: sinceMs };
  };
  let watermark = 0;
  return {
    state,
    counters,
    requests,
    /** The type, or the error's code, of each reply so far. */
    replies: () => lines.map((line) => JSON.parse(line).body).map(({ type, code }) => code ?? type),
    /** A chunk of `count` adds that arrived then; returns the bytes of their acks. */
    add(count: number, sinceMs = 0): number {
      watermark += count;
      const acks = Buffer.from(Array.from({ length: count }, (_, i) => ack(1_000 + i)).join(''));
      const decoded = { ...nothing, sum: count, adds: count, acks };
      requests.take({ decoded, lane: 0, watermark }, arrival(sinceMs));
      return acks.length;
    },
    /** A chunk of `count` reads that arrived then; returns the bytes of their readers' ids. */
    read(count: number, sinceMs = 0): number {
      const readDests = Array.from({ length: count }, (_, i) => JSON.stringify(`c${1_000 + i}`));
      const readMsgIds = readDests.map((_, i) => i);
      requests.take({ decoded: { ...nothing, readDests, readMsgIds }, lane: 0, watermark }, arrival(sinceMs));
      return readDests.join('').length;
    },
  };
}

/** What an error may take more than the ack in its place; see `Requests`. */
const errorBytesMax = 110;

describe('the room for more adds', () => {
  test('is what --queue-max leaves, and has no bound where nothing waits for the store', () => {
    const sut = requestsWith({ queueMax: 10 });
    sut.add(3);
    sut.read(2);
    expect(sut.requests.held).toBe(5);
    expect(sut.requests.addsRoom).toBe(5);
    expect(requestsWith({ acks: 'local', queueMax: 10 }).requests.addsRoom).toBe(Number.MAX_SAFE_INTEGER);
  });

  test('in bytes, it is what adds, reads and replies that wait leave of --queue-bytes-max', () => {
    const sut = requestsWith({ queueBytesMax: 100_000 });
    expect(sut.requests.bytesRoom).toBe(100_000);
    sut.add(3);
    expect(sut.requests.adds.bytes).toBeGreaterThan(0);
    expect(sut.requests.bytesRoom).toBe(100_000 - sut.requests.adds.bytes);
    sut.read(2);
    expect(sut.requests.reads.bytes).toBeGreaterThan(0);
    sut.state.backlogBytes = 5_000;
    expect(sut.requests.bytesRoom).toBe(100_000 - sut.requests.adds.bytes - sut.requests.reads.bytes - 5_000);
  });

  test('in bytes, it is what the reader would take as errors in half of the deadline', () => {
    const sut = requestsWith({ replyDeadlineMs: 1_000 });
    sut.state.bytesPerMs = 100;
    expect(sut.requests.bytesRoom).toBeCloseTo(50_000 / 3, 6);
    sut.state.backlogBytes = 5_000;
    expect(sut.requests.bytesRoom).toBeCloseTo((50_000 - 5_000) / 3, 6);
    const ackBytes = sut.add(3);
    const destBytes = sut.read(2);
    const errorBytes = ackBytes + destBytes + 5 * errorBytesMax;
    expect(sut.requests.bytesRoom).toBeCloseTo((50_000 - 5_000 - errorBytes) / 3, 6);
  });
});

describe('reads', () => {
  test('are held as far as there is room, and refused beyond', () => {
    const sut = requestsWith({ queueMax: 10 });
    sut.add(7);
    sut.read(5);
    expect(sut.requests.held).toBe(10);
    expect(sut.replies()).toEqual([11, 11]);
    expect([sut.counters.readsTaken, sut.counters.refused]).toEqual([5, 2]);
    sut.read(1);
    expect(sut.requests.held).toBe(10);
    expect([sut.counters.readsTaken, sut.counters.refused]).toEqual([6, 3]);
  });

  test('that fill the room exactly are all held', () => {
    const sut = requestsWith({ queueMax: 5 });
    sut.read(5);
    expect([sut.requests.held, sut.counters.refused, sut.replies().length]).toEqual([5, 0, 0]);
  });

  test('are refused when there is room for more of them, but not for their bytes', () => {
    const sut = requestsWith({ queueBytesMax: 2_000 });
    sut.state.backlogBytes = 2_000;
    sut.read(2);
    expect([sut.requests.held, sut.counters.refused]).toEqual([0, 2]);
    sut.state.backlogBytes = 1_999;
    sut.read(2);
    expect([sut.requests.held, sut.counters.refused]).toEqual([2, 2]);
  });

  test('are answered at once from a refresh that is new enough, the others from the next', () => {
    const sut = requestsWith();
    sut.state.refresh = { order: 2, ms: 0 };
    sut.read(2);
    expect(sut.replies()).toEqual(['read_ok', 'read_ok']);
    sut.read(3);
    sut.requests.refreshed();
    expect(sut.requests.held).toBe(3);
    sut.state.refresh = { order: 3, ms: 0 };
    sut.requests.refreshed();
    expect(sut.requests.held).toBe(0);
    expect(sut.replies()).toHaveLength(5);
    expect([sut.counters.readsTaken, sut.counters.readsAnswered]).toEqual([5, 5]);
  });
});

describe('adds', () => {
  test('are acknowledged when their lane is committed that far', () => {
    const sut = requestsWith();
    sut.add(2);
    sut.add(3);
    sut.requests.committed([4]);
    expect(sut.replies()).toEqual(['add_ok', 'add_ok']);
    sut.requests.committed([5]);
    expect(sut.replies()).toHaveLength(5);
    expect([sut.counters.addsTaken, sut.counters.addsAcknowledged]).toEqual([5, 5]);
  });

  test('that are rolled back are all refused, and those who read wait on', () => {
    const sut = requestsWith();
    sut.add(2);
    sut.add(1);
    sut.read(1);
    sut.requests.rolledBack();
    expect(sut.replies()).toEqual([14, 14, 14]);
    expect([sut.requests.held, sut.counters.refused]).toEqual([1, 3]);
  });
});

describe('what has waited for long', () => {
  test('is given up shortly before its deadline, and nothing younger', () => {
    const sut = requestsWith({ replyDeadlineMs: 1_000 });
    sut.add(2, 0);
    sut.read(1, 0);
    sut.add(1, 1);
    sut.read(1, 1);
    sut.state.nowMs = 900;
    expect(sut.requests.expire()).toBe(true);
    expect(sut.replies()).toEqual([]);
    sut.state.nowMs = 901;
    expect(sut.requests.expire()).toBe(true);
    expect(sut.replies()).toEqual([0, 0, 11]);
    expect(sut.requests.held).toBe(2);
    expect([sut.counters.addsInDoubt, sut.counters.readsUnavailable]).toEqual([2, 1]);
  });

  test('is given up earlier by the time that the reader needs for the errors', () => {
    const sut = requestsWith({ replyDeadlineMs: 1_000 });
    sut.state.bytesPerMs = 100;
    sut.state.backlogBytes = 5_000;
    const errorBytes = sut.add(2) + sut.read(1) + 3 * errorBytesMax;
    const dueMs = 900 - (5_000 + errorBytes) / 100;
    sut.state.nowMs = dueMs;
    sut.requests.expire();
    expect(sut.requests.held).toBe(3);
    sut.state.nowMs = dueMs + 0.001;
    sut.requests.expire();
    expect(sut.requests.held).toBe(0);
  });

  test('is never given up earlier by more than nine tenths of the deadline', () => {
    const sut = requestsWith({ replyDeadlineMs: 2_000 });
    sut.read(1);
    sut.state.bytesPerMs = 1;
    sut.state.backlogBytes = 1_000_000;
    sut.state.nowMs = 100;
    sut.requests.expire();
    expect(sut.requests.held).toBe(1);
    sut.state.nowMs = 100.001;
    sut.requests.expire();
    expect(sut.requests.held).toBe(0);
  });

  test('is given up in slices while the reader is behind by more than 8 MiB', () => {
    const sut = requestsWith({ replyDeadlineMs: 1_000 });
    sut.add(2);
    sut.read(1);
    sut.state.nowMs = 950;
    sut.state.backlogBytes = 8 * 1024 * 1024 + 1;
    expect(sut.requests.expire()).toBe(false);
    expect(sut.requests.held).toBe(3);
    sut.state.backlogBytes = 8 * 1024 * 1024;
    expect(sut.requests.expire()).toBe(true);
    expect(sut.requests.held).toBe(0);
  });

  test('is given up at once, however much waits, when no answer of the store can come any more', () => {
    const sut = requestsWith();
    sut.state.backlogBytes = 2 ** 40;
    sut.add(2);
    sut.add(1);
    sut.read(1);
    sut.requests.expireAll();
    expect(sut.replies().toSorted()).toEqual([0, 0, 0, 11]);
  });
});
