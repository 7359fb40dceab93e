import { expect, test } from 'vitest';
import { orderedSequential } from '../../../bench/services/ordered-sequential.ts';
import type { Service } from '../../../bench/services/service.ts';
import { totalKey } from '../../../src/main/strategy/keys.ts';
import { PerKey } from '../../../src/main/strategy/per-key.ts';
import { OnStore } from './on-store.ts';

const noProgress = { mark: () => undefined, served: () => {} };

test('a store that refuses the fence for ever is asked less and less often', () => {
  const on = new OnStore(orderedSequential as Service<unknown>);
  on.fate = ({ body }) => (body.type === 'cas' ? 'refuse' : 'serve');
  expect(on.completes((done) => new PerKey(on.settings('n0', 1, ['n0'])).recover(done))).toBe(false);
  expect(on.calls.length).toBeLessThan(300);
});

test('what an earlier or a later life wrote is not taken for a write of this one, whatever its total', () => {
  const on = new OnStore(orderedSequential as Service<unknown>);
  const node = new PerKey(on.settings('n0', 1, ['n0']));
  expect(on.completes((done) => node.recover(done))).toBe(true);
  const value = { total: 5, life: 7 };
  on.store.handle({ src: 'n9', body: { type: 'write', key: totalKey('n0'), value } });
  expect(on.completes((done) => node.write(5, noProgress, done))).toBe(false);
});

test('a read of the total of another node that is lost is sent again, until it is answered', () => {
  const on = new OnStore(orderedSequential as Service<unknown>);
  const nodes = ['n0', 'n1'].map((id, seed) => new PerKey(on.settings(id, seed, ['n0', 'n1'])));
  for (const [i, node] of nodes.entries()) {
    expect(on.completes((done) => node.recover(done))).toBe(true);
    expect(on.completes((done) => node.write(3 + i, noProgress, done))).toBe(true);
  }
  // The barrier, after which the store shows n0 what n1 has written.
  expect(on.completes((done) => nodes[0]!.write(6, noProgress, done))).toBe(true);
  let lost = 0;
  on.fate = ({ body }) => {
    if (body.type !== 'read' || lost === 3) {
      return 'serve';
    }
    lost += 1;
    return 'lose';
  };
  expect(on.completes((done) => nodes[0]!.collect(done))).toBe(true);
  expect([lost, nodes[0]!.value(), nodes[0]!.total('n1')]).toEqual([3, 10, 4]);
});
