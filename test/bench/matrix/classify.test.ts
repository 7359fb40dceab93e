import { describe, expect, test } from 'vitest';
import { breachesOf, failuresOf } from '../../../bench/matrix/classify.ts';
import type { StoredTotal } from '../../../bench/matrix/stored-total.ts';
import type { Verdict } from '../../../bench/run.ts';
import { history, runOf, type Sketch } from '../history.ts';

const add = (value: number, rest: Partial<Sketch> = {}): Sketch => ({ f: 'add', value, worker: 0, ...rest });
const finals = (...values: readonly number[]): Sketch[] =>
  values.map((value, worker) => ({ f: 'read', final: true, value, worker }));
const inMemory = undefined;
const shared = (total: number): StoredTotal => ({ total, isShared: true });
const perNode = (total: number): StoredTotal => ({ total, isShared: false });
const inDoubt = { outcome: 'info' } as const;
const refused = { outcome: 'fail' } as const;

function kinds(sketches: readonly Sketch[], stored: StoredTotal | undefined) {
  return failuresOf(runOf(history(...sketches)), stored);
}

describe('how a run failed', () => {
  test.each([
    ['a right one', [add(3), add(4), ...finals(7, 7)], perNode(7), []],
    ['an add in doubt that counts', [add(3), add(4, inDoubt), ...finals(7, 7)], perNode(7), []],
    ['an add in doubt that does not', [add(3), add(4, inDoubt), ...finals(3, 3)], perNode(3), []],
    ['a low read of a store that has all', [add(3), add(4), ...finals(3, 7)], perNode(7), ['stale-final']],
    ['low reads only, of a store that has all', [add(3), add(4), ...finals(3, 3)], shared(7), ['stale-final']],
    ['a shared key that lost an add', [add(3), add(4), ...finals(4, 4)], shared(4), ['lost-update']],
    ['a key of its own that lost an add', [add(3), add(4), ...finals(4, 4)], perNode(4), ['lost-add']],
    ['a lost add and a stale read', [add(3), add(4), ...finals(0, 4)], perNode(4), ['lost-add', 'stale-final']],
    ['a loss that old answers hide', [add(3), add(4), ...finals(7, 7)], perNode(4), ['lost-add']],
    ['memory that lost an add', [add(3), add(4), ...finals(4, 7)], inMemory, ['lost-add']],
    ['more than can be', [add(3), add(4), ...finals(10, 10)], shared(10), ['doubled-add']],
    ['a refused add that counts', [add(3), add(4, refused), ...finals(7, 7)], shared(7), ['doubled-add']],
    ['a sum that no adds make', [add(3), add(4, inDoubt), ...finals(6, 6)], shared(6), ['doubled-add']],
    [
      'a doubled add, of which one read is too old to know',
      [add(3), ...finals(0, 6)],
      shared(6),
      ['doubled-add', 'stale-final'],
    ],
    ['no final answer', [add(3), { ...finals(3)[0]!, ...refused, value: null }], perNode(3), ['stuck']],
  ] as const)('%s', (_, sketches, stored, expected) => {
    expect(kinds(sketches, stored)).toEqual(expected);
  });

  test('nodes that fall come first', () => {
    const nodes = [
      { id: 'n0', crashed: { exitCode: 1, signal: null, lastStderr: '' } },
      { id: 'n1', muted: { line: '', reason: '', atMs: 1 } },
    ];
    const run = runOf(history(add(3)), { nodes });
    expect(failuresOf(run, perNode(3))).toEqual(['crashed', 'muted', 'stuck']);
  });
});

test('how a promise was broken: by the checkers that say so', () => {
  const verdict = (...checkers: readonly string[]) =>
    ({ violations: checkers.map((checker) => ({ checker, message: '' })) }) as unknown as Verdict;
  expect(breachesOf(verdict('final', 'activity'))).toEqual([]);
  expect(breachesOf(verdict('linearizable', 'fresh', 'fresh', 'monotone', 'phantom', 'converged'))).toEqual([
    'phantom-read',
    'diverged',
    'backward-read',
    'stale-read',
    'not-linearizable',
  ]);
});
