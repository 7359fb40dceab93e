import { describe, expect, test } from 'vitest';
import { progressLine } from '../../../bench/cli/test-progress.ts';

describe('progress line', () => {
  test('tells time, rate, latencies, round trips and faults', () => {
    const latenciesMs = Float64Array.from({ length: 100 }, (_, at) => at + 1);
    expect(
      progressLine({
        atMs: 12_345,
        phase: 'main',
        opsPerSecond: 98.7,
        latenciesMs,
        roundTrips: 150,
        faults: ['partition n0 | n1 n2', 'loss 12 %'],
      }),
    ).toBe(
      '  12 s   99 op/s   p50 51.0 ms   p99 100.0 ms   1.50 KV round trips/op   [partition n0 | n1 n2; loss 12 %]',
    );
  });

  test('tells why nothing completes', () => {
    const quiet = { atMs: 0, opsPerSecond: 0, latenciesMs: new Float64Array(), roundTrips: 0, faults: [] };
    expect(progressLine({ ...quiet, phase: 'recovery' })).toBe('   0 s   recovery pause');
    expect(progressLine({ ...quiet, phase: 'main' })).toBe('   0 s   no operation completed');
  });
});
