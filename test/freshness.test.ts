import { describe, expect, test } from 'vitest';
import { chainKey, type Step } from '../src/main/strategy/chain.ts';
import { NodeUnderTest, ScriptedStore } from './node-under-test.ts';

describe('per-key', () => {
  test('every read is behind a changing write that was sent after it came in', () => {
    const sut = new NodeUnderTest().init();
    sut.read('c1', 1);
    sut.time.pass(100);
    const before = sut.store.requests.length;
    sut.read('c1', 2);
    sut.time.pass(100);
    const asked = sut.store.requests.slice(before);
    expect(asked.map(({ body }) => `${body.type} ${body.key}`)).toEqual([
      'write barrier/n0',
      'read total/n1',
      'read total/n2',
    ]);
    const nonces = sut.store.requests.filter(({ body }) => body.type === 'write').map(({ body }) => body.value);
    expect(new Set(nonces).size).toBe(nonces.length);
  });

  test('a commit sent after the read came in is its barrier; one sent before is not', () => {
    const sut = new NodeUnderTest().init();
    sut.add('c1', 1, 1);
    sut.time.pass(100);
    const before = sut.store.requests.length;
    // Together: the commit is the barrier of the read.
    sut.node.receive(
      Buffer.from(
        '{"src":"c1","body":{"type":"read","msg_id":2}}\n{"src":"c2","body":{"type":"add","delta":1,"msg_id":3}}\n',
      ),
    );
    sut.time.pass(100);
    expect(sut.asked.slice(before)).toEqual(['cas total/n0', 'read total/n1', 'read total/n2']);
    // The commit is on its way when the read comes.
    const then = sut.store.requests.length;
    sut.add('c1', 4, 1);
    sut.time.pass(2);
    sut.read('c1', 5);
    sut.time.pass(100);
    expect(sut.asked.slice(then)).toEqual(['cas total/n0', 'write barrier/n0', 'read total/n1', 'read total/n2']);
  });

  test("the recovery's barrier is that of the reads that came before it; later ones call for their own", () => {
    const sut = new NodeUnderTest().init();
    sut.read('c1', 1);
    sut.time.pass(2);
    sut.read('c1', 2);
    sut.time.pass(100);
    expect(sut.asked).toEqual([
      'write barrier/n0',
      'read total/n0',
      'cas total/n0',
      'read total/n1',
      'read total/n2',
      'write barrier/n0',
      'read total/n1',
      'read total/n2',
    ]);
    expect(sut.replyTo('c1', 1)).toMatchObject({ value: 0 });
    expect(sut.replyTo('c1', 2)).toMatchObject({ value: 0 });
  });

  test('the only node knows all there is: its reads cost nothing, and count what it acknowledged before', () => {
    const sut = new NodeUnderTest().init(['n0']);
    sut.store.setTotal('n0', 7);
    sut.read('c1', 1);
    sut.time.pass(100);
    expect(sut.replyTo('c1', 1)).toMatchObject({ value: 7 });
    expect(sut.asked).toEqual(['write barrier/n0', 'read total/n0', 'cas total/n0']);
    sut.read('c1', 2);
    expect(sut.replyTo('c1', 2)).toMatchObject({ value: 7 });
    sut.add('c1', 3, 5);
    sut.read('c1', 4);
    expect(sut.replyTo('c1', 4)).toMatchObject({ value: 7 });
    sut.time.pass(100);
    expect(sut.replyTo('c1', 3)).toMatchObject({ type: 'add_ok' });
    sut.read('c1', 5);
    expect(sut.replyTo('c1', 5)).toMatchObject({ value: 12 });
    expect(sut.asked.slice(3)).toEqual(['cas total/n0']);
  });

  test('counts what another node committed before the read came in', () => {
    const store = new ScriptedStore();
    const sut = new NodeUnderTest({}, store).init();
    sut.read('c1', 1);
    sut.time.pass(100);
    store.setTotal('n1', 40);
    sut.add('c1', 2, 2);
    sut.read('c1', 3);
    sut.time.pass(100);
    expect(sut.replyTo('c1', 3)).toMatchObject({ value: 42 });
  });

  test('a lower value of a key is an old one: the highest seen is kept', () => {
    const sut = new NodeUnderTest().init();
    sut.store.setTotal('n1', 40);
    sut.read('c1', 1);
    sut.time.pass(100);
    sut.store.setTotal('n1', 30);
    sut.read('c1', 2);
    sut.time.pass(100);
    expect(sut.replyTo('c1', 2)).toMatchObject({ value: 40 });
  });

  test('an add that is not committed is in no read', () => {
    const sut = new NodeUnderTest().init();
    sut.read('c1', 1);
    sut.time.pass(100);
    sut.store.script = ({ body }) => (body.type === 'cas' ? 'lose' : 'serve');
    sut.add('c1', 2, 5);
    sut.read('c1', 3);
    sut.time.pass(4_600);
    // The commit was this read's barrier and never came: it can't be made fresh.
    expect(sut.replyTo('c1', 3)).toMatchObject({ code: 11 });
  });
});

