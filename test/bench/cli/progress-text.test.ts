import { describe, expect, test } from 'vitest';
import { plainProgress, terminalProgress } from '../../../bench/cli/progress-text.ts';
import { quantilesOf } from '../../../bench/quantiles.ts';

const facts = {
  isVirtual: false,
  atMs: 12_345,
  expectedMs: 32_000,
  phase: 'main',
  operations: 100,
  opsPerSecond: 98.7,
  latencyMs: quantilesOf(Array.from({ length: 100 }, (_, at) => at + 1)),
  roundTrips: 150,
  faults: ['partition n0 | n1 n2', 'loss 12 %'],
};
const quiet = { ...facts, atMs: 0, operations: 0, latencyMs: quantilesOf([]), roundTrips: 0, faults: [] };

describe('the plain line', () => {
  test('tells time, rate, latencies, round trips and faults', () => {
    expect(plainProgress(facts)).toBe(
      '  12 s   99 op/s   p50 50.0 ms   p99 99.0 ms   1.50 KV round trips/op   [partition n0 | n1 n2; loss 12 %]',
    );
  });

  test('says when its time is virtual', () => {
    expect(plainProgress({ ...facts, isVirtual: true })).toMatch(/^ {2}12 virtual s {3}99 op/);
  });

  test('tells why nothing completes', () => {
    expect(plainProgress({ ...quiet, phase: 'recovery' })).toBe('   0 s   recovery pause');
    expect(plainProgress({ ...quiet, phase: 'main' })).toBe('   0 s   no operation completed');
  });
});

describe('on a terminal', () => {
  test.each([
    [
      119,
      '12 of 32 s  ██████░░░░░░░░░░░  99 op/s  p50 50.0 ms  p99 99.0 ms  1.50 KV/op  ' +
        '[partition n0 | n1 n2; loss 12 %]',
    ],
    [
      79,
      '12 of 32 s  ████░░░░░░░  99 op/s  p50 50.0 ms  p99 99.0 ms  1.50 KV/op\n' +
        '            [partition n0 | n1 n2; loss 12 %]',
    ],
    [59, '12 of 32 s  ███░░░░░  99 op/s  p50 50.0 ms  p99 99.0 ms\n            [partition n0 | n1 n2; loss 12 %]'],
    [31, '12 of 32 s  █░░░  99 op/s\n            [partition n0 | n1…'],
  ])('%i columns', (columns, expected) => {
    expect(terminalProgress(facts, columns)).toBe(expected);
  });

  test.each([20, 40, 60, 80, 120, 200])('no line is longer than %i columns, whatever is on', (columns) => {
    for (const shown of [facts, quiet, { ...facts, faults: Array(20).fill('partition n0 | n1 n2') }]) {
      for (const phase of ['starting', 'main', 'healing', 'recovery', 'final', 'ending']) {
        const lines = terminalProgress({ ...shown, phase }, columns).split('\n');
        expect(lines.filter((line) => line.length > columns)).toEqual([]);
      }
    }
  });

  test.each([
    [0, ' 0 of 32 s  ░░░░░░░░░░░░░░  no operation completed'],
    [16_000, '16 of 32 s  ███████░░░░░░░  no operation completed'],
    [32_000, '32 of 32 s  ██████████████  no operation completed'],
    // It hangs: the end moves away.
    [40_000, '40 of 40 s  ██████████████  no operation completed'],
  ])('the bar after %i ms', (atMs, expected) => {
    expect(terminalProgress({ ...quiet, atMs }, 100)).toBe(expected);
  });

  test('the phase in short where a figure would stand', () => {
    expect(terminalProgress({ ...quiet, phase: 'healing' }, 59)).toBe(' 0 of 32 s  ░░░░░░░░  healing');
  });
});
