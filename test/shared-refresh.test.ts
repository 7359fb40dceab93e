import { describe, expect, test } from 'vitest';
import { NodeUnderTest } from './node-under-test.ts';

const stalenessMs = 100;

/** Node n1, whose reads may be old, and which therefore asks n0. */
function asker(settings = {}) {
  const sut = new NodeUnderTest({ readStalenessMs: stalenessMs, ...settings }, undefined, 1, 'n1').init();
  sut.time.pass(1_000);
  const questions = () => sut.toPeers.filter(({ body }) => body.type === 'sluice_refresh');
  return {
    sut,
    questions,
    /** Answers the last question. */
    answer: (total: unknown, ageMs?: unknown, yours: unknown = 0, token: unknown = questions().at(-1)!.body.token) =>
      sut.send({ src: 'n0', body: { type: 'sluice_refreshed', token, total, yours, age_ms: ageMs } }),
  };
}

describe('a node whose reads may be old', () => {
  test('asks the first node instead of the store, once for all reads that wait', () => {
    const { sut, questions, answer } = asker();
    sut.read('c1', 1);
    sut.read('c2', 2);
    sut.time.pass(5);
    expect(questions()).toMatchObject([{ src: 'n1', dest: 'n0', body: { age_max_ms: stalenessMs / 2 } }]);
    answer(40);
    expect(sut.replyTo('c1', 1)).toMatchObject({ type: 'read_ok', value: 40 });
    expect(sut.replyTo('c2', 2)).toMatchObject({ type: 'read_ok', value: 40 });
    expect(sut.store.requests).toEqual([]);
    // The answer serves what comes until it is too old.
    sut.time.pass(90);
    sut.read('c1', 3);
    expect(sut.replyTo('c1', 3)).toMatchObject({ value: 40 });
    sut.time.pass(10);
    sut.read('c1', 4);
    expect(sut.replyTo('c1', 4)).toBeUndefined();
    expect(questions()).toHaveLength(2);
  });

  test('wants no refresh that began in an earlier life of its own, which may have answered more', () => {
    const sut = new NodeUnderTest({ readStalenessMs: stalenessMs }, undefined, 1, 'n1').init();
    sut.time.pass(7);
    sut.read('c1', 1);
    expect(sut.toPeers).toMatchObject([{ body: { type: 'sluice_refresh', age_max_ms: 7 } }]);
  });

  test('takes an answer for as old as it says, counted from when it asked', () => {
    const { sut, questions, answer } = asker();
    sut.read('c1', 1);
    sut.time.pass(20);
    answer(40, 70);
    expect(sut.replyTo('c1', 1)).toMatchObject({ value: 40 });
    sut.time.pass(5);
    sut.read('c1', 2);
    expect(sut.replyTo('c1', 2)).toMatchObject({ value: 40 });
    sut.time.pass(10);
    sut.read('c1', 3);
    expect(sut.replyTo('c1', 3)).toBeUndefined();
    // Too old for this one, so the node asks again.
    answer(50, stalenessMs + 1);
    expect(sut.replyTo('c1', 3)).toBeUndefined();
    answer(60, 0);
    expect(sut.replyTo('c1', 3)).toMatchObject({ value: 60 });
    expect(questions()).toHaveLength(3);
  });

  test('never goes back, whatever a peer says', () => {
    const { sut, answer } = asker();
    sut.read('c1', 1);
    answer(40);
    sut.time.pass(200);
    sut.read('c1', 2);
    answer(30);
    expect(sut.replyTo('c1', 2)).toMatchObject({ value: 40 });
  });

  test('refreshes for itself when the peer does not answer, and leaves it alone for a while', () => {
    const { sut, questions, answer } = asker();
    sut.store.setTotal('n0', 7);
    sut.read('c1', 1);
    sut.time.pass(499);
    expect(sut.store.requests).toEqual([]);
    sut.time.pass(100);
    expect(sut.replyTo('c1', 1)).toMatchObject({ value: 7 });
    sut.time.pass(500);
    sut.read('c1', 2);
    sut.time.pass(100);
    expect(sut.replyTo('c1', 2)).toMatchObject({ value: 7 });
    expect(questions()).toHaveLength(1);
    // A late answer is an answer.
    answer(9);
    sut.time.pass(1_000);
    sut.read('c1', 3);
    expect(questions()).toHaveLength(2);
    answer(10);
    expect(sut.replyTo('c1', 3)).toMatchObject({ value: 10 });
  });

  test('asks the next one meanwhile, and the first again from time to time', () => {
    const sut = new NodeUnderTest({ readStalenessMs: stalenessMs }, undefined, 1, 'n2').init();
    const answered: string[] = [];
    for (let i = 0; i < 60; i += 1) {
      sut.read('c1', i);
      sut.time.pass(1);
      const question = sut.toPeers.at(-1)!;
      if (question.dest === 'n1' && sut.toPeers.length > answered.length) {
        sut.send({
          src: 'n1',
          body: { type: 'sluice_refreshed', token: question.body.token, total: i, yours: 0, age_ms: 0 },
        });
      }
      while (answered.length < sut.toPeers.length) {
        answered.push(sut.toPeers[answered.length]!.dest);
      }
      sut.time.pass(1_999);
    }
    // n0 is left alone for 1, 2, 4, 8, 16 and then 30 seconds.
    const asked = (id: string) => answered.filter((each) => each === id).length;
    expect(answered[0]).toBe('n0');
    expect(asked('n0')).toBe(8);
    expect(asked('n1')).toBeGreaterThan(40);
    expect(sut.replies.filter(({ body }) => body.type === 'read_ok')).toHaveLength(60);
  });

  test('goes back to the first one when that answers, be it late', () => {
    const sut = new NodeUnderTest({ readStalenessMs: stalenessMs }, undefined, 1, 'n2').init();
    sut.read('c1', 1);
    sut.time.pass(700);
    expect(sut.replyTo('c1', 1)).toMatchObject({ value: 0 });
    const [question] = sut.toPeers;
    sut.send({
      src: 'n0',
      body: { type: 'sluice_refreshed', token: question!.body.token, total: 3, yours: 0 },
    });
    sut.time.pass(200);
    sut.read('c1', 2);
    expect(sut.toPeers.map(({ dest }) => dest)).toEqual(['n0', 'n0']);
  });

  test('counts what it has committed since a peer looked on top of what that found', () => {
    const { sut, answer } = asker({ readStalenessMs: 1_000 });
    sut.add('c1', 1, 5);
    sut.time.pass(100);
    sut.read('c1', 2);
    answer(40, 0, 5);
    expect(sut.replyTo('c1', 2)).toMatchObject({ value: 40 });
    sut.add('c1', 3, 2);
    sut.time.pass(100);
    expect(sut.replyTo('c1', 3)).toMatchObject({ type: 'add_ok' });
    sut.read('c1', 4);
    expect(sut.replyTo('c1', 4)).toMatchObject({ value: 42 });
  });

  test.each([
    ['of an earlier question', (sut: ReturnType<typeof asker>) => sut.answer(9, undefined, 0, 1)],
    ['without a total', (sut: ReturnType<typeof asker>) => sut.answer('9')],
    ['with a total below 0', (sut: ReturnType<typeof asker>) => sut.answer(-9)],
    ['with a share of ours that is no number', (sut: ReturnType<typeof asker>) => sut.answer(9, 0, null)],
    ['that says that more than all is ours', (sut: ReturnType<typeof asker>) => sut.answer(9, 0, 10)],
    ['with an age that is none', (sut: ReturnType<typeof asker>) => sut.answer(9, '5')],
    ['with an age below 0', (sut: ReturnType<typeof asker>) => sut.answer(9, -5)],
  ])('takes no answer %s', (_, answer) => {
    const sut = asker();
    sut.sut.read('c1', 1);
    answer(sut);
    expect(sut.sut.replyTo('c1', 1)).toBeUndefined();
    sut.answer(8);
    expect(sut.sut.replyTo('c1', 1)).toMatchObject({ value: 8 });
  });

  test('sends nothing when it is idle', () => {
    const { sut, answer } = asker();
    sut.read('c1', 1);
    answer(40);
    sut.time.pass(600_000);
    expect(sut.toPeers).toHaveLength(1);
    expect(sut.store.requests).toEqual([]);
  });

  test('whose reads must be fresh asks nobody', () => {
    const { sut, questions } = asker({ readStalenessMs: 0 });
    sut.read('c1', 1);
    sut.time.pass(100);
    expect(sut.replyTo('c1', 1)).toMatchObject({ value: 0 });
    expect(questions()).toEqual([]);
  });
});

