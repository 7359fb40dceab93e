import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnswerCounter } from '../../../../bench/benchmarks/measure/load/answer-counter.ts';
import { LatencyList } from '../../../../bench/benchmarks/measure/load/latency-list.ts';
import { msgIdMin, probeDelta, RequestLines } from '../../../../bench/benchmarks/measure/load/request-lines.ts';

const ack = (client: string, msgId: number) =>
  `{"src":"n0","dest":"${client}","body":{"type":"add_ok","in_reply_to":${msgId}}}`;
const others = [
  '{"src":"n0","dest":"seq-kv","body":{"type":"cas","key":"n0","from":0,"to":1,"msg_id":7}}',
  ack('p1', 10_000),
  '{"src":"n0","dest":"c1","body":{"type":"error","code":11,"text":"no","in_reply_to":10000}}',
  // As long as an answer, and none.
  ack('c1', 10_000).replace('add_ok', 'err_ok'),
  '',
  'x',
];

describe('AnswerCounter', () => {
  /**
   * Feeds `bytes` in pieces that end at `cuts`; returns what was counted and what was handed on.
   */
  function count(bytes: Buffer, cuts: readonly number[]) {
    const handed: string[] = [];
    const counter = new AnswerCounter({
      type: 'add_ok',
      field: 'dest',
      initial: 'c',
      other: (line) => handed.push(line.toString('utf8')),
    });
    let held = Buffer.alloc(0);
    const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
    let from = 0;
    for (const end of ends) {
      const all = Buffer.concat([held, bytes.subarray(from, end)]);
      held = all.subarray(counter.scan(all, all.length));
      from = end;
    }
    return { counted: counter.count, handed };
  }

  test('counts every answer and hands on every other line, wherever the stream is cut', () => {
    const line = fc.oneof(
      fc.nat(89_999).map((n) => ack(`c${1 + (n % 9)}`, 10_000 + n)),
      fc.constantFrom(...others),
      // Another length than the others: it is learnt anew.
      fc.constant(ack('c10', 1_234_567)),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), fc.array(fc.nat(), { maxLength: 8 }), (lines, cuts) => {
        const isOther = (text: string) => others.includes(text);
        const { counted, handed } = count(Buffer.from(lines.map((text) => `${text}\n`).join('')), cuts);
        expect(counted).toBe(lines.filter((text) => !isOther(text)).length);
        expect(handed).toEqual(lines.filter(isOther));
      }),
    );
  });

  test('a line without its end is not counted yet', () => {
    const { counted } = count(Buffer.from(`${ack('c1', 10_000)}\n${ack('c1', 10_001)}`), []);
    expect(counted).toBe(1);
  });
});

describe('RequestLines', () => {
  test('all lines are requests of one length, and the sum is that of the deltas handed out', () => {
    const ring = new RequestLines('add', 10);
    let sum = 0;
    for (const wanted of [3, 7, 4, 10, 1, 9]) {
      for (let left = wanted; left > 0; ) {
        const taken = Math.min(left, ring.contiguous);
        const lines = ring.take(taken).toString('utf8').trimEnd().split('\n');
        expect(lines).toHaveLength(taken);
        left -= taken;
        for (const text of lines) {
          expect(text).toHaveLength(ring.lineBytes - 1);
          const { src, dest, body } = JSON.parse(text);
          expect([src[0], dest, body.type]).toEqual(['c', 'n0', 'add']);
          sum += body.delta;
        }
      }
      expect(ring.sum).toBe(sum);
    }
  });

  test('a probe is as long as the others and names its slot', () => {
    for (const operation of ['add', 'read'] as const) {
      const ring = new RequestLines(operation, 5);
      const probe = ring.probe(4);
      expect(probe).toHaveLength(ring.lineBytes);
      const { body } = JSON.parse(probe.toString('utf8'));
      expect(body.msg_id).toBe(msgIdMin + 4);
      if (operation === 'add') {
        expect(body.delta).toBe(probeDelta);
      }
    }
  });

  test('reads add nothing', () => {
    const ring = new RequestLines('read', 5);
    ring.take(5);
    expect(ring.sum).toBe(0);
  });
});

test('LatencyList takes percentiles of the nearest rank', () => {
  const list = new LatencyList();
  expect(list.summary()).toEqual({ count: 0, p50Ms: null, p99Ms: null, maxMs: null });
  for (let ms = 100; ms >= 1; ms -= 1) {
    list.push(ms);
  }
  expect(list.summary()).toEqual({ count: 100, p50Ms: 50, p99Ms: 99, maxMs: 100 });
});
