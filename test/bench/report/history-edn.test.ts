import { expect, it } from 'vitest';
import { historyEdn } from '../../../bench/report/history-edn.ts';
import type { Run } from '../../../bench/run.ts';
import { history, runOf } from '../history.ts';
import { syntheticRun } from '../synthetic-run.ts';
import { plain, readEdn } from './edn-reader.ts';

type Entry = Readonly<Record<string, unknown>>;
const entries = (run: Run) => [...historyEdn(run)].map((line) => plain(readEdn(line)) as Entry);

it('is Jepsen’s: an invocation and a completion each, with faults between, in order of time', () => {
  const run = runOf(
    history(
      { f: 'add', value: 3, worker: 0, invokedMs: 0, completedMs: 5_000.5, outcome: 'info', error: timedOut },
      { f: 'read', value: 2, worker: 1, invokedMs: 1, completedMs: 2 },
      { f: 'add', value: 1, worker: 1, invokedMs: 2, completedMs: 3, outcome: 'info', error: busy },
      { f: 'read', value: 4, worker: 0, invokedMs: 6_000, completedMs: 6_001, final: true },
      { f: 'read', value: null, worker: 1, invokedMs: 6_000, completedMs: 11_000, final: true, outcome: 'info' },
    ),
    { faults: [{ fault: 'partition', detail: 'n0 | n1 n2', fromMs: 0, toMs: 2.5 }] },
  );
  const nemesis = { ':type': ':info', ':process': ':nemesis', ':value': 'n0 | n1 n2' };
  expect(entries(run)).toEqual([
    { ...at(0, 0), ...nemesis, ':f': ':start-partition' },
    { ...at(1, 0), ':type': ':invoke', ':process': 0, ':f': ':add', ':value': 3 },
    { ...at(2, 1e6), ':type': ':invoke', ':process': 1, ':f': ':read', ':value': null },
    { ...at(3, 2e6), ':type': ':ok', ':process': 1, ':f': ':read', ':value': 2 },
    { ...at(4, 2e6), ':type': ':invoke', ':process': 1, ':f': ':add', ':value': 1 },
    { ...at(5, 2.5e6), ...nemesis, ':f': ':stop-partition' },
    {
      ...at(6, 3e6),
      ':type': ':info',
      ':process': 1,
      ':f': ':add',
      ':value': 1,
      ':error': [':temporarily-unavailable', 'busy'],
    },
    { ...at(7, 5_000.5e6), ':type': ':info', ':process': 0, ':f': ':add', ':value': 3, ':error': ':net-timeout' },
    { ...at(8, 6_000e6), ':type': ':invoke', ':process': 2, ':f': ':read', ':value': null, ':final?': true },
    { ...at(9, 6_000e6), ':type': ':invoke', ':process': 3, ':f': ':read', ':value': null, ':final?': true },
    { ...at(10, 6_001e6), ':type': ':ok', ':process': 2, ':f': ':read', ':value': 4, ':final?': true },
    { ...at(11, 11_000e6), ':type': ':info', ':process': 3, ':f': ':read', ':value': null, ':final?': true },
  ]);
});

it('has echoes with what was sent and what came back', () => {
  const echo = { f: 'echo', sent: 'Please echo 1' } as const;
  const run = runOf(history(echo, { ...echo, wrongEcho: 'null' }), { workload: 'echo' });
  expect(entries(run).map((entry) => entry[':value'])).toEqual([
    'Please echo 1',
    { ':type': 'echo_ok', ':echo': 'Please echo 1' },
    'Please echo 1',
    { ':type': 'echo_ok', ':echo': 'null' },
  ]);
});

it('never has two operations of one process open, and never goes back in time', () => {
  const run = syntheticRun({ operations: 3_000, workers: 6, ratePerSecond: 600, inDoubt: 0.02 });
  const open = new Set<unknown>();
  let lastTime = 0;
  for (const [index, entry] of entries(run).entries()) {
    expect(entry[':index']).toBe(index);
    expect(entry[':time']).toBeGreaterThanOrEqual(lastTime);
    lastTime = entry[':time'] as number;
    const process = entry[':process'];
    expect(open.has(process)).toBe(entry[':type'] !== ':invoke');
    if (entry[':type'] === ':invoke') {
      open.add(process);
    } else {
      open.delete(process);
    }
  }
  expect(open.size).toBe(0);
});

const timedOut = { code: 0, text: 'client timed out' };
const busy = { code: 11, text: 'busy' };
const at = (index: number, time: number) => ({ ':index': index, ':time': time });