describe.each(['per-key', 'cas'] as const)('a node that is asked, %s', (strategy) => {
  const asked = (settings = {}) => {
    const sut = new NodeUnderTest({ readStalenessMs: stalenessMs, strategy, ...settings }).init();
    return {
      sut,
      ask: (token: unknown, from = 'n1', ageMaxMs: unknown = stalenessMs / 2) =>
        sut.send({ src: from, body: { type: 'sluice_refresh', token, age_max_ms: ageMaxMs } }),
      answers: () => sut.toPeers.filter(({ body }) => body.type === 'sluice_refreshed'),
    };
  };

  test('answers with a refresh that began after the question came in', () => {
    const { sut, ask, answers } = asked();
    sut.add('c1', 1, 5);
    sut.time.pass(100);
    ask(77);
    sut.time.pass(100);
    expect(answers().map(({ dest, body }) => [dest, body])).toEqual([
      ['n1', { type: 'sluice_refreshed', token: 77, total: 5, yours: 0 }],
    ]);
  });

  test('answers at once when it has one that is not too old, and says how old', () => {
    const { sut, ask, answers } = asked();
    sut.read('c1', 1);
    const sentMs = sut.time.nowMs();
    sut.time.pass(45);
    expect(sut.replyTo('c1', 1)).toMatchObject({ value: 0 });
    const requests = sut.store.requests.length;
    ask(77);
    expect(answers()).toHaveLength(1);
    expect(answers()[0]!.body.age_ms).toBeGreaterThan(30);
    expect(answers()[0]!.body.age_ms).toBeLessThanOrEqual(sut.time.nowMs() - sentMs);
    expect(sut.store.requests).toHaveLength(requests);
    sut.time.pass(10);
    ask(78);
    expect(answers()).toHaveLength(1);
    sut.time.pass(100);
    expect(answers()).toHaveLength(2);
    expect(answers()[1]!.body).not.toHaveProperty('age_ms');
  });

  test('refreshes once for all who ask meanwhile, and answers the last question of each', () => {
    const { sut, ask, answers } = asked();
    sut.read('c1', 1);
    sut.time.pass(1_000);
    const requests = sut.store.requests.length;
    for (let i = 0; i < 10; i += 1) {
      ask(10 + i, 'n1');
      ask(20 + i, 'n2');
    }
    sut.time.pass(100);
    expect(answers().map(({ dest, body }) => [dest, body.token])).toEqual([
      ['n1', 19],
      ['n2', 29],
    ]);
    const once = strategy === 'cas' ? 1 : 3;
    expect(sut.store.requests.length - requests).toBeLessThanOrEqual(2 * once);
  });

  test('takes no copy of an earlier question for a new one', () => {
    const { sut, ask, answers } = asked();
    ask(78);
    ask(77);
    sut.time.pass(200);
    expect(answers().map(({ body }) => body.token)).toEqual([78]);
    // One of a later life of the peer may have any number.
    ask(2 ** 50);
    ask(5);
    sut.time.pass(200);
    expect(answers().map(({ body }) => body.token)).toEqual([78, 5]);
  });

  test('leaves questions alone that are none, or that nobody of the cluster asks', () => {
    const { sut, ask } = asked();
    ask(1, 'n9');
    ask('1');
    ask(-1);
    ask(1, 'n1', 'now');
    sut.time.pass(1_000);
    expect(sut.toPeers).toEqual([]);
    expect(sut.store.requests).toEqual([]);
  });

  test('does not tell a total that a message could not hold exactly', () => {
    const { sut, ask, answers } = asked();
    const totals = { n0: 0, n1: Number.MAX_SAFE_INTEGER, n2: 2 };
    if (strategy === 'cas') {
      sut.store.setChain(1, totals);
    } else {
      for (const [key, total] of Object.entries(totals)) {
        sut.store.setTotal(key, total);
      }
    }
    ask(77);
    sut.time.pass(10_000);
    expect(answers()).toEqual([]);
    const sent = sut.store.requests.length;
    sut.time.pass(10_000);
    expect(sut.store.requests).toHaveLength(sent);
  });
});

test('a node that is asked while it asks itself tells no age below 0, and hands on what it heard', () => {
  const sut = new NodeUnderTest({ readStalenessMs: stalenessMs }, undefined, 1, 'n1').init();
  sut.latencyMs = 50;
  sut.send({ src: 'n2', body: { type: 'sluice_refresh', token: 77, age_max_ms: 50 } });
  // It has its barrier and its fence, and reads the keys.
  sut.time.pass(320);
  sut.read('c1', 1);
  const question = sut.toPeers.find(({ body }) => body.type === 'sluice_refresh')!;
  expect(question.dest).toBe('n0');
  sut.send({
    src: 'n0',
    body: { type: 'sluice_refreshed', token: question.body.token, total: 40, yours: 0, age_ms: 10 },
  });
  const answers = sut.toPeers.filter(({ body }) => body.type === 'sluice_refreshed');
  expect(answers.map(({ body }) => body)).toEqual([
    // How much of what it heard is whose it doesn't know.
    { type: 'sluice_refreshed', token: 77, total: 40, age_ms: 0 },
  ]);
});
