import { describe, expect, test } from 'vitest';
import { comparisonLine, evidenceLines } from '../../../bench/lockstep/evidence-text.ts';

const certain = { deterministic: true, historySha256: 'aa', traceSha256: 'bb', outbursts: [], timers: [] };

describe('what is said of a run', () => {
  test('the hashes, and that nothing depended on real time', () => {
    expect(evidenceLines(certain)).toEqual(['History sha256 aa', 'Trace sha256 bb', 'deterministic: yes']);
  });

  test('who spoke on its own, when, how often, and what to do', () => {
    const outbursts = [
      { node: 'n0', count: 12, firstMs: 650, hadTimer: true },
      { node: 'n2', count: 1, firstMs: 1_000, hadTimer: false },
    ];
    expect(evidenceLines({ ...certain, deterministic: false, outbursts, timers: ['n0'] }).slice(2)).toEqual([
      'deterministic: no',
      '  n0 spoke on its own 12 times, first at 0.650 s: it has a timer; replays may differ',
      '  n2 spoke on its own once, at 1.000 s: no timer was seen, so it waits for something else than messages; ' +
        'replays may differ',
      '  To replay it exactly, let the node send only in answer to a message, or at periods longer than the test.',
    ]);
  });

  test('that timers ran, though nobody spoke', () => {
    expect(evidenceLines({ ...certain, timers: ['n0', 'n1'] })[2]).toBe('deterministic: yes, as far as can be seen');
    expect(evidenceLines({ ...certain, timers: ['n0', 'n1'] })[3]).toMatch(/^ {2}Timers ran in n0, n1, so /);
  });

  test('that it was cut short', () => {
    expect(evidenceLines({ ...certain, deterministic: false })[2]).toBe(
      'deterministic: no, since it was ended before its time',
    );
  });
});

describe('two plays', () => {
  test.each([
    [{}, 'the same history, the same trace'],
    [{ traceSha256: 'cc' }, 'same history, another trace: the node uses random numbers of its own'],
    [{ historySha256: 'cc', traceSha256: 'cc' }, /^Played twice: another history, another trace: the node depends on/],
    [
      { historySha256: 'cc', traceSha256: 'cc', deterministic: false },
      'another history, another trace: what the node does on its own decides',
    ],
  ])('%j', (other, said) => {
    const line = comparisonLine(certain, { ...certain, ...other });
    expect(line).toMatch(said instanceof RegExp ? said : `Played twice: ${said}`);
  });
});
