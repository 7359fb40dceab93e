import { expect, test } from 'vitest';
import { VirtualTime } from '../../../bench/virtual-time.ts';
import { Backoff } from '../../../src/main/store/backoff.ts';
import type { KvDone } from '../../../src/main/store/kv-client.ts';
import { Barrier } from '../../../src/main/strategy/barrier.ts';
import { emptyChain } from '../../../src/main/strategy/chain.ts';
import { Learning } from '../../../src/main/strategy/learning.ts';

/** Learning on a store that answers when the test says. */
function onOpenCalls() {
  const writes: KvDone[] = [];
  const reads: KvDone[] = [];
  const kv = {
    read: (_: string, done: KvDone) => reads.push(done),
    write: (_: string, __: unknown, done: KvDone) => writes.push(done),
    cas: () => {},
  };
  const settings = {
    kv,
    barrier: new Barrier(kv, 'n0', 0.5),
    backoff: new Backoff(new VirtualTime(() => 0)),
    onBadValue: () => {},
  };
  return { writes, reads, learning: new Learning(settings) };
}

test('a call that news has ended sends nothing more, though the same is to be learnt again', () => {
  const { writes, reads, learning } = onOpenCalls();
  let times = 0;
  const done = () => {
    times += 1;
  };
  learning.start(() => {}, done);
  learning.news();
  learning.start(() => {}, done);
  expect([times, writes.length]).toEqual([1, 2]);
  writes[0]!({ kind: 'ok', value: undefined });
  expect(reads).toHaveLength(0);
  writes[1]!({ kind: 'ok', value: undefined });
  expect(reads).toHaveLength(1);
  reads[0]!({ kind: 'ok', value: { ...emptyChain, v: 1 } });
  expect(times).toBe(2);
});
