import { describe, expect, test } from 'vitest';
import { casLoop } from '../../../bench/designs/cas-loop.ts';
import { casLoopIdentityCas } from '../../../bench/designs/cas-loop-identity-cas.ts';
import type { Design } from '../../../bench/designs/design.ts';
import { gossipCrdt } from '../../../bench/designs/gossip-crdt.ts';
import { jsonParse } from '../../../bench/designs/json-parse.ts';
import { localBatching } from '../../../bench/designs/local-batching.ts';
import { ownerAnswers } from '../../../bench/designs/owner-answers.ts';
import { perNodeKeys } from '../../../bench/designs/per-node-keys.ts';
import { perNodeKeysDoubleRead } from '../../../bench/designs/per-node-keys-double-read.ts';
import { perNodeKeysUniqueWrite } from '../../../bench/designs/per-node-keys-unique-write.ts';
import { readModifyWrite } from '../../../bench/designs/read-modify-write.ts';
import { sluiceCas } from '../../../bench/designs/sluice-cas.ts';
import { sluicePerKey } from '../../../bench/designs/sluice-per-key.ts';
import { LoneNode, linearStore } from '../../bench/designs/lone-node.ts';
import { lacking, play, type Setting } from '../../bench/designs/play.ts';

/** The seeds from 1 up whose final reads lack something, or, with `doubled`, count too much. */
function failing(design: Design, seeds: number, setting: Setting, how: 'lost' | 'doubled' = 'lost'): number[] {
  return Array.from({ length: seeds }, (_, at) => at + 1).filter((seed) => {
    const lacks = lacking(play(design, { ...setting, seed }));
    return how === 'lost' ? lacks > 0 : lacks < 0;
  });
}

/** Whether any seed from 1 up to `seeds` has final reads that lack something. */
function failsOnce(design: Design, seeds: number, setting: Setting): boolean {
  for (let seed = 1; seed <= seeds; seed += 1) {
    if (lacking(play(design, { ...setting, seed })) > 0) {
      return true;
    }
  }
  return false;
}

const instant = { distribution: 'constant', meanMs: 0 } as const;
const varying = { distribution: 'exponential', meanMs: 20 } as const;
/** One client a node, few adds: what the last read is answered from matters most. */
const quiet: Setting = { service: 'seq-kv', concurrency: 3, rate: 20, timeLimitMs: 3_000, latency: instant };
const kills: Setting = { faults: ['kill'], rate: 50, timeLimitMs: 15_000, nemesisIntervalMs: 2_000 };

describe('lost updates', () => {
  test('read-modify-write: on a linearizable store without faults', () => {
    expect(failing(readModifyWrite, 5, {})).toHaveLength(5);
  });

  test('read-modify-write: two adds that read the same', () => {
    const node = new LoneNode(readModifyWrite).init();
    node.add('c1', 1);
    node.add('c2', 2);
    node.serve();
    expect([node.told('c1')?.type, node.told('c2')?.type]).toEqual(['add_ok', 'add_ok']);
    node.read('c3');
    node.serve();
    expect(node.told('c3')?.value).toBe(2);
  });
});

describe('stale final reads on seq-kv, without any fault', () => {
  const seeds = 40;

  test('cas-loop: in most runs', () => {
    expect(failing(casLoop, seeds, quiet).length).toBeGreaterThan(seeds * 0.4);
  });

  test('cas-loop-identity-cas: in many', () => {
    const stale = failing(casLoopIdentityCas, seeds, quiet).length;
    expect(stale).toBeGreaterThan(seeds * 0.2);
    expect(stale).toBeLessThan(seeds * 0.6);
  });

  test('per-node-keys: in many', () => {
    const stale = failing(perNodeKeys, seeds, quiet).length;
    expect(stale).toBeGreaterThan(seeds * 0.1);
    expect(stale).toBeLessThan(seeds * 0.5);
  });

  test('per-node-keys-double-read: in a few', () => {
    const stale = failing(perNodeKeysDoubleRead, 120, quiet).length;
    expect(stale).toBeGreaterThan(0);
    expect(stale).toBeLessThan(15);
  });

  test.each([perNodeKeysUniqueWrite, jsonParse, sluicePerKey, sluiceCas])('$name: in none', (design) => {
    expect(failing(design, seeds, quiet)).toEqual([]);
  });
});

