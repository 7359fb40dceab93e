import { describe, expect, test } from 'vitest';
import { tailMs } from '../../../bench/network/tail.ts';
import { stream } from '../../../bench/random.ts';
import { wire } from './wired.ts';

const constant = (meanMs: number) => ({ distribution: 'constant', meanMs }) as const;
const lateMaxMs = 10_000;

describe('by how much a message is late', () => {
  test('most hardly, some by more than the KV timeout and than a restart takes, none by more than the most', () => {
    const random = stream(1, 'late');
    const late = Array.from({ length: 20_000 }, () => tailMs(random, lateMaxMs));
    const share = (ms: number) => late.filter((each) => each > ms).length / late.length;
    expect(share(20)).toBeGreaterThan(0.04);
    expect(share(20)).toBeLessThan(0.06);
    expect(share(500)).toBeGreaterThan(0.035);
    expect(share(2_000)).toBeGreaterThan(0.03);
    expect(share(lateMaxMs)).toBe(0);
    expect(Math.max(...late.map((_, at) => tailMs(stream(at, 'late'), 5)))).toBeLessThanOrEqual(5);
  });
});

describe('the independent network', () => {
  test('delivers each message when it is due, whatever else is on its way', () => {
    const { time, network, says, node } = wire(['n0', 'n1'], constant(0), { independent: { lateMaxMs } });
    for (let number = 0; number < 200; number += 1) {
      says('n0', 'n1', { type: 'gossip', number });
    }
    time.pass(30);
    const client = network.addClient(() => {});
    network.sendFromClient(client, 'n1', '{"type":"read","msg_id":1}');
    time.pass(0);
    const early = node('n1').lines.map(({ message }) => message.body.type);
    // Some are late by seconds; what a client sends does not wait for them.
    expect(early.length).toBeGreaterThan(150);
    expect(early.length).toBeLessThan(200);
    expect(early.at(-1)).toBe('read');
    time.pass(lateMaxMs);
    expect(new Set(node('n1').lines.map(({ message }) => message.body.number)).size).toBe(201);
  });

  test('the latency comes on top', () => {
    const { time, says, got } = wire(['n0', 'n1'], constant(100), { independent: { lateMaxMs } });
    says('n0', 'n1', { type: 'gossip' });
    time.pass(99);
    expect(got('n1')).toEqual([]);
    time.pass(lateMaxMs + 1);
    expect(got('n1')).toHaveLength(1);
  });

  test('once calm, sends nothing late any more, and delivers what is late already', () => {
    const { time, network, says, got } = wire(['n0', 'n1'], constant(1), { independent: { lateMaxMs } });
    for (let number = 0; number < 200; number += 1) {
      says('n0', 'n1', { type: 'before' });
    }
    network.calm();
    for (let number = 0; number < 200; number += 1) {
      says('n0', 'n1', { type: 'after' });
    }
    time.pass(1);
    expect(got('n1').filter(({ type }) => type === 'after')).toHaveLength(200);
    time.pass(lateMaxMs);
    expect(got('n1')).toHaveLength(400);
  });

  test('a cut stops what comes to its end while it is on', () => {
    const { time, network, says, got } = wire(['n0', 'n1'], constant(10), { independent: { lateMaxMs: 0 } });
    says('n0', 'n1', { type: 'cut' });
    time.pass(5);
    network.faults.grudge = new Map([['n1', new Set(['n0'])]]);
    says('n0', 'n1', { type: 'healed' });
    time.pass(6);
    network.faults.grudge = new Map();
    time.pass(10);
    expect(got('n1')).toEqual([{ type: 'healed' }]);
    expect(network.counts.dropped).toBe(1);
  });

  test("a late request of an earlier life reaches the store after the new life's, its reply the new life", () => {
    const { time, network, link, says, got } = wire(['n0'], constant(0), { independent: { lateMaxMs } });
    for (let number = 0; number < 100; number += 1) {
      says('n0', 'seq-kv', { type: 'write', key: `${number}`, value: 1, msg_id: number });
    }
    time.pass(50);
    const before = network.counts.kvRoundTrips;
    network.nodeKilled('n0');
    network.nodeRestarted('n0', link('n0'));
    network.releaseBacklog('n0');
    network.calm();
    says('n0', 'seq-kv', { type: 'read', key: 'other', msg_id: 1_000 });
    time.pass(1);
    const mine = got('n0').findIndex(({ in_reply_to }) => in_reply_to === 1_000);
    expect(mine).toBeGreaterThan(0);
    time.pass(2 * lateMaxMs);
    expect(before).toBeLessThan(100);
    expect(network.counts.kvRoundTrips).toBe(101);
    expect(got('n0').length).toBe(101);
    expect(got('n0').length).toBeGreaterThan(mine + 1);
  });

  test('brings what is still on its way to the next life, though it drops what waited for it', () => {
    const { time, network, link, says, got } = wire(['n0', 'n1'], constant(10), {
      independent: { lateMaxMs: 0 },
      restartQueue: 'drop',
    });
    network.nodeKilled('n1');
    says('n0', 'n1', { type: 'waited' });
    time.pass(25);
    says('n0', 'n1', { type: 'on its way' });
    network.nodeRestarted('n1', link('n1'));
    time.pass(50);
    expect(got('n1').map(({ type }) => type)).toEqual(['on its way']);
    expect(network.counts.dropped).toBe(1);
  });

  test('keeps all messages for a node that is down, and gives them to the process that is ready for them', () => {
    const { time, network, link, says, got } = wire(['n0', 'n1'], constant(1), { independent: { lateMaxMs: 0 } });
    network.nodeKilled('n1');
    for (let number = 0; number < 15; number += 1) {
      says('n0', 'n1', { type: 'gossip', number });
    }
    time.pass(1_000);
    network.nodeRestarted('n1', link('n1'));
    says('n0', 'n1', { type: 'new' });
    time.pass(10);
    expect(got('n1').map(({ type }) => type)).toEqual(['new']);
    network.releaseBacklog('n1');
    time.pass(10);
    expect(got('n1')).toHaveLength(16);
    expect(network.counts.dropped).toBe(0);
  });
});
