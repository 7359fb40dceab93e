import { describe, expect, test } from 'vitest';
import { HeldAdds } from '../src/main/counter/held-adds.ts';
import type { OffThreadDecoder } from '../src/main/maelstrom/decoder.ts';
import { Ledger } from '../src/shared/ledger.ts';
import { decodeChunk } from '../src/shared/wire/decode-chunk.ts';
import type { Message } from '../src/shared/wire/message.ts';
import { NodeUnderTest } from './node-under-test.ts';

describe('with the store out of reach', () => {
  test('past --queue-max, adds and reads are refused before they are counted', () => {
    const sut = new NodeUnderTest({ queueMax: 100 }).init();
    sut.store.script = () => 'lose';
    const adds = Array.from({ length: 150 }, (_, i) => `{"src":"c1","body":{"type":"add","delta":1,"msg_id":${i}}}\n`);
    sut.node.receive(Buffer.from(adds.join('')));
    sut.read('c1', 200);
    expect(sut.replies.filter(({ body }) => body.code === 11)).toHaveLength(51);
    expect(sut.node.held).toBe(100);
    sut.time.pass(10_000);
    expect(sut.counters.addsInDoubt).toBe(100);
    expect(sut.node.held).toBe(0);
    sut.store.script = () => 'serve';
    sut.time.pass(10_000);
    expect(sut.store.totalOf('n0')).toBe(100);
  });

  test('past --queue-bytes-max, too', () => {
    const sut = new NodeUnderTest({ queueBytesMax: 2_048 }).init();
    sut.store.script = () => 'lose';
    for (let i = 0; i < 100; i += 1) {
      sut.add('c1', i, 1);
    }
    const refused = sut.replies.filter(({ body }) => body.code === 11).length;
    expect(refused).toBeGreaterThan(50);
    sut.store.script = () => 'serve';
    sut.time.pass(20_000);
    expect(sut.store.totalOf('n0')).toBe(100 - refused);
  });

  test('inside a chunk, too: ids that are long can not fill memory', () => {
    const sut = new NodeUnderTest({ queueBytesMax: 100_000 }).init();
    sut.store.script = () => 'lose';
    const src = `c${'x'.repeat(1_000)}`;
    const add = (i: number) => `{"src":"${src}","body":{"type":"add","delta":1,"msg_id":${i}}}\n`;
    sut.node.receive(Buffer.from(Array.from({ length: 2_000 }, (_, i) => add(i)).join('')));
    expect(sut.node.held).toBeGreaterThan(50);
    expect(sut.node.held).toBeLessThan(100);
    expect(sut.counters.refused).toBe(2_000 - sut.node.held);
  });

  test('reads count, too, with the bytes of their senders', () => {
    const sut = new NodeUnderTest({ queueBytesMax: 1_000_000 }).init();
    sut.store.script = () => 'lose';
    for (let i = 0; i < 20; i += 1) {
      sut.read(`c${'x'.repeat(200_000)}`, i);
    }
    expect(sut.node.held).toBe(5);
    expect(sut.counters.refused).toBe(15);
  });

  test('adds of a chunk that comes late are answered at their own deadline', () => {
    const held = new HeldAdds(1);
    const arrival = (sinceMs: number) => ({ order: 1, readMs: sinceMs, sinceMs, previousReadMs: sinceMs });
    const acks = new Uint8Array(3);
    held.hold(0, { acks, adds: 1, watermark: 1, arrival: arrival(1_000) });
    held.hold(0, { acks, adds: 2, watermark: 2, arrival: arrival(500) });
    expect(held.takeOlderThan(600)?.adds).toBe(2);
    expect(held.takeOlderThan(600)).toBeUndefined();
    expect(held.count).toBe(1);
    expect(held.ackBytes).toBe(3);
  });

  test('an outage of any length holds nothing once the deadlines have gone by', () => {
    const sut = new NodeUnderTest().init();
    sut.store.script = () => 'lose';
    for (let second = 0; second < 60; second += 1) {
      for (let i = 0; i < 20; i += 1) {
        sut.add('c1', second * 20 + i, 1);
      }
      sut.time.pass(1_000);
      expect(sut.node.held).toBeLessThanOrEqual(5 * 20);
    }
  });
});

