import { expect, test } from 'vitest';
import { LiveLine } from '../../../bench/cli/live-line.ts';

function lineOn(isTTY: boolean, intervalMs: number) {
  const seen = { text: '', nowMs: 0 };
  const write = (text: string) => {
    seen.text += text;
  };
  const intervalsMs = { terminal: intervalMs, plain: 10 * intervalMs };
  return { seen, line: new LiveLine({ isTTY, columns: 10, write }, intervalsMs, () => seen.nowMs) };
}

test('on a terminal a line is rewritten, cut to its width, and wiped', () => {
  const { seen, line } = lineOn(true, 0);
  line.show(() => '0123456789abc');
  line.print('kept\n');
  line.end();
  expect(seen.text).toBe('\r\x1b[2K012345678\r\x1b[2Kkept\n\r\x1b[2K');
});

test('elsewhere lines are whole, and what is printed stands between them', () => {
  const { seen, line } = lineOn(false, 0);
  line.show(() => '0123456789abc');
  line.print('kept\n');
  line.end();
  expect(seen.text).toBe('0123456789abc\nkept\n');
});

test.each([
  [true, 250],
  [false, 2_500],
])('terminal %s: no line comes sooner than %i ms after the one before', (isTTY, intervalMs) => {
  const { seen, line } = lineOn(isTTY, 250);
  const shownMs: number[] = [];
  for (seen.nowMs = 0; seen.nowMs <= 5_000; seen.nowMs += 50) {
    line.show(() => {
      shownMs.push(seen.nowMs);
      return '';
    });
  }
  expect(shownMs.slice(0, 2)).toEqual([intervalMs, 2 * intervalMs]);
});
