import { describe, expect, it } from 'vitest';
import { faultEffects, faultsDidNothing } from '../../../bench/report/fault-effects.ts';
import { type NetCounts, noCounts } from '../../../bench/run.ts';
import { runOf } from '../history.ts';

const faultsOf = (kinds: readonly string[]) =>
  kinds.map((fault, i) => ({ fault, detail: 'n0', fromMs: i, toMs: i + 1 }));
const effects = (kinds: readonly string[], counts: Partial<NetCounts>) =>
  faultEffects(runOf([], { faults: faultsOf(kinds), net: { ...noCounts(), ...counts } }));

describe('what the faults did', () => {
  it.each([
    ['none', [], {}, ['Faults: none']],
    [
      'a partition between nodes that are silent',
      ['partition', 'partition'],
      {},
      [
        'Faults: partition 2×',
        'The faults did nothing: no message was cut (the nodes sent each other none, and a partition never cuts ' +
          'them from services)',
      ],
    ],
    [
      'a partition that comes between no messages',
      ['partition'],
      { peer: 4 },
      ['Faults: partition 1×', 'The faults did nothing: no message was cut'],
    ],
    [
      'links that harmed nothing',
      ['isolate-kv', 'loss', 'duplicate', 'reorder'],
      {},
      [
        'Faults: isolate-kv 1×, loss 1×, duplicate 1×, reorder 1×',
        'The faults did nothing: no message between a node and a service was cut; no message was lost; no message ' +
          'was duplicated; no message was delayed',
      ],
    ],
    [
      'all at once',
      ['partition', 'isolate-kv', 'loss', 'duplicate', 'reorder', 'kill', 'pause'],
      { peer: 9, dropped: 10, cut: 1, isolated: 2, lost: 3, duplicated: 5, delayed: 6, held: 7 },
      [
        'Faults: partition 1×, isolate-kv 1×, loss 1×, duplicate 1×, reorder 1×, kill 1×, pause 1×',
        'Messages: 1 cut by partitions, 2 cut between nodes and services, 3 lost, 5 duplicated, 6 delayed, ' +
          '7 came for nodes that were down, 4 of these dropped',
      ],
    ],
    ['a pause at a quiet moment', ['pause'], {}, ['Faults: pause 1×']],
    [
      'some of them',
      ['partition', 'loss'],
      { peer: 1, lost: 2, dropped: 2 },
      ['Faults: partition 1×, loss 1×', 'Messages: 2 lost', 'Of the faults, partition did nothing: no message was cut'],
    ],
  ] as const)('%s', (_, kinds, counts, lines) => {
    expect(effects(kinds, counts)).toEqual(lines);
    const run = { faults: faultsOf(kinds), net: { ...noCounts(), ...counts } };
    expect(faultsDidNothing(runOf([], run))).toBe(lines.some((line) => line.startsWith('The faults did nothing')));
  });
});