describe('cas', () => {
  test('a read is answered from a compare-and-set sent after it came in', () => {
    const sut = new NodeUnderTest({ strategy: 'cas' }).init();
    sut.read('c1', 1);
    sut.time.pass(100);
    const before = sut.store.requests.length;
    sut.read('c1', 2);
    sut.time.pass(100);
    expect(sut.asked.slice(before)).toEqual(['cas totals']);
    expect(sut.replyTo('c1', 2)).toMatchObject({ type: 'read_ok', value: 0 });
  });

  test('a compare-and-set that was only found to have landed answers no read', () => {
    const sut = new NodeUnderTest({ strategy: 'cas' }).init();
    sut.read('c1', 1);
    sut.time.pass(100);
    let lost = false;
    sut.store.script = ({ body }) => {
      if (body.type !== 'cas' || lost) {
        return 'serve';
      }
      lost = true;
      return 'lose reply';
    };
    const before = sut.store.requests.length;
    // Together, so that the lost success is the first that was sent after the read came in.
    sut.line('{"src":"c1","body":{"type":"add","delta":3,"msg_id":2}}\n{"src":"c1","body":{"type":"read","msg_id":3}}');
    sut.time.pass(3_000);
    expect(sut.asked.slice(before)).toEqual(['cas totals', 'write barrier/n0', 'read totals', 'cas totals']);
    expect(sut.replyTo('c1', 2)).toMatchObject({ type: 'add_ok' });
    expect(sut.replyTo('c1', 3)).toMatchObject({ value: 3 });
  });

  test('news of a peer spares a refused attempt; false news costs one', () => {
    const store = new ScriptedStore();
    const sut = new NodeUnderTest({ strategy: 'cas' }, store).init();
    sut.add('c1', 1, 1);
    sut.time.pass(100);
    const real = store.setChain(9, { n0: 1, n1: 6 });
    sut.send({ src: 'n1', body: { type: 'sluice_value', value: real } });
    const before = store.requests.length;
    sut.read('c1', 2);
    sut.time.pass(100);
    expect(sut.asked.slice(before)).toEqual(['cas totals']);
    expect(sut.replyTo('c1', 2)).toMatchObject({ value: 7 });

    for (const value of [
      store.chain(99, { n0: 1, n1: 1_000 }),
      store.chain(99, { n0: 50 }),
      { v: 99, slots: { n0: [1, 7] } },
      'x',
      { v: 99, slots: [1] },
      { v: 99, slots: { n0: 1 } },
    ]) {
      sut.send({ src: 'n1', body: { type: 'sluice_value', value } });
    }
    sut.send({ src: 'c7', body: { type: 'sluice_value', value: store.chain(99, { n0: 1 }) } });
    sut.read('c1', 3);
    sut.time.pass(1_000);
    expect(sut.replyTo('c1', 3)).toMatchObject({ value: 7 });
    expect(store.chainTotals.totals).toEqual({ n0: 1, n1: 6 });
  });
});

