import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderMatrixPage } from '../../bench/matrix/report/matrix-page.ts';
import { metrics } from '../../bench/matrix/report/metrics.ts';
import { storeModels } from '../../bench/services/store-models.ts';
import { madeUp } from '../bench/matrix/made-up-matrix.ts';
import { describePages, testLooks } from './open-page.ts';

const html = renderMatrixPage(madeUp(storeModels));

describePages('the page of the matrix', (opener) => {
  let page: Page;
  const detail = () => page.locator('#detail');
  const focused = () => page.locator(':focus');
  beforeAll(async () => {
    page = await opener.open(html);
  });
  afterAll(async () => {
    opener.expectQuiet();
    await page.close();
  });

  testLooks(opener, 'claims kept', () => html, 'once');
  testLooks(opener, 'claims broken', () => renderMatrixPage(madeUp(storeModels, true)), 'always');

  test('pointing at a cell says how it fails', async () => {
    await page.getByRole('gridcell').getByLabel('cas-loop on seq-kv, kill').hover();
    expect(await page.locator('#tip').innerText()).toMatch(/cas-loop on seq-kv, faults: kill.*25 % stale final read/s);
    await page.mouse.move(0, 0);
    expect(await page.locator('#tip').isVisible()).toBe(false);
  });

  test('a click shows a cell; the address links to it, and the way back leads to the one before', async () => {
    await page.getByLabel('cas-loop on seq-kv, kill').click();
    expect(await detail().innerText()).toContain('cas-loop on seq-kv, faults: kill');
    expect(new URL(page.url()).hash).toBe('#cas-loop/seq-kv/kill');
    await page.getByLabel('sluice-cas on lin-kv, none').click();
    expect(await detail().innerText()).toContain('sluice-cas on lin-kv, faults: none');
    await page.goBack();
    expect(await detail().innerText()).toContain('cas-loop on seq-kv, faults: kill');
    expect(await page.locator('[aria-current]').count()).toBe(1);
    const linked = await opener.open(html, new URL(page.url()).hash);
    expect(await linked.locator('#detail').innerText()).toBe(await detail().innerText());
    await linked.close();
    await page.goBack();
    expect(await detail().innerText()).toContain('Click a cell');
  });

  test('arrow keys go from cell to cell; only one of them is on the way of the tab key', async () => {
    const labels = await page.locator('[data-cell]').evaluateAll((cells) => cells.map((cell) => cell.ariaLabel));
    const columns = labels.length / 3;
    const at = async () => labels.indexOf(await focused().getAttribute('aria-label'));
    await page.locator('[data-cell]').first().focus();
    for (const [key, place] of [
      ['ArrowRight', 1],
      ['ArrowDown', columns + 1],
      ['ArrowLeft', columns],
      ['ArrowLeft', columns],
      ['End', 2 * columns - 1],
      ['ArrowUp', columns - 1],
      ['ArrowUp', columns - 1],
      ['Home', 0],
      ['Control+End', 3 * columns - 1],
      ['ArrowDown', 3 * columns - 1],
      ['Control+Home', 0],
    ] as const) {
      await page.keyboard.press(key);
      expect(await at(), key).toBe(place);
    }
    expect(await page.locator('[data-cell][tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await detail().innerText()).toContain('cas-loop on ');
    await page.keyboard.press('Tab');
    expect(await focused().getAttribute('data-cell')).toBeNull();
    await page.keyboard.press('Shift+Tab');
    expect(await at()).toBe(columns);
  });

  test.each(metrics.map(({ name }, i) => [name, i] as const))(
    '%s has figures and a legend of its own',
    async (name, i) => {
      await page.locator(`[data-metric="${i}"]`).click();
      expect(await page.locator('#metric').innerText()).toBe(name);
      const { zero, from, to } = metrics[i]!;
      const legend = await page.locator('.legend').innerText();
      for (const text of [zero, from, to]) {
        expect(legend).toContain(text);
      }
    },
  );
});
