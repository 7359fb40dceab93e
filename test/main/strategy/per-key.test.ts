import { expect, test } from 'vitest';
import { orderedSequential } from '../../../bench/services/ordered-sequential.ts';
import type { Service } from '../../../bench/services/service.ts';
import { PerKey } from '../../../src/main/strategy/per-key.ts';
import { OnStore } from './on-store.ts';

test('a store that refuses the fence for ever is asked less and less often', () => {
  const on = new OnStore(orderedSequential as Service<unknown>);
  on.fate = ({ body }) => (body.type === 'cas' ? 'refuse' : 'serve');
  expect(on.completes((done) => new PerKey(on.settings('n0', 1, ['n0'])).recover(done))).toBe(false);
  expect(on.calls.length).toBeLessThan(300);
});
