import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge } from '../../bench/checkers/judge.ts';
import { renderRunPage } from '../../bench/report/run-page.ts';
import type { Requirements, Run } from '../../bench/run.ts';
import { history, runOf } from '../bench/history.ts';
import { syntheticRun } from '../bench/synthetic-run.ts';
import { describePages, testLooks } from './open-page.ts';

const fresh: Requirements = { consistency: 'fresh', stalenessMs: 0 };
const faults = [
  { fault: 'partition', detail: 'n0 | n1 n2', fromMs: 2_000, toMs: 4_000 },
  { fault: 'kill', detail: 'n1', fromMs: 5_000, toMs: Number.POSITIVE_INFINITY },
];
const options = { operations: 1_500, workers: 6, ratePerSecond: 200, faults };
const good = syntheticRun(options);
const wrong = syntheticRun({ ...options, lost: 0.01, doubled: 0.002, stale: 0.02, refused: 0.01, inDoubt: 0.01 });
const fallen: Run = {
  ...good,
  nodes: [
    { id: 'n0' },
    { id: 'n1', crashed: { exitCode: 7, signal: null, lastStderr: `first\n${'long words '.repeat(60)}\n` } },
    { id: 'n2', muted: { line: `{"src":"n2"${' '.repeat(40)}${'x'.repeat(900)}`, reason: 'not JSON', atMs: 12_345 } },
  ],
};
const add = { f: 'add', value: 5, worker: 0 } as const;

function page(run: Run, requirements = fresh): string {
  return renderRunPage(run, judge(run, requirements), requirements);
}

/** Runs that break a promise each, by the checker that finds it, and others that are special. */
const runs: readonly (readonly [name: string, run: Run, requirements?: Requirements])[] = [
  ['valid', good],
  ['invalid in many ways', wrong],
  ['stale, where that is allowed', wrong, { consistency: 'final', stalenessMs: 0 }],
  ['linearizable', wrong, { consistency: 'linearizable', stalenessMs: 0 }],
  ['unavailable', wrong, { ...fresh, availability: 'total' }],
  ['fallen nodes', fallen],
  ['a phantom', runOf(history(add, { f: 'read', value: 9, worker: 1 }))],
  ['nodes that disagree', runOf(history(add, ...[5, 3].map((value) => ({ f: 'read', value, final: true }) as const)))],
  ['one add', runOf(history(add))],
  ['echo', runOf(history({ f: 'echo' }), { workload: 'echo' })],
  ['nodes that never started', runOf([])],
];

