import { describe, expect, test } from 'vitest';
import { VirtualTime } from '../../../bench/virtual-time.ts';
import { Counters } from '../../../src/main/counters.ts';
import type { KvOutcome } from '../../../src/main/store/kv-client.ts';
import { MaelstromKv } from '../../../src/main/store/maelstrom-kv.ts';
import type { Body } from '../../../src/shared/wire/message.ts';

/** A client of `seq-kv`, what it sent, and what became of its calls. */
function client() {
  const time = new VirtualTime(() => 0.5);
  const counters = new Counters();
  const sent: string[] = [];
  const outcomes: KvOutcome[] = [];
  const logged: string[] = [];
  const kv = new MaelstromKv({
    nodeId: 'n"0',
    service: 'seq-kv',
    timeoutMs: 500,
    timeoutMaxMs: 4_000,
    environment: time,
    counters,
    log: (event) => logged.push(event),
    send: (line) => sent.push(line),
  });
  const done = (outcome: KvOutcome) => outcomes.push(outcome);
  const firstId = 1 + 2 ** 51;
  return {
    kv,
    time,
    counters,
    sent,
    outcomes,
    logged,
    done,
    firstId,
    /** Answers the call that was made as the `nth`, from 0. */
    answer: (nth: number, body: Body) => kv.receive('seq-kv', { ...body, in_reply_to: firstId + nth }),
  };
}

describe('MaelstromKv', () => {
  test('sends what it is asked to, whole lines with ids that rise from a random one', () => {
    const { kv, sent, done, counters, firstId } = client();
    kv.read('a"b', done);
    kv.write('k', { total: 1 }, done);
    kv.cas('k', 1, { v: 2 }, done);
    expect(sent.every((line) => line.endsWith('}}\n'))).toBe(true);
    const head = { src: 'n"0', dest: 'seq-kv' };
    expect(sent.map((line) => JSON.parse(line))).toEqual([
      { ...head, body: { type: 'read', key: 'a"b', msg_id: firstId } },
      { ...head, body: { type: 'write', key: 'k', value: { total: 1 }, msg_id: firstId + 1 } },
      {
        ...head,
        body: { type: 'cas', key: 'k', from: 1, to: { v: 2 }, create_if_not_exists: true, msg_id: firstId + 2 },
      },
    ]);
    expect([counters.kvReads, counters.kvWrites, counters.kvCas]).toEqual([1, 1, 1]);
  });

  test.each<[Body, KvOutcome]>([
    [
      { type: 'cas_ok', value: 7 },
      { kind: 'ok', value: 7 },
    ],
    [{ type: 'error', code: 20 }, { kind: 'missing' }],
    [{ type: 'error', code: 22 }, { kind: 'mismatch' }],
    [{ type: 'error', code: 11 }, { kind: 'unavailable' }],
    [{ type: 'error', code: 0 }, { kind: 'in-doubt' }],
    [{ type: 'error', code: 13 }, { kind: 'in-doubt' }],
    [{ type: 'error', code: 1_000 }, { kind: 'in-doubt' }],
  ])('%j is one outcome, given once', (body, outcome) => {
    const { kv, time, answer, outcomes, done, counters } = client();
    kv.cas('k', 1, 2, done);
    time.pass(499);
    answer(0, body);
    expect(outcomes).toEqual([outcome]);
    expect(counters.kvMismatches).toBe(outcome.kind === 'mismatch' ? 1 : 0);
    answer(0, body);
    time.pass(10_000);
    expect(outcomes).toHaveLength(1);
    expect([counters.kvStrayReplies, counters.kvTimeouts]).toEqual([1, 0]);
  });

  test('a call that gets no answer in time is in doubt, and an answer after that is a stray', () => {
    const { kv, time, answer, outcomes, done, counters } = client();
    kv.write('k', 1, done);
    time.pass(499);
    expect(outcomes).toEqual([]);
    time.pass(1);
    expect(outcomes).toEqual([{ kind: 'in-doubt' }]);
    answer(0, { type: 'write_ok' });
    expect(outcomes).toHaveLength(1);
    expect([counters.kvStrayReplies, counters.kvTimeouts]).toEqual([1, 1]);
    // The next is given longer; how long an answer took is what later calls are measured by.
    kv.write('k', 1, done);
    time.pass(999);
    expect(outcomes).toHaveLength(1);
    answer(1, { type: 'write_ok' });
    kv.write('k', 1, done);
    time.pass(2_996);
    expect(outcomes).toHaveLength(2);
    time.pass(1);
    expect(outcomes).toHaveLength(3);
  });

  test.each([{ type: 'write_ok' }, { type: 'error' }, { type: 'error', code: '20' }, { type: 'init' }])(
    '%j is no answer to a read: the call waits on',
    (body) => {
      const { kv, time, answer, outcomes, logged, done, counters } = client();
      kv.read('k', done);
      answer(0, body);
      expect([outcomes.length, logged.length, counters.kvStrayReplies]).toEqual([0, 1, 0]);
      answer(0, { type: 'read_ok', value: 3 });
      time.pass(10_000);
      expect(outcomes).toEqual([{ kind: 'ok', value: 3 }]);
    },
  );

  test('an answer from elsewhere, or to nothing, is a stray', () => {
    const { kv, answer, outcomes, done, counters, firstId } = client();
    kv.read('k', done);
    kv.receive('lin-kv', { type: 'read_ok', value: 3, in_reply_to: firstId });
    answer(1, { type: 'read_ok', value: 3 });
    answer(-1, { type: 'read_ok', value: 3 });
    kv.receive('seq-kv', { type: 'read_ok', value: 3 });
    expect([outcomes.length, counters.kvStrayReplies]).toEqual([0, 4]);
  });
});
