import { expect, test } from 'vitest';
import { Runtime } from '../../../../bench/designs/runtime.ts';
import { player } from '../../../../bench/explain/script/play.ts';
import { EndlessPlay } from '../../../../bench/explain/script/played.ts';
import { type Script, scriptOf, sizeOf } from '../../../../bench/explain/script/script.ts';
import { faultKinds } from '../../../../bench/nemesis/fault.ts';
import type { Operation } from '../../../../bench/run.ts';
import { simulate } from '../../../../bench/simulator/simulate.ts';
import { shortTest } from '../explained.ts';

/** Times in whole microseconds: they are sums, made up in another order. */
const comparable = (operations: readonly Operation[]) =>
  operations.map((operation) => ({
    ...operation,
    invokedMs: Math.round(operation.invokedMs * 1_000),
    completedMs: Math.round(operation.completedMs * 1_000),
  }));

test.each([
  ['calm', shortTest({ design: 'cas-loop' })],
  [
    'faulty',
    shortTest({ design: 'per-node-keys', faults: faultKinds, nemesisIntervalMs: 400, latencyMs: 5, concurrency: 6 }),
  ],
])('a %s run written down as a script and played is the same run', (_, options) => {
  const simulation = simulate(11, options);
  const script = scriptOf(11, options, simulation, simulation.requirements);
  const again = player()(script).run;
  expect(comparable(again.operations)).toEqual(comparable(simulation.run.operations));
  expect(again.faults.map(({ fault, detail }) => [fault, detail])).toEqual(
    simulation.run.faults.map(({ fault, detail }) => [fault, detail]),
  );
  expect(sizeOf(script).operations).toBe(simulation.run.operations.length);
});

const script: Script = {
  seed: 1,
  storeSeed: 1,
  options: shortTest({ design: 'cas-loop', store: 'lin-kv', nodeCount: 2, timeLimitMs: 100 }),
  requirements: { consistency: 'final', stalenessMs: 0 },
  workers: [1, 1, 0],
  operations: [
    { atMs: 0, worker: 0, f: 'add', delta: 5 },
    { atMs: 0, worker: 0, f: 'read', delta: 0 },
    { atMs: 40, worker: 2, f: 'add', delta: 2 },
  ],
  finalReads: [1],
  faults: [],
};

test('a script says who does what when, and who reads in the end', () => {
  const { operations } = player()(script).run;
  expect(
    operations.map(({ worker, node, f, value, final, invokedMs }) => [
      worker,
      node,
      f,
      value,
      final,
      Math.round(invokedMs),
    ]),
  ).toEqual([
    [0, 'n1', 'add', 5, false, 0],
    [0, 'n1', 'read', 5, false, 0],
    [2, 'n0', 'add', 2, false, 40],
    [1, 'n1', 'read', 7, true, 10_100],
  ]);
});

test('a worker sends a request that is due when it has the answer to the one before', () => {
  const slow = { ...script, options: { ...script.options, latencyMs: 3 } };
  const [add, read] = player()(slow).run.operations;
  expect(read!.invokedMs).toBe(add!.completedMs);
  expect(read!.invokedMs).toBeGreaterThan(7);
});

test('a script without final reads ends all the same', () => {
  const { operations } = player()({ ...script, operations: [], finalReads: [] }).run;
  expect(operations).toEqual([]);
});

test('nodes that ask on and on without time passing are found out', () => {
  const endless = player(
    (environment, write) =>
      new Runtime({ environment, write, service: 'seq-kv' }, ({ store }) => ({
        add: function again() {
          store.read('total', again);
        },
        read: (request) => request.readOk(0),
      })),
  );
  expect(() => endless(script)).toThrow(EndlessPlay);
});