describePages('the page of a run', (opener) => {
  for (const [name, run, requirements] of runs) {
    testLooks(opener, name, () => page(run, requirements), name === 'invalid in many ways' ? 'always' : 'once');
  }

  test('of nodes that never started says so, and has no empty plots', async () => {
    const empty = await opener.open(page(runOf([])));
    expect(await empty.locator('main').innerText()).toContain('Nothing to plot');
    expect(await empty.locator('canvas, .plot, script').count()).toBe(0);
    await empty.close();
  });

  describe('of an invalid run', () => {
    let shown: Page;
    const plot = (name: string) => shown.locator(`#${name}`);
    const tip = () => shown.locator('#tip');
    beforeAll(async () => {
      shown = await opener.open(page(wrong));
    });
    afterAll(async () => {
      opener.expectQuiet();
      await shown.close();
    });

    test.each(['faults', 'latency', 'rate', 'kv', 'answers'])(
      '%s: keys show what is there, one after another',
      async (name) => {
        await plot(name).focus();
        await shown.keyboard.press('Home');
        const first = await tip().innerText();
        expect(first).not.toBe('');
        await shown.keyboard.press('ArrowRight');
        const second = await tip().innerText();
        expect(second).not.toBe(first);
        await shown.keyboard.press('ArrowLeft');
        expect(await tip().innerText()).toBe(first);
        await shown.keyboard.press('End');
        expect(await tip().innerText()).not.toBe(first);
        await plot(name).blur();
        expect(await tip().isVisible()).toBe(false);
      },
    );

    test('pointing at what the keys show, shows the same', async () => {
      await plot('latency').focus();
      await shown.keyboard.press('Home');
      const byKey = await tip().innerText();
      const ring = (await plot('latency').locator('.ring').boundingBox())!;
      await plot('latency').blur();
      await shown.mouse.move(ring.x + ring.width / 2, ring.y + ring.height / 2);
      expect(await tip().innerText()).toBe(byKey);
      await shown.mouse.move(0, 0);
      expect(await tip().isVisible()).toBe(false);
    });

    test('a click keeps an operation, its link shows it again, and the way back lets it go', async () => {
      const card = shown.locator('#selected');
      await plot('latency').focus();
      await shown.keyboard.press('Home');
      const ring = (await plot('latency').locator('.ring').boundingBox())!;
      await shown.mouse.click(ring.x + ring.width / 2, ring.y + ring.height / 2);
      expect(await card.innerText()).toMatch(/^(add|read) \d+.*: (ok|info|fail) in/);
      const linked = await opener.open(page(wrong), new URL(shown.url()).hash);
      expect(await linked.locator('#selected').innerText()).toBe(await card.innerText());
      await linked.close();
      await shown.goBack();
      expect(await card.isVisible()).toBe(false);
      await shown.goForward();
      expect(await card.isVisible()).toBe(true);
      await shown.locator('#unselect').click();
      expect(await card.isVisible()).toBe(false);
    });

    test('Enter keeps what the keys show', async () => {
      await plot('answers').focus();
      await shown.keyboard.press('ArrowRight');
      const [first] = (await tip().innerText()).split('\n');
      await shown.keyboard.press('Enter');
      expect(await shown.locator('#selected-name').innerText()).toBe(first);
      await shown.locator('#unselect').click();
    });

    test('dragging zooms all plots, and a double click shows all again', async () => {
      const reset = shown.locator('[data-reset]').first();
      await plot('rate').scrollIntoViewIfNeeded();
      const box = (await plot('rate').locator('.u-over').boundingBox())!;
      expect(await reset.isVisible()).toBe(false);
      await shown.mouse.move(box.x + box.width * 0.3, box.y + 20);
      await shown.mouse.down();
      await shown.mouse.move(box.x + box.width * 0.4, box.y + 20, { steps: 3 });
      await shown.mouse.up();
      expect(await reset.isVisible()).toBe(true);
      await plot('latency').focus();
      await shown.keyboard.press('Escape');
      expect(await reset.isVisible()).toBe(false);
      await shown.keyboard.press('+');
      expect(await reset.isVisible()).toBe(true);
      await plot('kv').locator('.u-over').dblclick();
      expect(await reset.isVisible()).toBe(false);
    });

    test('a key hides what it stands for', async () => {
      const names = ['add', 'read', 'info'];
      for (const name of names) {
        await shown.locator(`[data-toggle="${name}"]`).click();
      }
      await plot('latency').focus();
      await shown.keyboard.press('Home');
      expect(await tip().innerText()).toMatch(/: fail in/);
      for (const name of names) {
        await shown.locator(`[data-toggle="${name}"]`).press('Space');
      }
      await plot('latency').focus();
      await shown.keyboard.press('Home');
      expect(await tip().innerText()).not.toMatch(/: fail in/);
    });

    test('a violation is shown where it happened', async () => {
      await shown.locator('[data-operation]').first().click();
      expect(await shown.locator('#selected-facts').innerText()).toContain('✗ ');
      expect(await shown.locator('[data-reset]').first().isVisible()).toBe(true);
      await shown.locator('#unselect').click();
    });

    test('the answers can be seen as they are', async () => {
      const absolute = shown.locator('[data-scale="absolute"]');
      await absolute.click();
      expect(await absolute.getAttribute('aria-pressed')).toBe('true');
      expect(await shown.locator('[data-scale="relative"]').getAttribute('aria-pressed')).toBe('false');
    });
  });
});
