import { describe, expect, test } from 'vitest';
import { pick, stream } from '../../../../bench/random.ts';
import { adversarialSequential } from '../../../../bench/services/adversarial-sequential.ts';
import { ask } from '../ask.ts';

const store = () => ask(adversarialSequential, () => 0);

describe('the adversarial sequential store', () => {
  test('a client that only reads sees the start forever', () => {
    const kv = store();
    for (let value = 1; value <= 1_000; value += 1) {
      kv.write('writer', 'x', value);
      expect(kv.read('reader', 'x')?.code).toBe(20);
    }
  });

  test('writes of fresh values to a key of one’s own leave all reads as old as they were', () => {
    const kv = store();
    for (let round = 1; round <= 1_000; round += 1) {
      kv.cas('a', 'a', round - 1, round, { create_if_not_exists: true });
      kv.write('b', 'b.barrier', round);
      expect(kv.read('b', 'b.barrier')?.value).toBe(round);
      expect(kv.read('b', 'a')?.code).toBe(20);
    }
  });

  test('nor does a cas on a key of one’s own that nobody else has read', () => {
    const kv = store();
    for (let round = 1; round <= 1_000; round += 1) {
      kv.write('a', 'a', round);
      expect(kv.cas('b', 'b', round - 1, round, { create_if_not_exists: true })?.type).toBe('cas_ok');
      expect(kv.read('b', 'a')?.code).toBe(20);
    }
  });

  test('a change of a key shows its client what those who read the key had seen, and no more', () => {
    const kv = store();
    kv.write('a', 'a', 1);
    kv.read('a', 'b');
    kv.write('a', 'a', 2);
    // Must come after the read by `a`, which did not see it.
    kv.write('b', 'b', 1);
    expect(kv.read('b', 'a')?.value).toBe(1);
  });

  test('what is put into the past is seen by those who are ahead of it', () => {
    const kv = store();
    kv.write('a', 'a', 1);
    kv.write('b', 'b', 1);
    expect(kv.read('b', 'a')?.code).toBe(20);
    expect(kv.read('a', 'b')?.value).toBe(1);
  });

  test('an identity cas is answered from the past', () => {
    const kv = store();
    kv.write('a', 'x', 1);
    kv.cas('b', 'x', 1, 2);
    kv.cas('a', 'x', 2, 3);
    expect(kv.cas('b', 'x', 2, 2)?.type).toBe('cas_ok');
    expect(kv.read('b', 'x')?.value).toBe(2);
  });

  test('a write of the value that its client saw last is lost, when the key has changed since', () => {
    const kv = store();
    kv.write('a', 'x', 1);
    kv.cas('b', 'x', 1, 2);
    expect(kv.write('a', 'x', 1)?.type).toBe('write_ok');
    expect(kv.read('b', 'x')?.value).toBe(2);
    expect(kv.cas('c', 'x', 2, 3)?.type).toBe('cas_ok');
  });

  test('a cas from the newest value is applied however far behind its client is; others are refused', () => {
    const kv = store();
    for (let value = 1; value <= 5; value += 1) {
      kv.write('a', 'x', value);
    }
    expect(kv.cas('b', 'x', 4, 9)?.code).toBe(20);
    expect(kv.cas('b', 'x', 5, 6)?.type).toBe('cas_ok');
    expect(kv.read('b', 'x')?.value).toBe(6);
  });

  test('loops of read and cas come to an end, and none of their steps is lost', () => {
    const clients = ['a', 'b', 'c', 'd', 'e'];
    const total = 200;
    for (let seed = 0; seed < 20; seed += 1) {
      const kv = store();
      const random = stream(seed, 'schedule');
      const lastRead = new Map<string, number>();
      let applied = 0;
      let requests = 0;
      while (applied < total) {
        requests += 1;
        const client = pick(random, clients);
        const from = lastRead.get(client);
        if (from === undefined) {
          lastRead.set(client, Number(kv.read(client, 'x')?.value ?? 0));
        } else {
          lastRead.delete(client);
          applied += kv.cas(client, 'x', from, from + 1, { create_if_not_exists: true })?.type === 'cas_ok' ? 1 : 0;
        }
        // Two requests make an attempt; whoever is refused has at most all others between itself
        // and the newest value.
        expect(requests, `seed ${seed}`).toBeLessThanOrEqual(2 * clients.length * (applied + clients.length));
      }
      expect(kv.cas('newcomer', 'x', total, -1)?.type, `seed ${seed}`).toBe('cas_ok');
    }
  });

  test('remembers one moment for each client and key at most', () => {
    const kv = store();
    const random = stream(1, 'load');
    const names = ['a', 'b', 'c', 'd'];
    for (let count = 0; count < 20_000; count += 1) {
      const client = pick(random, names);
      const key = pick(random, names);
      random() < 0.5 ? kv.write(client, key, count) : kv.read(client, key);
    }
    expect(kv.state().length).toBeLessThanOrEqual(1 + names.length + names.length);
  });

  test('an unknown type gets no answer and changes nothing', () => {
    const kv = store();
    kv.write('a', 'x', 1);
    const before = kv.state();
    expect(kv.request('b', { type: 'delete', key: 'x', msg_id: 1 })).toBeUndefined();
    expect(kv.state()).toBe(before);
  });
});
