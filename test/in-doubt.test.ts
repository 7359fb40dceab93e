import { describe, expect, test } from 'vitest';
import type { Message } from '../src/shared/wire/message.ts';
import { isCommit, NodeUnderTest, randomFrom, ScriptedStore } from './node-under-test.ts';

const strategies = ['per-key', 'cas'] as const;

/** What the store says is n0's total. */
function stored(store: ScriptedStore): number | undefined {
  return store.totalOf('n0');
}

test.each(strategies)("%s: no key is another node's, whatever ids there are", (strategy) => {
  const ids = ['n0', 'n0.barrier', 'barrier/n0', 'total/n0', 'totals', '__proto__', 'n0"'];
  const store = new ScriptedStore();
  const nodes = ids.map((id, seed) => new NodeUnderTest({ strategy }, store, seed + 1, id).init(ids));
  for (const round of [1, 2]) {
    for (const node of nodes) {
      node.add('c1', round, 1);
      node.time.pass(200);
      expect(node.replyTo('c1', round)).toMatchObject({ type: 'add_ok' });
    }
  }
  for (const node of nodes) {
    node.read('c1', 3);
    node.time.pass(200);
    expect(node.replyTo('c1', 3)).toMatchObject({ value: 2 * ids.length });
  }
});

describe.each(strategies)('%s: a commit without an answer is in doubt', (strategy) => {
  test.each([
    ['it had happened', 'lose reply'],
    ['it never happens and is sent again', 'lose'],
  ] as const)('%s: counted once, acknowledged', (_, fate) => {
    const sut = new NodeUnderTest({ strategy }).init();
    let first = true;
    sut.store.script = (request) => {
      if (!isCommit(request) || !first) {
        return 'serve';
      }
      first = false;
      return fate;
    };
    sut.add('c1', 1, 5);
    sut.time.pass(3_000);
    expect(sut.replyTo('c1', 1)).toMatchObject({ type: 'add_ok' });
    expect(stored(sut.store)).toBe(5);
  });

  test('it happens later, after its repetition and the next commit: refused, nothing goes back', () => {
    const sut = new NodeUnderTest({ strategy }).init();
    let late: Message | undefined;
    sut.store.script = (request) => {
      if (!isCommit(request) || late !== undefined) {
        return 'serve';
      }
      late = request;
      return 'lose';
    };
    sut.add('c1', 1, 5);
    sut.time.pass(3_000);
    sut.add('c1', 2, 3);
    sut.time.pass(1_000);
    expect(stored(sut.store)).toBe(8);
    sut.serve(late!);
    sut.add('c1', 3, 1);
    sut.time.pass(1_000);
    expect(sut.replyTo('c1', 3)).toMatchObject({ type: 'add_ok' });
    expect(stored(sut.store)).toBe(9);
  });

  test('its answer comes late, or twice: ignored', () => {
    const sut = new NodeUnderTest({ strategy }).init();
    const commits: Message[] = [];
    sut.store.script = (request) => {
      if (!isCommit(request)) {
        return 'serve';
      }
      commits.push(request);
      return commits.length === 1 ? 'lose reply' : 'serve';
    };
    sut.add('c1', 1, 5);
    sut.time.pass(3_000);
    const strays = sut.counters.kvStrayReplies;
    sut.deliver(commits[0]!, { type: 'cas_ok' });
    sut.deliver(commits[0]!, { type: 'error', code: 22, text: 'no' });
    sut.add('c1', 2, 1);
    sut.time.pass(1_000);
    expect(sut.counters.kvStrayReplies).toBe(strays + 2);
    expect(sut.replyTo('c1', 2)).toMatchObject({ type: 'add_ok' });
    expect(stored(sut.store)).toBe(6);
  });

  test('all calls lost at random, both ways: every add counted once', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const sut = new NodeUnderTest({ strategy, replyDeadlineMs: 120_000 }, new ScriptedStore(), seed).init();
      const random = randomFrom(seed);
      sut.store.script = () => (random() < 0.3 ? 'lose' : random() < 0.3 ? 'lose reply' : 'serve');
      let sum = 0;
      for (let i = 0; i < 30; i += 1) {
        sut.add('c1', i, i);
        sum += i;
        sut.time.pass(40);
      }
      sut.time.pass(110_000);
      for (let i = 0; i < 30; i += 1) {
        expect(sut.replyTo('c1', i)).toMatchObject({ type: 'add_ok' });
      }
      expect(stored(sut.store), `seed ${seed}`).toBe(sum);
    }
  });
});