describe('cas, when others are faster', () => {
  /**
   * A node whose compare-and-set was refused for the read that waits, and the token of the ask that
   * it sent.
   */
  function refused() {
    const store = new ScriptedStore();
    const sut = new NodeUnderTest({ strategy: 'cas' }, store).init();
    sut.add('c1', 1, 1);
    sut.time.pass(100);
    store.setChain(5, { n0: 1, n1: 6 });
    store.script = ({ body }) => (body.type === 'write' ? 'hold' : 'serve');
    sut.read('c1', 2);
    sut.time.pass(50);
    const asks = sut.toPeers.filter(({ body }) => body.type === 'sluice_help');
    expect(asks.map(({ dest }) => dest)).toEqual(['n1', 'n2']);
    return { sut, store, ask: asks[0]!.body.token as number, value: store.chain(6, { n0: 1, n1: 8 }) };
  }

  test("a read is answered from a peer's success that was sent after our ask", () => {
    const { sut, ask, value } = refused();
    sut.send({ src: 'n1', body: { type: 'sluice_value', value, heard: { n0: ask, n2: 7 } } });
    expect(sut.replyTo('c1', 2)).toMatchObject({ value: 9 });
    const sent = sut.store.requests.length;
    sut.time.pass(10_000);
    expect(sut.store.requests).toHaveLength(sent);
  });

  test.each([
    ['before our ask', -1],
    ['after an ask that we never sent', 1],
  ])('not from one that was sent %s', (_, offset) => {
    const { sut, ask, value } = refused();
    sut.send({ src: 'n1', body: { type: 'sluice_value', value, heard: { n0: ask + offset } } });
    sut.send({ src: 'n1', body: { type: 'sluice_value', value } });
    sut.send({ src: 'c1', body: { type: 'sluice_value', value, heard: { n0: ask } } });
    expect(sut.replyTo('c1', 2)).toBeUndefined();
  });

  test('a success tells each peer which of its asks was heard before it was sent', () => {
    const sut = new NodeUnderTest({ strategy: 'cas' }).init();
    sut.add('c1', 1, 1);
    sut.time.pass(100);
    sut.send({ src: 'n1', body: { type: 'sluice_help', token: 41 } });
    sut.send({ src: 'n2', body: { type: 'sluice_help', token: 'x' } });
    sut.add('c1', 2, 1);
    sut.time.pass(2);
    // Too late for the success that is on its way.
    sut.send({ src: 'n1', body: { type: 'sluice_help', token: 42 } });
    sut.time.pass(100);
    expect(sut.toPeers.slice(-2).map(({ body }) => body.heard)).toEqual([{ n1: 41 }, { n1: 41 }]);
  });

  test('a refused add is done by a success of a peer that took it along, and by no other', () => {
    const store = new ScriptedStore();
    const sut = new NodeUnderTest({ strategy: 'cas' }, store).init();
    sut.add('c1', 1, 1);
    sut.time.pass(100);
    store.setChain(5, { n0: 1, n1: 6 });
    store.script = ({ body }) => (body.type === 'write' ? 'hold' : 'serve');
    sut.add('c1', 2, 4);
    sut.time.pass(50);
    const asks = sut.toPeers.filter(({ body }) => body.type === 'sluice_help');
    const slot = (total: number) => store.chain(6, { n0: total }).slots.n0;
    expect(asks.map(({ dest, body: { from, to } }) => [dest, from, to])).toEqual([
      ['n1', slot(1), slot(5)],
      ['n2', slot(1), slot(5)],
    ]);
    sut.send({ src: 'n1', body: { type: 'sluice_value', value: store.chain(6, { n0: 4, n1: 7 }) } });
    sut.send({ src: 'c1', body: { type: 'sluice_value', value: store.chain(6, { n0: 5, n1: 7 }) } });
    expect(sut.replyTo('c1', 2)).toBeUndefined();
    sut.send({ src: 'n1', body: { type: 'sluice_value', value: store.chain(6, { n0: 5, n1: 7 }) } });
    expect(sut.replyTo('c1', 2)).toMatchObject({ type: 'add_ok' });
    const sent = store.requests.length;
    sut.time.pass(10_000);
    expect(store.requests).toHaveLength(sent);
  });

  test("a peer's step is taken along while the slot shows what it begins from, and only then", () => {
    const store = new ScriptedStore();
    const sut = new NodeUnderTest({ strategy: 'cas' }, store).init();
    store.setChain(5, { n1: 6 });
    sut.send({ src: 'n1', body: { type: 'sluice_help', token: 41, from: [6, 1], to: [9, 1] } });
    sut.send({ src: 'n2', body: { type: 'sluice_help', token: 42, from: [0, 0], to: [2, 5] } });
    sut.add('c1', 1, 1);
    sut.time.pass(100);
    expect(store.chainTotals).toEqual({ v: 7, totals: { n0: 1, n1: 9, n2: 2 } });
    // Old asks, and such as make no sense.
    sut.send({ src: 'n1', body: { type: 'sluice_help', token: 43, from: [9, 1], to: [9, 1] } });
    sut.send({ src: 'n2', body: { type: 'sluice_help', token: 44, from: [2, 4], to: [7, 4] } });
    sut.add('c1', 2, 1);
    sut.time.pass(100);
    sut.send({ src: 'n1', body: { type: 'sluice_help', token: 45, from: [9, 1], to: 'x' } });
    sut.send({ src: 'c5', body: { type: 'sluice_help', token: 46, from: [9, 1], to: [99, 1] } });
    sut.add('c1', 3, 1);
    sut.time.pass(100);
    expect(store.chainTotals).toEqual({ v: 9, totals: { n0: 3, n1: 9, n2: 2 } });
  });

  test('a new life learns its total from a success: the store may show what is older than a peer took along', () => {
    const store = new ScriptedStore();
    const sut = new NodeUnderTest({ strategy: 'cas' }, store).init();
    store.setChain(5, { n0: 3, n1: 6 });
    let shown = false;
    store.script = (request) => {
      if (request.body.type !== 'read' || shown) {
        return 'serve';
      }
      shown = true;
      sut.time.after(1, () => sut.deliver(request, { type: 'read_ok', value: store.chain(4, { n0: 1, n1: 6 }) }));
      return 'lose';
    };
    // As much as the peer took along for the earlier life.
    sut.add('c1', 1, 2);
    sut.time.pass(1_000);
    expect(sut.replyTo('c1', 1)).toMatchObject({ type: 'add_ok' });
    expect(store.chainTotals.totals).toEqual({ n0: 5, n1: 6 });
  });

  test('a new life makes the slot its own by the success of a peer that took that step along', () => {
    const store = new ScriptedStore();
    const sut = new NodeUnderTest({ strategy: 'cas' }, store).init();
    const before = store.setChain(5, { n0: 3, n1: 6 });
    // The new life's attempt is refused, as n1 was faster, and what the store says then does not
    // arrive.
    store.script = ({ body }) => {
      if (body.type === 'cas' && before === store.values.get(chainKey)) {
        store.setChain(6, { n0: 3, n1: 7 });
      }
      return body.type !== 'cas' && store.values.get(chainKey) !== before ? 'hold' : 'serve';
    };
    sut.read('c1', 2);
    sut.add('c1', 1, 2);
    sut.time.pass(100);
    const { from, to } = sut.toPeers.find(({ body }) => body.type === 'sluice_help')!.body as unknown as Step;
    expect([from, to[0]]).toEqual([[3, 1], 3]);
    const value = { v: 7, slots: { n0: to, n1: [8, 1] } };
    store.values.set(chainKey, value);
    store.script = () => 'serve';
    sut.send({ src: 'n1', body: { type: 'sluice_value', value } });
    sut.time.pass(1_000);
    expect(sut.replyTo('c1', 1)).toMatchObject({ type: 'add_ok' });
    expect(sut.replyTo('c1', 2)).toMatchObject({ value: 13 });
    expect(store.chainTotals.totals).toEqual({ n0: 5, n1: 8 });
  });

  test('an add that came too late for the ask is not done by the answer', () => {
    const { sut, store, ask, value } = refused();
    sut.add('c1', 3, 1);
    sut.send({ src: 'n1', body: { type: 'sluice_value', value, heard: { n0: ask } } });
    expect(sut.replyTo('c1', 2)).toMatchObject({ value: 9 });
    expect(sut.replyTo('c1', 3)).toBeUndefined();
    store.values.set(chainKey, value);
    store.script = () => 'serve';
    sut.time.pass(1_000);
    expect(sut.replyTo('c1', 3)).toMatchObject({ type: 'add_ok' });
    expect(store.chainTotals).toEqual({ v: 7, totals: { n0: 2, n1: 8 } });
  });
});

