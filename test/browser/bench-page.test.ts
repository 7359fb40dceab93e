import { expect, test } from 'vitest';
import { figure } from '../../bench/benchmarks/figure.ts';
import { benchPage } from '../../bench/benchmarks/report/bench-page.ts';
import { compare } from '../../bench/benchmarks/report/compare.ts';
import type { BenchResult, Chart } from '../../bench/benchmarks/result.ts';
import { chart, result } from '../bench/benchmarks/made-up-result.ts';
import { describePages, testLooks } from './open-page.ts';

const byCategory: Chart = {
  ...chart,
  title: 'By category, from zero on',
  xScale: 'categories',
  yScale: 'logarithmic',
  categories: ['0', 'auto', '4'],
  series: ['a', 'b', 'c'].map((name, i) => ({
    name,
    points: [0, 1, 2].map((x) => ({ x, y: figure([x * 10 ** i, 3 * x * 10 ** i])! })),
  })),
};

function withCharts(charts: readonly Chart[]): BenchResult {
  const made = result(100);
  return {
    ...made,
    scopes: [
      { ...made.scopes[0]!, charts },
      { ...made.scopes[0]!, scope: 'http', charts: [chart] },
    ],
  };
}

const html = benchPage(withCharts([chart, byCategory, { ...chart, series: [] }]));

describePages('the page of the benchmarks', (opener) => {
  testLooks(opener, 'charts of every scale', () => html, 'always');
  testLooks(
    opener,
    'a comparison, and no chart',
    () => benchPage(withCharts([]), compare('old.json', result(50), result(100))),
    'once',
  );

  test('keys and the pointer show the figures of a point; a key hides its series', async () => {
    const page = await opener.open(html);
    const tip = page.locator('#tip');
    const plot = page.locator('[data-chart="0"]');
    await plot.focus();
    await page.keyboard.press('Home');
    expect(await tip.innerText()).toBe('one & two\n1: 2.00 ms (1.00 ms to 3.00 ms)');
    const ring = (await plot.locator('.ring').boundingBox())!;
    await page.keyboard.press('ArrowRight');
    expect(await tip.innerText()).toBe('three\n10: 4.00 ms');
    await page.keyboard.press('Escape');
    expect(await tip.isVisible()).toBe(false);
    await page.mouse.move(ring.x + 6, ring.y + 8);
    expect(await tip.innerText()).toContain('one & two');
    const key = page.getByRole('button', { name: 'one & two' }).first();
    await key.click();
    expect(await key.getAttribute('aria-pressed')).toBe('false');
    await plot.focus();
    await page.keyboard.press('Home');
    expect(await tip.innerText()).toContain('three');
    opener.expectQuiet();
    await page.close();
  });
});
