import { describe, expect, test } from 'vitest';
import { NodeUnderTest } from './node-under-test.ts';

describe.each(['per-key', 'cas'] as const)('%s, with the store out of reach', (strategy) => {
  test('an add gets error 0, a read error 11, before the deadline; the add is counted when the store is back', () => {
    const sut = new NodeUnderTest({ strategy }).init();
    sut.add('c1', 1, 5);
    sut.time.pass(100);
    sut.store.script = () => 'lose';
    const sentMs = sut.time.nowMs();
    sut.add('c1', 2, 7);
    sut.read('c1', 3);
    sut.time.pass(10_000);
    expect(sut.replyTo('c1', 2)).toMatchObject({ type: 'error', code: 0 });
    expect(sut.replyTo('c1', 3)).toMatchObject({ type: 'error', code: 11 });
    const late = sut.replies.slice(-2).map(({ atMs }) => atMs - sentMs);
    for (const ms of late) {
      expect(ms).toBeGreaterThan(4_000);
      expect(ms).toBeLessThanOrEqual(4_500);
    }
    sut.store.script = () => 'serve';
    sut.time.pass(10_000);
    sut.read('c1', 4);
    sut.time.pass(1_000);
    expect(sut.replyTo('c1', 4)).toMatchObject({ value: 12 });
    expect(sut.counters.addsInDoubt).toBe(1);
  });

  test('from the start: the same, and nothing is lost', () => {
    const sut = new NodeUnderTest({ strategy }).init();
    sut.store.script = () => 'lose';
    sut.add('c1', 1, 7);
    sut.read('c1', 2);
    sut.time.pass(6_000);
    expect(sut.replyTo('c1', 1)).toMatchObject({ code: 0 });
    expect(sut.replyTo('c1', 2)).toMatchObject({ code: 11 });
    sut.store.script = () => 'serve';
    sut.time.pass(10_000);
    sut.read('c1', 3);
    sut.time.pass(1_000);
    expect(sut.replyTo('c1', 3)).toMatchObject({ value: 7 });
  });

  test('retries back off: the longer the outage, the fewer', () => {
    const sut = new NodeUnderTest({ strategy }).init();
    sut.store.script = () => 'lose';
    sut.add('c1', 1, 7);
    sut.time.pass(10_000);
    const early = sut.store.requests.length;
    sut.time.pass(100_000);
    const later = sut.store.requests.length - early;
    expect(early).toBeLessThan(15);
    expect(later).toBeLessThan(40);
    expect(later).toBeGreaterThan(10);
  });

  test('a store slower than the shortest timeout is given the time it needs', () => {
    const sut = new NodeUnderTest({ strategy, replyDeadlineMs: 20_000 }).init();
    sut.latencyMs = 700;
    sut.add('c1', 1, 7);
    sut.time.pass(15_000);
    expect(sut.replyTo('c1', 1)).toMatchObject({ type: 'add_ok' });
    const timeouts = sut.counters.kvTimeouts;
    for (let i = 2; i < 6; i += 1) {
      sut.add('c1', i, 1);
      sut.time.pass(5_000);
      expect(sut.replyTo('c1', i)).toMatchObject({ type: 'add_ok' });
    }
    expect(sut.counters.kvTimeouts).toBe(timeouts);
  });
});

describe('a node that was stopped', () => {
  test('answers nothing that may be older than the deadline, and counts none of it', () => {
    const sut = new NodeUnderTest().init();
    sut.add('c1', 1, 5);
    sut.time.pass(1_000);
    sut.time.freeze(6_000);
    // Both waited in the pipe, so one read brings them.
    sut.line(
      '{"src":"c2","body":{"type":"add","delta":100,"msg_id":1}}\n{"src":"c2","body":{"type":"read","msg_id":2}}',
    );
    sut.time.pass(1_000);
    sut.add('c3', 1, 3);
    sut.time.pass(1_000);
    expect(sut.replies.map(({ dest }) => dest)).toEqual(['c0', 'c1', 'c3']);
    expect(sut.store.totalOf('n0')).toBe(8);
    expect(sut.counters.skipped).toEqual({ 'too old to answer': 2 });
  });

  test('gives what may be old less time', () => {
    const sut = new NodeUnderTest().init();
    sut.add('c1', 1, 5);
    sut.time.pass(1_000);
    sut.store.script = () => 'lose';
    sut.time.freeze(3_000);
    const readMs = sut.time.nowMs();
    sut.add('c2', 1, 100);
    sut.time.pass(6_000);
    expect(sut.replyTo('c2', 1)).toMatchObject({ code: 0 });
    expect(sut.replies.at(-1)!.atMs - readMs).toBeLessThanOrEqual(1_500);
  });

  test('drops replies whose deadline went by meanwhile', () => {
    const sut = new NodeUnderTest().init();
    sut.store.script = () => 'hold';
    sut.add('c1', 1, 5);
    sut.time.pass(100);
    sut.time.freeze(5_000);
    sut.time.pass(1_000);
    expect(sut.replyTo('c1', 1)).toBeUndefined();
    expect(sut.counters.repliesDropped).toBe(1);
  });
});