describe.each(strategies)('%s: a restart', (strategy) => {
  test('goes on from what the store holds; msg_ids and barriers start anew', () => {
    const store = new ScriptedStore();
    const before = new NodeUnderTest({ strategy }, store, 1).init();
    before.add('c1', 1, 5);
    before.time.pass(100);
    const ids = store.requests.map(({ body }) => body.msg_id);
    const after = new NodeUnderTest({ strategy }, store, 2).init();
    after.add('c2', 1, 2);
    after.time.pass(100);
    expect(after.replyTo('c2', 1)).toMatchObject({ type: 'add_ok' });
    expect(stored(store)).toBe(7);
    const later = store.requests.slice(ids.length).map(({ body }) => body.msg_id);
    expect(later.filter((id) => ids.includes(id))).toEqual([]);
  });

  /** A life that dies while its commit of 5 is on its way; returns that commit. */
  function dieWithCommitOnItsWay(store: ScriptedStore): Message {
    const dying = new NodeUnderTest({ strategy }, store, 1).init();
    dying.add('c1', 1, 10);
    dying.time.pass(100);
    store.script = (request) => (isCommit(request) ? 'hold' : 'serve');
    dying.add('c1', 2, 5);
    dying.time.pass(100);
    dying.dead = true;
    store.script = () => 'serve';
    return store.held[0]!;
  }

  test.each([
    ['equal', 5],
    ['another', 3],
  ])('an earlier commit lands before the fence (%s sum): it counts once, from the start', (_, delta) => {
    const store = new ScriptedStore();
    const late = dieWithCommitOnItsWay(store);
    const after = new NodeUnderTest({ strategy }, store, 2).init();
    // After the new life has read its total, and before it has made it its own.
    store.script = (request) => {
      if (request.body.type === 'cas' && stored(store) === 10) {
        store.execute(late);
      }
      return 'serve';
    };
    after.add('c2', 1, delta);
    after.time.pass(2_000);
    after.add('c2', 2, 1);
    after.time.pass(2_000);
    expect(after.replyTo('c2', 1)).toMatchObject({ type: 'add_ok' });
    expect(after.replyTo('c2', 2)).toMatchObject({ type: 'add_ok' });
    expect(stored(store)).toBe(10 + 5 + delta + 1);
  });

  test('an earlier commit arrives after the fence: it never counts, though this life adds nothing', () => {
    const store = new ScriptedStore();
    const late = dieWithCommitOnItsWay(store);
    const after = new NodeUnderTest({ strategy }, store, 2).init();
    after.read('c2', 1);
    after.time.pass(200);
    expect(after.replyTo('c2', 1)).toMatchObject({ value: 10 });
    expect(store.execute(late)).toMatchObject({ code: 22 });
    const peer = new NodeUnderTest({ strategy }, store, 3, 'n1').init();
    peer.read('c3', 1);
    peer.time.pass(200);
    after.read('c2', 2);
    after.time.pass(200);
    expect(peer.replyTo('c3', 1)).toMatchObject({ value: 10 });
    expect(after.replyTo('c2', 2)).toMatchObject({ value: 10 });
  });

  test('a fence that was applied without an answer is found, and one that was not is sent again', () => {
    for (const fate of ['lose reply', 'lose'] as const) {
      const store = new ScriptedStore();
      dieWithCommitOnItsWay(store);
      const after = new NodeUnderTest({ strategy }, store, 2).init();
      let fences = 0;
      store.script = ({ body }) => {
        fences += body.type === 'cas' ? 1 : 0;
        return body.type === 'cas' && fences === 1 ? fate : 'serve';
      };
      after.add('c2', 1, 3);
      after.time.pass(3_000);
      expect(after.replyTo('c2', 1)).toMatchObject({ type: 'add_ok' });
      expect(stored(store)).toBe(13);
    }
  });

  test("an earlier life's fence that arrives late does not take the store back", () => {
    const store = new ScriptedStore();
    const dying = new NodeUnderTest({ strategy }, store, 1).init();
    store.script = ({ body }) => (body.type === 'cas' ? 'hold' : 'serve');
    dying.add('c1', 1, 10);
    dying.time.pass(100);
    dying.dead = true;
    const lateFence = store.held[0]!;
    store.script = () => 'serve';
    const after = new NodeUnderTest({ strategy }, store, 2).init();
    after.add('c2', 1, 3);
    after.time.pass(200);
    store.execute(lateFence);
    after.add('c2', 2, 1);
    after.time.pass(2_000);
    expect(after.replyTo('c2', 2)).toMatchObject({ type: 'add_ok' });
    expect(stored(store)).toBe(4);
  });

  test.each([
    ['fall', [50, 20]],
    ['come again', [50, 50]],
  ])('requests numbered otherwise than Maelstrom does are served: ids that %s', (_, ids) => {
    const sut = new NodeUnderTest({ strategy }).init(['n0'], { id: 100 });
    for (const [msgId, id] of ids.entries()) {
      sut.send({ id, src: 'c1', body: { type: 'add', msg_id: msgId, delta: 5 } });
    }
    sut.time.pass(500);
    expect(ids.map((_id, msgId) => sut.replyTo('c1', msgId)?.type)).toEqual(ids.map(() => 'add_ok'));
  });

  test('requests that are numbered below init are served when it is clear that nothing was queued', () => {
    const sut = new NodeUnderTest({ strategy }).init(['n0'], { id: 100 });
    sut.time.pass(3_000);
    sut.send({ id: 1, src: 'c1', body: { type: 'add', msg_id: 1, delta: 5 } });
    sut.time.pass(500);
    expect(sut.replyTo('c1', 1)).toMatchObject({ type: 'add_ok' });
  });

  test('a request that was sent to an earlier life is not answered, nor counted', () => {
    const sut = new NodeUnderTest({ strategy }).init(['n0'], { id: 100 });
    sut.send({ id: 97, src: 'c1', body: { type: 'add', msg_id: 1, delta: 5 } });
    sut.send({ id: 98, src: 'c1', body: { type: 'read', msg_id: 2 } });
    sut.send({ id: 99, src: 'c1', body: { type: 'nonsense', msg_id: 3 } });
    sut.send({ id: 101, src: 'c2', body: { type: 'add', msg_id: 1, delta: 1 } });
    sut.time.pass(5_000);
    expect(sut.replies.map(({ dest }) => dest)).toEqual(['c0', 'c2']);
    expect(sut.counters.skipped).toEqual({ 'sent to an earlier life': 3 });
    expect(stored(sut.store)).toBe(1);
  });
});