describe.each(['per-key', 'cas'] as const)('%s', (strategy) => {
  test('reads that come together share a refresh; those after it began share the next', () => {
    const sut = new NodeUnderTest({ strategy }).init();
    sut.read('c1', 0);
    sut.time.pass(100);
    const { rounds } = sut.counters;
    sut.read('c1', 1);
    sut.time.pass(1);
    for (let i = 2; i < 50; i += 1) {
      sut.read('c1', i);
    }
    sut.time.pass(100);
    for (let i = 1; i < 50; i += 1) {
      expect(sut.replyTo('c1', i)).toMatchObject({ type: 'read_ok' });
    }
    expect(sut.counters.rounds).toBe(rounds + 2);
  });

  test('with staleness, a read is answered from a refresh no older than that', () => {
    const sut = new NodeUnderTest({ strategy, readStalenessMs: 200 }).init();
    sut.read('c1', 1);
    sut.time.pass(100);
    const before = sut.store.requests.length;
    sut.read('c1', 2);
    expect(sut.replyTo('c1', 2)).toMatchObject({ type: 'read_ok' });
    expect(sut.store.requests).toHaveLength(before);
    sut.time.pass(200);
    sut.read('c1', 3);
    expect(sut.replyTo('c1', 3)).toBeUndefined();
    sut.time.pass(100);
    expect(sut.replyTo('c1', 3)).toMatchObject({ type: 'read_ok' });
  });

  test('a read never goes below an earlier one, and counts what this node acknowledged', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const sut = new NodeUnderTest({ strategy, replyDeadlineMs: 60_000 }, new ScriptedStore(), seed).init();
      let acknowledged = 0;
      let last = 0;
      for (let i = 0; i < 40; i += 1) {
        sut.add('c1', 2 * i, i % 5);
        sut.read('c2', 2 * i + 1);
        const floor = acknowledged;
        sut.time.pass(i % 3 === 0 ? 7 : 60);
        const value = sut.replyTo('c2', 2 * i + 1)?.value as number | undefined;
        if (value !== undefined) {
          expect(value).toBeGreaterThanOrEqual(Math.max(last, floor));
          last = value;
        }
        acknowledged = sut.replies
          .filter(({ body }) => body.type === 'add_ok')
          .reduce((sum, { body }) => sum + ((body.in_reply_to! / 2) % 5), 0);
      }
    }
  });
});