describe('acknowledged adds lost by a kill, on a linearizable store', () => {
  test.each([perNodeKeys, perNodeKeysDoubleRead, ownerAnswers, gossipCrdt, localBatching])('$name', (design) => {
    expect(failing(design, 8, kills).length).toBeGreaterThan(3);
  });

  test.each([casLoop, perNodeKeysUniqueWrite, jsonParse, sluicePerKey, sluiceCas])('not with $name', (design) => {
    expect(failing(design, 8, kills)).toEqual([]);
  });

  test('per-node-keys: the new life counts from 0 and wipes out the key', () => {
    const store = linearStore();
    const before = new LoneNode(perNodeKeys, store).init();
    before.add('c1', 5);
    before.serve();
    const after = new LoneNode(perNodeKeys, store, 2).init();
    after.add('c2', 1);
    after.serve();
    after.read('c3');
    after.serve();
    expect(after.told('c3')?.value).toBe(1);
  });

  test('gossip-crdt: what the new life takes before it hears of its former total is swallowed', () => {
    const after = new LoneNode(gossipCrdt, linearStore(), 2).init();
    after.add('c1', 3);
    expect(after.told('c1')?.type).toBe('add_ok');
    after.send('n1', { type: 'gossip', totals: { n0: 5, n1: 0, n2: 0 } });
    after.read('c2');
    expect(after.told('c2')?.value).toBe(5);
  });

  test('local-batching: what was taken since the last flush', () => {
    const store = linearStore();
    const before = new LoneNode(localBatching, store).init(['n0']);
    before.add('c1', 5);
    expect(before.told('c1')?.type).toBe('add_ok');
    before.time.pass(99);
    expect(before.asked()).toEqual([]);
    const after = new LoneNode(localBatching, store, 2).init(['n0']);
    after.read('c2');
    after.serve();
    expect(after.told('c2')?.value).toBe(0);
  });
});

describe('late plain writes, on a linearizable store', () => {
  const designs = [perNodeKeys, perNodeKeysUniqueWrite];

  test.each([...designs, perNodeKeysDoubleRead])('$name: acknowledged adds are lost when latencies vary', (design) => {
    expect(failsOnce(design, 60, { latency: varying })).toBe(true);
  });

  test.each([jsonParse, sluicePerKey, sluiceCas])('not with $name', (design) => {
    expect(failing(design, 12, { latency: varying })).toEqual([]);
  });

  test.each(designs)('$name: an older total lands on a newer one that was acknowledged', (design) => {
    const node = new LoneNode(design).init();
    node.add('c0', 1);
    node.serve();
    node.add('c1', 2);
    const late = node.askedOnce();
    node.add('c2', 4);
    node.serve();
    expect(node.told('c2')?.type).toBe('add_ok');
    node.execute(late);
    node.read('c3');
    node.serve();
    expect(node.told('c3')?.value).toBe(3);
  });

  test('per-node-keys-unique-write: a kill makes it final', () => {
    const store = linearStore();
    const before = new LoneNode(perNodeKeysUniqueWrite, store).init();
    before.add('c0', 1);
    before.serve();
    before.add('c1', 2);
    const late = before.askedOnce();
    before.add('c2', 4);
    before.serve();
    before.execute(late);
    const after = new LoneNode(perNodeKeysUniqueWrite, store, 2).init();
    after.add('c3', 8);
    after.serve();
    after.read('c4');
    after.serve();
    expect(after.told('c4')?.value).toBe(11);
  });
});

describe('doubled adds', () => {
  test.each([casLoop, casLoopIdentityCas])('$name: requests come twice and latencies vary', (design) => {
    const setting: Setting = { faults: ['duplicate'], latency: varying };
    expect(failing(design, 8, setting, 'doubled').length).toBeGreaterThan(3);
  });

  test.each([jsonParse, sluicePerKey, sluiceCas])('not with $name', (design) => {
    expect(failing(design, 8, { faults: ['duplicate'], latency: varying }, 'doubled')).toEqual([]);
  });

  test('cas-loop: the refusal of the second copy overtakes the confirmation of the first', () => {
    const node = new LoneNode(casLoop).init();
    node.add('c0', 1);
    node.serve();
    node.add('c1', 2);
    node.deliver(node.execute(node.askedOnce()));
    const cas = node.askedOnce();
    const confirmed = node.execute(cas);
    const refused = node.execute(cas);
    node.deliver(refused);
    node.deliver(confirmed);
    node.serve();
    expect(node.told('c1')?.type).toBe('add_ok');
    node.read('c2');
    node.serve();
    expect(node.told('c2')?.value).toBe(5);
  });
});

describe('reads that are unavailable or old', () => {
  const cut: Setting = { faults: ['partition'], nemesisIntervalMs: 1_500 };

  test('owner-answers: no reads through a partition, for want of one answer', () => {
    const { run } = play(ownerAnswers, cut);
    const refused = run.operations.filter(({ f, error }) => f === 'read' && error?.code === 11);
    expect(refused.length).toBeGreaterThan(3);
    expect(play(sluicePerKey, cut).run.operations.every(({ outcome }) => outcome === 'ok')).toBe(true);
  });

  test('owner-answers: the error comes when the other node has not answered in time', () => {
    const node = new LoneNode(ownerAnswers).init();
    node.add('c1', 1);
    node.read('c2');
    const asked = node.written.filter(({ body }) => body.type === 'total');
    expect(asked.map(({ dest }) => dest)).toEqual(['n1', 'n2']);
    node.send('n1', { type: 'total_ok', value: 3, in_reply_to: asked[0]!.body.msg_id! });
    node.time.pass(999);
    expect(node.told('c2')).toBeUndefined();
    node.time.pass(2);
    expect(node.told('c2')).toMatchObject({ type: 'error', code: 11 });
  });

  test.each([gossipCrdt, localBatching])('$name: reads are not fresh', (design) => {
    const { verdict } = play(design, { consistency: 'fresh' });
    expect(verdict.violations.map(({ checker }) => checker)).toContain('fresh');
    expect(verdict.violations.map(({ checker }) => checker)).not.toContain('final');
  });
});