test('cas: a peer that an earlier life asked for help does not take that step along for the new one', () => {
  const store = new ScriptedStore();
  const peer = new NodeUnderTest({ strategy: 'cas' }, store, 3, 'n1').init();
  peer.add('c3', 1, 1);
  peer.time.pass(200);
  const dying = new NodeUnderTest({ strategy: 'cas' }, store, 1).init();
  dying.add('c1', 1, 10);
  dying.time.pass(200);
  // It is refused, and asks the peer for help.
  peer.add('c3', 2, 1);
  peer.time.pass(200);
  dying.add('c1', 2, 5);
  dying.time.pass(12);
  const help = dying.toPeers.find(({ dest, body }) => dest === 'n1' && body.type === 'sluice_help')!;
  dying.dead = true;
  expect(store.totalOf('n0')).toBe(10);

  const after = new NodeUnderTest({ strategy: 'cas' }, store, 2).init();
  after.read('c2', 1);
  after.time.pass(200);
  peer.send(help);
  peer.add('c3', 3, 1);
  peer.time.pass(200);
  expect(peer.replyTo('c3', 3)).toMatchObject({ type: 'add_ok' });
  expect(store.chainTotals.totals).toEqual({ n0: 10, n1: 3 });
  after.add('c2', 2, 1);
  after.time.pass(1_000);
  expect(after.replyTo('c2', 2)).toMatchObject({ type: 'add_ok' });
});

test("cas: a peer's late news does not stand in for what the store holds of an earlier life", () => {
  const store = new ScriptedStore();
  store.setChain(2, { n1: 1, n0: 5 });
  const sut = new NodeUnderTest({ strategy: 'cas' }, store).init();
  sut.add('c1', 1, 5);
  sut.send({ src: 'n1', body: { type: 'sluice_value', value: store.chain(1, { n1: 1 }) } });
  sut.time.pass(1_000);
  sut.read('c1', 2);
  sut.time.pass(1_000);
  expect(sut.replyTo('c1', 1)).toMatchObject({ type: 'add_ok' });
  expect(sut.replyTo('c1', 2)).toMatchObject({ value: 11 });
});

test.each(['per-key', 'cas'] as const)('%s: a store that refuses for ever is not asked in a loop', (strategy) => {
  const sut = new NodeUnderTest({ strategy }).init();
  sut.latencyMs = 0.5;
  sut.add('c1', 1, 1);
  sut.time.pass(100);
  const execute = sut.store.execute.bind(sut.store);
  sut.store.execute = (request) =>
    request.body.type === 'cas' ? { type: 'error', code: 22, text: 'no' } : execute(request);
  const before = sut.store.requests.length;
  sut.add('c1', 2, 1);
  sut.time.pass(60_000);
  expect(sut.store.requests.length - before).toBeLessThan(300);
});

test('per-key never goes down: an own total lower than the committed one is not adopted', () => {
  const sut = new NodeUnderTest().init();
  sut.add('c1', 1, 5);
  sut.time.pass(100);
  sut.store.setTotal('n0', 2);
  sut.add('c1', 2, 1);
  sut.time.pass(10_000);
  expect(sut.replyTo('c1', 2)).toMatchObject({ code: 0 });
  expect(sut.counters.kvBadValues).toBeGreaterThan(0);
  sut.read('c1', 3);
  sut.time.pass(5_000);
  expect(sut.replyTo('c1', 3)).toMatchObject({ code: 11 });
});
