import { describe, expect, test } from 'vitest';
import { stream } from '../../../bench/random.ts';
import { keyValue } from '../../../bench/services/key-value.ts';
import { ringSize, sequential } from '../../../bench/services/sequential.ts';
import { ask } from './ask.ts';

const seqKv = (seed: number) => ask(sequential(keyValue), stream(seed, 'seq-kv'));

/**
 * A store whose `x` the writer has raised from 0, and whose reader saw it first at `seen` and not
 * since.
 */
function behind(seed: number, states: number) {
  const kv = seqKv(seed);
  kv.write('writer', 'x', 0);
  // A write that changes something shows the reader the newest state.
  kv.write('reader', 'mark', seed + 1);
  for (let value = 1; value <= states; value += 1) {
    kv.write('writer', 'x', value);
  }
  return kv;
}

const share = (count: number, holds: (seed: number) => boolean) =>
  Array.from({ length: count }, (_, seed) => holds(seed)).filter(Boolean).length / count;

describe('seq-kv', () => {
  test('after a write of a fresh value, to any key, 20,000 of 20,000 reads are fresh', () => {
    const kv = seqKv(1);
    const random = stream(2, 'load');
    let fresh = 0;
    for (let round = 1; round <= 20_000; round += 1) {
      for (let writes = Math.floor(random() * 5); writes >= 0; writes -= 1) {
        kv.write(`n${writes % 3}`, 'x', round * 10 - writes);
      }
      kv.write('n9', 'n9.barrier', round);
      fresh += kv.read('n9', 'x')?.value === round * 10 ? 1 : 0;
    }
    expect(fresh).toBe(20_000);
  });

  test('a read without a barrier may be as old as the last state shown, and all states since come up alike', () => {
    const counts = new Array<number>(5).fill(0);
    for (let seed = 0; seed < 10_000; seed += 1) {
      counts[behind(seed, 4).read('reader', 'x')?.value as number]! += 1;
    }
    for (const count of counts) {
      expect(count / 10_000).toBeCloseTo(0.2, 1);
    }
  });

  test('a cas from x to x is no barrier', () => {
    const stale = share(2_000, (seed) => {
      const kv = behind(seed, 4);
      kv.cas('reader', 'mark', seed + 1, seed + 1);
      return kv.read('reader', 'x')?.value !== 4;
    });
    expect(stale).toBeGreaterThan(0.3);
  });

  test('a write of the value an old state holds is answered from there, without effect', () => {
    const kv = seqKv(1);
    kv.write('n0', 'x', 1);
    kv.write('n0', 'x', 2);
    kv.write('n1', 'y', 1);
    const { lastIndex } = kv.state();
    // Back to 1: the newcomer is shown some state, and where it finds 1 already, nothing is
    // written.
    const lost = share(1_000, (seed) => {
      const store = seqKv(seed);
      store.write('n0', 'x', 1);
      store.write('n0', 'x', 2);
      expect(store.write('newcomer', 'x', 1)?.type).toBe('write_ok');
      return store.state().lastIndex === 2;
    });
    expect(lastIndex).toBe(3);
    expect(lost).toBeGreaterThan(0.28);
    expect(lost).toBeLessThan(0.39);
  });

  test('three states behind, 75 % of the tries of a cas from the true value are refused, by an old value', () => {
    const refused = share(10_000, (seed) => {
      const reply = behind(seed, 3).cas('reader', 'x', 3, 4);
      if (reply?.code === 22) {
        expect(reply.text).toMatch(/^current value [012] is not 3$/);
      }
      return reply?.code === 22;
    });
    expect(refused).toBeGreaterThan(0.74);
    expect(refused).toBeLessThan(0.76);
  });

  test('the only writer of a key is never refused', () => {
    const kv = seqKv(5);
    kv.write('n0', 'own', 0);
    for (let value = 0; value < 2_000; value += 1) {
      kv.write('n1', 'x', value);
      expect(kv.cas('n0', 'own', value, value + 1)?.type).toBe('cas_ok');
    }
  });

  test('a client that has never asked may be told 20 of a key that is there', () => {
    const told = share(1_000, (seed) => {
      const kv = seqKv(seed);
      kv.write('n0', 'x', 1);
      return kv.read('newcomer', 'x')?.code === 20;
    });
    expect(told).toBeGreaterThan(0.45);
    expect(told).toBeLessThan(0.55);
  });

  test('what would change an old state runs on the newest, and makes a new one even without a change', () => {
    // Draws 0: every request is tried on the oldest state its client may be shown.
    const kv = ask(sequential(keyValue), () => 0);
    kv.write('n0', 'x', 1);
    kv.write('n0', 'x', 2);
    expect(kv.state().lastIndex).toBe(2);
    expect(kv.cas('newcomer', 'x', 1, 5, { create_if_not_exists: true })?.code).toBe(22);
    expect(kv.state().lastIndex).toBe(3);
    expect(kv.read('newcomer', 'x')?.value).toBe(2);
  });

  test('less than 32 states behind, no client sees time go back', () => {
    for (let seed = 0; seed < 500; seed += 1) {
      const kv = behind(seed, ringSize - 1);
      const values = Array.from({ length: 8 }, () => kv.read('reader', 'x')?.value as number);
      expect(values).toEqual(values.toSorted((left, right) => left - right));
    }
  });

  // Seen in Maelstrom itself: 3 % of sequences of 8 reads at 32 states behind, 47 % at 100, 86 % at
  // 1000.
  test.each([
    [32, 0.03],
    [100, 0.47],
    [1_000, 0.86],
  ])('%i states behind, the ring wraps, and time goes back in %f of sequences of 8 reads', (states, expected) => {
    const backwards = share(300, (seed) => {
      const kv = behind(seed, states);
      const values = Array.from({ length: 8 }, () => kv.read('reader', 'x')?.value as number);
      expect(Math.min(...values)).toBeGreaterThan(states - ringSize);
      return values.some((value, at) => at > 0 && value < (values[at - 1] as number));
    });
    expect(Math.abs(backwards - expected)).toBeLessThan(0.05);
  });

  test('an unknown type gets no answer and shows its client nothing', () => {
    const kv = behind(1, 3);
    const before = kv.state();
    expect(kv.request('reader', { type: 'delete', key: 'x', msg_id: 1 })).toBeUndefined();
    expect(kv.state()).toBe(before);
  });
});
