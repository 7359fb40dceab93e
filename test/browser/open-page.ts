import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

const endpoint = inject('chromiumEndpoint');

/** The widths and schemes in which every page is looked at. */
const looks = [500, 1400].flatMap((width) =>
  (['dark', 'light'] as const).map((colorScheme) => ({ width, colorScheme })),
);

const rulesOfLooks = ['color-contrast', 'scrollable-region-focusable', 'target-size'];

/** Opens files in the browser that all tests share. */
export interface Opener {
  /**
   * A page from its text, opened from a file as a reader would. What the page's script throws or
   * writes to the console fails the test that is on, by {@link expectQuiet}.
   *
   * @param after - What follows the file's name in the address.
   */
  open(text: string, after?: string): Promise<Page>;
  /** The same in the one window that all looks at pages share, which is quicker. */
  show(text: string): Promise<Page>;
  /** Checks that no page has thrown or complained so far. */
  expectQuiet(): void;
}

/** A group of tests of pages; skipped where there is no browser. */
export function describePages(name: string, tests: (opener: Opener) => void): void {
  describe.skipIf(endpoint === undefined)(name, () => {
    const directory = mkdtempSync(join(tmpdir(), 'pages-'));
    const complaints: string[] = [];
    let context: BrowserContext;
    let opened = 0;
    beforeAll(async () => {
      const browser = await chromium.connect(endpoint!);
      context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
      context.on('page', (page) => {
        page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
        page.on('pageerror', (error) => complaints.push(`thrown: ${error.stack}`));
        page.on('request', (request) => {
          if (!/^(file|data|about|chrome-error):/.test(request.url())) {
            complaints.push(`asked for: ${request.url()}`);
          }
        });
      });
    });
    afterAll(async () => {
      await context?.browser()?.close();
      rmSync(directory, { recursive: true });
    });
    const addressOf = (text: string) => {
      opened += 1;
      const file = join(directory, `${opened}.${text.startsWith('<svg') ? 'svg' : 'html'}`);
      writeFileSync(file, text);
      return pathToFileURL(file).href;
    };
    let shared: Page | undefined;
    tests({
      async open(text, after = '') {
        const page = await context.newPage();
        await page.goto(`${addressOf(text)}${after}`);
        return page;
      },
      async show(text) {
        shared ??= await context.newPage();
        await shared.goto(addressOf(text));
        return shared;
      },
      expectQuiet: () => expect(complaints).toEqual([]),
    });
  });
}

/**
 * What every page passes: in both widths, light and dark.
 *
 * @param axe - In which of these axe looks at it: that takes half a second, and pages that differ
 *   only in what they say are accessible in the same way.
 */
export function testLooks(opener: Opener, name: string, render: () => string, axe: 'always' | 'once'): void {
  test(`${name}: quiet, accessible and no wider than the window, in both widths, light and dark`, async () => {
    const page = await opener.show(render());
    for (const [look, { width, colorScheme }] of looks.entries()) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const at = `${width} px, ${colorScheme}`;
      const isFirst = look === 0;
      if (isFirst || axe === 'always') {
        const builder = new AxeBuilder({ page }).setLegacyMode();
        // Only what depends on width and colours can differ from the first look.
        const { violations } = await (isFirst ? builder : builder.withRules([...rulesOfLooks])).analyze();
        const found = violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`,
        );
        expect(found, at).toEqual([]);
      }
      expect(await page.evaluate<number>('document.documentElement.scrollWidth'), at).toBeLessThanOrEqual(width);
    }
    // Axe asks for no name of these.
    expect(await page.locator('[role="application"]:not([aria-label])').count()).toBe(0);
    opener.expectQuiet();
  });
}
