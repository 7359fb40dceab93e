import { describe, expect, test } from 'vitest';
import { storedTotal } from '../../../bench/matrix/stored-total.ts';
import { stream } from '../../../bench/random.ts';
import { holdService } from '../../../bench/services/service-holder.ts';
import { storeModels } from '../../../bench/services/store-models.ts';
import { designFor } from '../../../bench/simulator/claims.ts';
import { simulate } from '../../../bench/simulator/simulate.ts';
import { challengeOptions } from '../../../bench/simulator/simulation-options.ts';

const nodes = ['n0', 'n1', 'n2'];

describe.each(storeModels)('on $name', ({ create }) => {
  const hold = () => holdService('seq-kv', create(), stream(1, 'store'));

  test('finds the newest values, however many older ones there are', () => {
    const store = hold();
    for (let value = 1; value <= 100; value += 1) {
      for (const key of nodes) {
        store.handle({ src: key, body: { type: 'write', key, value } });
      }
    }
    expect(storedTotal(store, nodes)).toEqual({ total: 300, isShared: false });
  });

  test('finds a shared number', () => {
    const store = hold();
    for (let value = 1; value <= 100; value += 1) {
      store.handle({ src: nodes[value % 3]!, body: { type: 'write', key: 'total', value } });
    }
    expect(storedTotal(store, nodes)).toEqual({ total: 100, isShared: true });
  });

  test('finds nothing in an empty one', () => {
    expect(storedTotal(hold(), nodes)).toBeUndefined();
  });
});

test.each(['cas-loop', 'json-parse', 'sluice-per-key', 'sluice-cas'])('reads what %s has stored', (design) => {
  const options = { ...challengeOptions, design, store: 'lin-kv', timeLimitMs: 1_000, recoveryMs: 1_000, faults: [] };
  const { run, store } = simulate(1, options);
  const added = run.operations.reduce((sum, { f, value }) => sum + (f === 'add' ? value! : 0), 0);
  expect(designFor(options).name).toBe(design);
  expect(added).toBeGreaterThan(0);
  expect(storedTotal(store, nodes)?.total).toBe(added);
});
