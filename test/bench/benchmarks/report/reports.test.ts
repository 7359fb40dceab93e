import { describe, expect, test } from 'vitest';
import { figure, ratio } from '../../../../bench/benchmarks/figure.ts';
import { interleave } from '../../../../bench/benchmarks/measure/interleave.ts';
import { benchPage } from '../../../../bench/benchmarks/report/bench-page.ts';
import { renderChart } from '../../../../bench/benchmarks/report/chart.ts';
import { compare } from '../../../../bench/benchmarks/report/compare.ts';
import { tickText, valueText } from '../../../../bench/benchmarks/report/figure-text.ts';
import { markdownReport } from '../../../../bench/benchmarks/report/markdown-report.ts';
import { looksOf } from '../../../../bench/benchmarks/report/series-look.ts';
import { textReport } from '../../../../bench/benchmarks/report/text-report.ts';
import { badNesting } from '../../report/html-nesting.ts';
import { chart, result } from '../made-up-result.ts';

test('a figure is the median with the extremes, of an odd and of an even number of runs', () => {
  expect(figure([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3, values: [3, 1, 2] });
  expect(figure([4, 1, 2, 3])?.median).toBe(2.5);
  expect(figure([1, null])).toBeNull();
  expect(figure([])).toBeNull();
  expect(figure([Number.NaN])).toBeNull();
});

test('a ratio is taken run by run, so that a slow run cancels out', () => {
  expect(ratio(figure([10, 1, 20]), figure([5, 0.5, 10]))).toEqual({ median: 2, min: 2, max: 2, values: [2, 2, 2] });
  expect(ratio(figure([1]), figure([1, 2]))).toBeNull();
  expect(ratio(figure([1]), null)).toBeNull();
});

test.each([
  [3_141_592, 'per second', '3.14M'],
  [0, 'per op', '0'],
  [0.000_4, 'per op', '4.0e-4'],
  [0.05, 'ms', '50.0 µs'],
  [1_500, 'ms', '1.50 s'],
  [0.347, 'share', '35 %'],
  [174e6, 'bytes', '174MB'],
  [999_999, 'per second', '1.00M'],
] as const)('%d %s reads %s', (value, unit, text) => {
  expect(valueText(value, unit)).toBe(text);
});

test.each([
  [1_000, 'per second', '1k'],
  [1.5, 'count', '1.5'],
  [100, 'ms', '100 ms'],
  [20, 'ms', '20 ms'],
  [0.3, 'per op', '0.3'],
] as const)('%d %s beside an axis reads %s', (value, unit, text) => {
  expect(tickText(value, unit)).toBe(text);
});

describe('reports', () => {
  const comparison = compare('old.json', result(50), result(100));

  test('a comparison has the ratio of the medians', () => {
    expect([...comparison.ratios.values()]).toEqual([2]);
  });

  test('the page nests, escapes what it shows, and needs nothing else', () => {
    const page = benchPage(result(100), comparison);
    expect(badNesting(page)).toBeUndefined();
    expect(page).toContain('&lt;row&gt;');
    expect(page).toContain('×2.00');
    expect(page).not.toContain('never measured');
    expect(page).not.toMatch(/https?:/);
  });

  test('the text shows median, extremes and ratio, and no column without figures', () => {
    const text = textReport(result(100), comparison);
    expect(text).toMatch(/100 \(99\.0–101\) ×2\.00/);
    expect(text).not.toContain('never measured');
    expect(text).toContain('1 of 1 checksums right');
  });

  test('a wrong checksum is told', () => {
    const { scopes: all, ...rest } = result(100);
    const wrong = { ...rest, scopes: [{ ...all[0]!, checks: [{ what: 'sum', expected: '1', found: '2' }] }] };
    expect(textReport(wrong)).toContain('WRONG: sum: expected 1, found 2');
    expect(benchPage(wrong)).toContain('checksums wrong: 1');
  });

  test('Markdown says what it was measured on, and keeps its columns', () => {
    const markdown = markdownReport(result(100));
    expect(markdown).toContain('cpu <1>, 2 cores');
    expect(markdown).toContain('| <row> \\| one | 100 (99.0–101) |');
  });

  test('a chart has a key for each series, in the colour it shares with another', () => {
    const html = renderChart(chart, 7);
    expect(badNesting(html)).toBeUndefined();
    expect(html).toContain('data-chart="7"');
    expect(html).toContain('one &amp; two</button>');
    expect(looksOf(chart.series).map(({ colour }) => colour)).toEqual(['node0', 'node0']);
  });
});

test('variants take turns, every other time in the opposite order, and only those asked for', async () => {
  const order: string[] = [];
  const context = { quick: false, runs: 2, bins: [], only: 'a', soakAdds: undefined, progress: () => {} };
  const variants = ['a1', 'b', 'a2'].map((name) => ({ name }));
  const found = await interleave(context, variants, ({ name }, run) => order.push(`${name} ${run}`));
  expect(order).toEqual(['a1 0', 'a2 0', 'a2 1', 'a1 1']);
  expect([...found.keys()].map(({ name }) => name)).toEqual(['a1', 'a2']);
});