describe('totals are exact to 2^53-1', () => {
  const max = Number.MAX_SAFE_INTEGER;

  test('an add that would pass it is refused with 14; one that just fits is counted', () => {
    const sut = new NodeUnderTest().init(['n0']);
    sut.add('c1', 1, max - 10);
    sut.time.pass(100);
    sut.add('c1', 2, 11);
    sut.add('c1', 3, 10);
    sut.add('c1', 4, 1);
    sut.add('c1', 5, 0);
    sut.time.pass(100);
    sut.read('c1', 6);
    sut.time.pass(100);
    expect(sut.replyTo('c1', 1)).toMatchObject({ type: 'add_ok' });
    expect(sut.replyTo('c1', 2)).toMatchObject({ type: 'error', code: 14 });
    expect(sut.replyTo('c1', 3)).toMatchObject({ type: 'add_ok' });
    expect(sut.replyTo('c1', 4)).toMatchObject({ type: 'error', code: 14 });
    expect(sut.replyTo('c1', 5)).toMatchObject({ type: 'add_ok' });
    expect(sut.replyTo('c1', 6)).toMatchObject({ value: max });
  });

  test('the total of earlier lives counts, even for adds that came before it was known', () => {
    const sut = new NodeUnderTest().init(['n0']);
    sut.store.setTotal('n0', max - 10);
    sut.add('c1', 1, 11);
    sut.time.pass(100);
    sut.add('c1', 2, 10);
    sut.add('c1', 3, 1);
    sut.time.pass(100);
    expect(sut.replyTo('c1', 1)).toMatchObject({ type: 'error', code: 14 });
    expect(sut.replyTo('c1', 2)).toMatchObject({ type: 'add_ok' });
    expect(sut.replyTo('c1', 3)).toMatchObject({ type: 'error', code: 14 });
    expect(sut.store.totalOf('n0')).toBe(max);
  });

  test('adds that are taken back are not acknowledged, though the news of it comes in the same read', () => {
    const sut = new NodeUnderTest().init(['n0']);
    sut.store.setTotal('n0', max - 10);
    let recovered: Message | undefined;
    sut.store.script = (request) => {
      if (request.body.type !== 'read') {
        return 'serve';
      }
      recovered = request;
      return 'hold';
    };
    sut.read('c1', 1);
    sut.time.pass(100);
    const reply = { src: 'seq-kv', body: { ...sut.store.execute(recovered!), in_reply_to: recovered!.body.msg_id } };
    sut.line(`${JSON.stringify(reply)}\n{"src":"c1","body":{"type":"add","delta":11,"msg_id":2}}`);
    sut.time.pass(100);
    expect(sut.replyTo('c1', 2)).toMatchObject({ code: 14 });
    expect(sut.store.totalOf('n0')).toBe(max - 10);
    // Taking back one that is far too large leaves room for what fits.
    for (let i = 3; i < 13; i += 1) {
      sut.add('c1', i, 1);
    }
    sut.time.pass(100);
    for (let i = 3; i < 13; i += 1) {
      expect(sut.replyTo('c1', i)).toMatchObject({ type: 'add_ok' });
    }
    expect(sut.store.totalOf('n0')).toBe(max);
  });

  test('nothing is taken back, or written, while a worker holds a chunk that may be counted already', () => {
    const ledger = Ledger.create(2);
    let finish: (() => void) | undefined;
    const workers: OffThreadDecoder = {
      ready: 1,
      room: 1,
      start() {},
      decode(chunk, context, done) {
        const decoded = decodeChunk(chunk, context);
        ledger.step(1, ledger.cell(1), decoded.sum);
        finish = () => done({ decoded, lane: 1, watermark: ledger.sum(1) }, Buffer.from(chunk));
      },
    };
    const sut = new NodeUnderTest({}, undefined, 1, 'n0', {
      ledger,
      workers,
      offloadPolicy: { offloads: true, onRead: () => true },
    }).init(['n0']);
    sut.store.setTotal('n0', max - 10);
    sut.add('c1', -1, 0);
    const adds = Array.from({ length: 400 }, (_, i) => `{"src":"c1","body":{"type":"add","delta":1,"msg_id":${i}}}\n`);
    sut.node.receive(Buffer.from(adds.join('')));
    sut.read('c1', 1_000);
    sut.time.pass(1_000);
    expect(sut.store.totalOf('n0')).toBe(max - 10);
    finish!();
    sut.time.pass(1_000);
    expect(sut.replyTo('c1', 0)).toMatchObject({ code: 14 });
    expect(sut.counters.addsAcknowledged).toBe(1);
    expect(sut.replyTo('c1', 1_000)).toMatchObject({ value: max - 10 });
  });

  test('a sum over nodes that passes it is answered with all its digits', () => {
    const sut = new NodeUnderTest().init();
    sut.store.setTotal('n1', max);
    sut.store.setTotal('n2', 2);
    sut.add('c1', 1, max);
    sut.read('c1', 2);
    sut.time.pass(200);
    expect(sut.lastLine).toContain(`"value":${2n * BigInt(max) + 2n},`);
  });
});