test('what came with a slow message may have waited behind it, so it gets less time', () => {
  const sut = new NodeUnderTest().init();
  sut.store.script = () => 'lose';
  sut.add('c1', 2, 5);
  const sentMs = sut.time.nowMs();
  sut.time.pass(2_000);
  const stray = '{"src":"seq-kv","dest":"n0","body":{"type":"cas_ok","in_reply_to":1}}';
  sut.line(`${stray}\n{"src":"c2","body":{"type":"read","msg_id":1}}`);
  sut.time.pass(6_000);
  expect(sut.replyTo('c2', 1)).toMatchObject({ code: 11 });
  expect(sut.replies.find(({ dest }) => dest === 'c2')!.atMs - sentMs).toBeLessThanOrEqual(4_500);
});

test.each(['per-key', 'cas'] as const)(
  '%s: a node that was idle serves a read that comes with a message',
  (strategy) => {
    const sut = new NodeUnderTest({ strategy }).init();
    for (let i = 0; i < 20; i += 1) {
      sut.add('c1', i, 1);
      sut.time.pass(50);
    }
    sut.time.pass(60_000);
    const news = JSON.stringify({ src: 'n1', dest: 'n0', body: { type: 'sluice_help', token: 1 } });
    sut.line(`${news}\n{"src":"c2","body":{"type":"read","msg_id":1}}`);
    sut.time.pass(100);
    sut.read('c2', 2);
    sut.time.pass(1_000);
    expect(sut.replyTo('c2', 1)).toMatchObject({ value: 20 });
    expect(sut.replyTo('c2', 2)).toMatchObject({ value: 20 });
  },
);

describe('leaving', () => {
  test('at the end of input, what waits is answered with what is known', () => {
    const sut = new NodeUnderTest().init();
    sut.store.script = () => 'lose';
    sut.add('c1', 1, 5);
    sut.read('c1', 2);
    let left = false;
    sut.node.receive(Buffer.from('{"src":"c1","body":{"type":"add","delta":1,"msg_id":3}}'));
    sut.node.end(() => {
      left = true;
    });
    expect(left).toBe(true);
    expect(sut.replyTo('c1', 1)).toMatchObject({ code: 0 });
    expect(sut.replyTo('c1', 2)).toMatchObject({ code: 11 });
    expect(sut.replyTo('c1', 3)).toMatchObject({ code: 0 });
  });

  test('when told to: new requests are refused, those taken are answered', () => {
    const sut = new NodeUnderTest().init();
    sut.add('c1', 1, 5);
    let left = false;
    sut.node.leave(() => {
      left = true;
    });
    expect(left).toBe(false);
    sut.add('c1', 2, 5);
    sut.read('c1', 3);
    expect(sut.replyTo('c1', 2)).toMatchObject({ code: 11 });
    expect(sut.replyTo('c1', 3)).toMatchObject({ code: 11 });
    sut.time.pass(100);
    expect(sut.replyTo('c1', 1)).toMatchObject({ type: 'add_ok' });
    expect(left).toBe(true);
  });

  test('a read that waits is answered first, though there is nothing to store', () => {
    const sut = new NodeUnderTest().init();
    sut.read('c1', 1);
    let left = false;
    sut.node.leave(() => {
      left = true;
    });
    expect(left).toBe(false);
    sut.time.pass(100);
    expect(sut.replyTo('c1', 1)).toMatchObject({ type: 'read_ok' });
    expect(left).toBe(true);
  });

  test('--acks local: what was acknowledged is written first, if that is possible in time', () => {
    const sut = new NodeUnderTest({ acks: 'local' }).init();
    sut.add('c1', 1, 5);
    expect(sut.replyTo('c1', 1)).toMatchObject({ type: 'add_ok' });
    let left = 0;
    sut.node.leave(() => {
      left += 1;
    });
    expect(left).toBe(0);
    sut.time.pass(200);
    expect(left).toBe(1);
    expect(sut.store.totalOf('n0')).toBe(5);

    const cut = new NodeUnderTest({ acks: 'local' }).init();
    cut.store.script = () => 'lose';
    cut.add('c1', 1, 5);
    cut.node.leave(() => {
      left += 1;
    });
    cut.time.pass(4_400);
    expect(left).toBe(1);
    cut.time.pass(300);
    expect(left).toBe(2);
  });
});
