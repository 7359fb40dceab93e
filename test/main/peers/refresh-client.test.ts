import { expect, test } from 'vitest';
import { VirtualTime } from '../../../bench/virtual-time.ts';
import type { Refresh, Snapshot } from '../../../src/main/counter/refresh.ts';
import { Counters } from '../../../src/main/counters.ts';
import { RefreshClient } from '../../../src/main/peers/refresh-client.ts';

/** The client of node n2, which has peers before and after it; an hour after its start. */
function clientOfN2() {
  const time = new VirtualTime(() => 0);
  const counters = new Counters();
  const sent: { readonly peer: string; readonly token: number; readonly ageMaxMs: number }[] = [];
  const refreshed: [Refresh, Snapshot][] = [];
  let failed = 0;
  let order = 0;
  const client = new RefreshClient({
    nodeId: 'n2',
    nodeIds: ['n3', 'n1', 'n0', 'n2'],
    environment: time,
    clock: {
      order: () => {
        order += 1;
        return order;
      },
    },
    counters,
    ageMaxMs: 50,
    timeoutMinMs: 500,
    timeoutMaxMs: 1_500,
    send: (peer, body) => {
      const { token, age_max_ms: ageMaxMs } = body as { readonly token: number; readonly age_max_ms: number };
      sent.push({ peer, token, ageMaxMs });
    },
    onRefreshed: (refresh, snapshot) => refreshed.push([refresh, snapshot]),
    onFailed: () => {
      failed += 1;
    },
  });
  time.pass(3_600_000);
  return {
    client,
    time,
    counters,
    sent,
    refreshed,
    failed: () => failed,
    answer: (fields: object) =>
      client.receive({
        src: 'n0',
        dest: 'n2',
        body: { type: 'sluice_refreshed', token: sent.at(-1)!.token, ...fields },
      }),
  };
}

test('the first of the earlier nodes is sent one request at a time', () => {
  const { client, sent, refreshed, answer, counters } = clientOfN2();
  expect([client.request(), client.request()]).toEqual([true, true]);
  expect(sent).toMatchObject([{ peer: 'n0', ageMaxMs: 50 }]);
  answer({ total: 9, yours: 9 });
  expect(refreshed).toEqual([
    [
      { order: 1, ms: 3_600_000 },
      { total: 9, yours: 9 },
    ],
  ]);
  expect(client.request()).toBe(true);
  expect(sent).toHaveLength(2);
  expect(sent[1]!.token).toBe(sent[0]!.token + 1);
  answer({ total: 9, age_ms: 20 });
  expect(refreshed[1]).toEqual([{ order: 0, ms: 3_600_000 - 20 }, { total: 9 }]);
  expect(refreshed[1]![1]).not.toHaveProperty('yours');
  expect(counters.peerMessagesIn).toBe(2);
});

test.each([
  [{ total: -1 }],
  [{ total: 1.5 }],
  [{}],
  [{ total: 5, yours: 6 }],
  [{ total: 5, yours: -1 }],
  [{ total: 5, yours: '4' }],
  [{ total: 5, age_ms: -1 }],
  [{ total: 5, age_ms: '1' }],
  [{ total: 5, age_ms: null }],
  [{ total: 5, token: 1e15 }],
])('%j is no answer: the request stays open', (fields) => {
  const { client, refreshed, answer } = clientOfN2();
  client.request();
  answer(fields);
  expect(refreshed).toEqual([]);
  answer({ total: 5, age_ms: 0 });
  expect(refreshed).toHaveLength(1);
  // It was one answer to one request.
  answer({ total: 5 });
  expect(refreshed).toHaveLength(1);
});

test('a peer that does not answer in time is left alone, then the next one is sent the request', () => {
  const { client, time, sent, failed } = clientOfN2();
  client.request();
  time.pass(499);
  expect([failed(), client.request()]).toEqual([0, true]);
  time.pass(1);
  expect(failed()).toBe(1);
  // A second for itself.
  time.pass(999);
  expect(client.request()).toBe(false);
  time.pass(1);
  // n0 has rested as long as that.
  expect(client.request()).toBe(true);
  expect(sent.map(({ peer }) => peer)).toEqual(['n0', 'n0']);
  time.pass(1_000);
  expect(failed()).toBe(2);
  time.pass(1_000);
  expect(client.request()).toBe(true);
  expect(sent.map(({ peer }) => peer)).toEqual(['n0', 'n0', 'n1']);
  time.pass(1_500);
  expect(failed()).toBe(3);
});

test('a peer rests for longer and longer, up to 30 s, until it answers', () => {
  const rests: number[] = [];
  const { client, time, sent, answer } = clientOfN2();
  const restOfN0 = () => {
    const before = sent.filter(({ peer }) => peer === 'n0').length;
    let ms = 0;
    for (; sent.filter(({ peer }) => peer === 'n0').length === before; ms += 500) {
      time.pass(500);
      client.request();
      if (sent.at(-1)!.peer === 'n1') {
        answer({ total: 1 });
      }
    }
    return ms;
  };
  client.request();
  for (let i = 0; i < 8; i += 1) {
    rests.push(restOfN0());
  }
  expect(rests.at(-1)).toBeGreaterThanOrEqual(30_000);
  expect(rests.at(-1)).toBeLessThanOrEqual(32_000);
  expect(rests).toEqual(rests.toSorted((a, b) => a - b));
  answer({ total: 2 });
  client.request();
  expect(restOfN0()).toBeLessThanOrEqual(3_000);
});

test('an answer that is late is taken, and its peer is trusted again at once', () => {
  const { client, time, sent, refreshed, answer } = clientOfN2();
  client.request();
  time.pass(600);
  answer({ total: 4 });
  expect(refreshed).toEqual([[{ order: 1, ms: 3_600_000 }, { total: 4 }]]);
  expect(client.request()).toBe(true);
  expect(sent.map(({ peer }) => peer)).toEqual(['n0', 'n0']);
  // It took 600 ms, so the next is given twice that, or more.
  time.pass(1_199);
  answer({ total: 4 });
  expect(refreshed).toHaveLength(2);
});