describe('an idle node sends nothing', () => {
  test('before the first request', () => {
    const sut = new NodeUnderTest().init();
    sut.time.pass(60_000);
    expect(sut.store.requests).toEqual([]);
    expect(sut.replies).toHaveLength(1);
  });

  test.each(['per-key', 'cas'] as const)('%s: after the last', (strategy) => {
    const sut = new NodeUnderTest({ strategy }).init();
    for (let i = 0; i < 20; i += 1) {
      sut.add('c1', 2 * i, i);
      sut.read('c1', 2 * i + 1);
      sut.time.pass(13);
    }
    sut.time.pass(1_000);
    const sent = sut.store.requests.length + sut.toPeers.length;
    sut.time.pass(600_000);
    expect(sut.store.requests.length + sut.toPeers.length).toBe(sent);
  });

  test('nothing to add and nothing stale costs nothing', () => {
    const sut = new NodeUnderTest({ readStalenessMs: 1_000 }).init();
    sut.read('c1', 0);
    sut.time.pass(100);
    const sent = sut.store.requests.length;
    for (let i = 1; i < 10; i += 1) {
      sut.add('c1', 2 * i, 0);
      sut.read('c1', 2 * i + 1);
    }
    sut.time.pass(100);
    expect(sut.counters.addsAcknowledged).toBe(9);
    expect(sut.store.requests).toHaveLength(sent);
  });
});

test('round trips depend on the round-trip time, not on the rate', () => {
  const rounds = [1, 10, 50].map((perMs) => {
    const sut = new NodeUnderTest().init();
    sut.add('c1', -1, 1);
    sut.time.pass(100);
    const before = sut.counters.kvCas;
    for (let ms = 0; ms < 300; ms += 1) {
      for (let i = 0; i < perMs; i += 1) {
        sut.add('c1', ms * perMs + i, 1);
      }
      sut.time.pass(1);
    }
    sut.time.pass(100);
    expect(sut.counters.addsAcknowledged).toBe(1 + 300 * perMs);
    return sut.counters.kvCas - before;
  });
  // 300 ms at 10 ms a round trip.
  for (const count of rounds) {
    expect(count).toBeLessThanOrEqual(32);
  }
});

test('--flush-interval-ms spaces flushes; reads do not wait for it', () => {
  const sut = new NodeUnderTest({ flushIntervalMs: 200 }).init();
  for (let ms = 0; ms < 2_000; ms += 1) {
    sut.add('c1', ms, 1);
    sut.time.pass(1);
  }
  sut.time.pass(400);
  expect(sut.counters.kvCas).toBeLessThanOrEqual(12);
  expect(sut.counters.addsAcknowledged).toBe(2_000);
  sut.add('c1', 3_000, 1);
  sut.read('c1', 3_001);
  sut.time.pass(30);
  expect(sut.replyTo('c1', 3_001)).toMatchObject({ value: 2_001 });
});

test.each(['per-key', 'cas'] as const)('%s: reads that are all refused cost the store nothing', (strategy) => {
  const sut = new NodeUnderTest({ strategy, queueMax: 0 }).init();
  for (let i = 1; i <= 10; i += 1) {
    sut.read('c1', i);
  }
  sut.time.pass(10_000);
  expect(sut.replyTo('c1', 10)).toMatchObject({ code: 11 });
  expect(sut.asked).toEqual([]);
  expect(sut.toPeers).toEqual([]);
});
