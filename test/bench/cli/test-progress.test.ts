import { describe, expect, test } from 'vitest';
import { progressLine } from '../../../bench/cli/test-progress.ts';
import { quantilesOf } from '../../../bench/quantiles.ts';

describe('progress line', () => {
  test('tells time, rate, latencies, round trips and faults', () => {
    expect(
      progressLine({
        atMs: 12_345,
        phase: 'main',
        operations: 100,
        opsPerSecond: 98.7,
        latencyMs: quantilesOf(Array.from({ length: 100 }, (_, at) => at + 1)),
        roundTrips: 150,
        faults: ['partition n0 | n1 n2', 'loss 12 %'],
      }),
    ).toBe('  12 s   99 op/s   p50 50.0 ms   p99 99.0 ms   1.50 KV round trips/op   [partition n0 | n1 n2; loss 12 %]');
  });

  test('tells why nothing completes', () => {
    const quiet = { atMs: 0, opsPerSecond: 0, operations: 0, latencyMs: quantilesOf([]), roundTrips: 0, faults: [] };
    expect(progressLine({ ...quiet, phase: 'recovery' })).toBe('   0 s   recovery pause');
    expect(progressLine({ ...quiet, phase: 'main' })).toBe('   0 s   no operation completed');
  });
});
