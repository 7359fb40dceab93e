import { figure } from '../../../bench/benchmarks/figure.ts';
import type { BenchResult, Chart } from '../../../bench/benchmarks/result.ts';

/** A chart of two series that share a colour. */
export const chart: Chart = {
  id: 'chart',
  title: 'A <chart>',
  xTitle: 'x',
  yTitle: 'y',
  unit: 'ms',
  xScale: 'logarithmic',
  yScale: 'linear',
  series: [
    { name: 'one & two', points: [{ x: 1, y: figure([1, 2, 3])! }] },
    { name: 'three', dashed: true, colourOf: 'one & two', points: [{ x: 10, y: figure([4])! }] },
  ],
};

/** A result with one table, whose figure has this median. */
export function result(median: number): BenchResult {
  return {
    format: 1,
    startedAt: '2025-01-01T00:00:00.000Z',
    command: 'npm run bench',
    machine: { cpu: 'cpu <1>', cores: 2, memoryBytes: 8e9, system: 'linux', node: 'v20', loadAverage: 0.1 },
    quick: false,
    runs: 3,
    scopes: [
      {
        scope: 'codec',
        tookMs: 1_000,
        about: 'What `this` is.',
        tables: [
          {
            id: 'table',
            title: 'A table',
            keys: ['what'],
            columns: [
              { id: 'a', title: 'A', unit: 'per second' },
              { id: 'empty', title: 'never measured', unit: 'ms' },
            ],
            rows: [{ labels: ['<row> | one'], figures: { a: figure([median - 1, median, median + 1]), empty: null } }],
          },
        ],
        charts: [chart, { ...chart, series: [] }],
        checks: [{ what: 'sum', expected: '1', found: '1' }],
        notes: ['A note.'],
      },
    ],
  };
}
