import { describe, expect, test } from 'vitest';
import { LiveLine } from '../../../bench/cli/live-line.ts';

function lineOn(isTTY: boolean, intervalMs: number, columns = 10) {
  const seen = { text: '', nowMs: 0, writes: 0, columns };
  const output = {
    isTTY,
    get columns() {
      return seen.columns;
    },
    write(text: string) {
      seen.text += text;
      seen.writes += 1;
    },
  };
  const intervalsMs = { terminal: intervalMs, plain: 10 * intervalMs };
  return { seen, line: new LiveLine(output, intervalsMs, () => seen.nowMs) };
}

/** What a terminal shows after these characters, without the spaces at the ends of lines. */
function screen(text: string): string[] {
  const rows: string[] = [''];
  let [row, column] = [0, 0];
  for (const [piece, count, command] of text.replaceAll('\x1b', '~').matchAll(/~\[(\d*)([A-Z])|[^~]/g)) {
    const line = rows[row]!;
    if (command === 'A') {
      row = Math.max(0, row - Number(count));
    } else if (command === 'K') {
      rows[row] = line.slice(0, column);
    } else if (command === 'J') {
      rows[row] = line.slice(0, column);
      rows.length = row + 1;
    } else if (piece === '\r') {
      column = 0;
    } else if (piece === '\n') {
      [row, column] = [row + 1, 0];
      rows[row] ??= '';
    } else {
      rows[row] = `${line.padEnd(column).slice(0, column)}${piece}${line.slice(column + 1)}`;
      column += 1;
    }
  }
  return rows.map((line) => line.trimEnd());
}

describe('on a terminal', () => {
  test('a line is written over, cut to the width less one, and wiped in the end', () => {
    const { seen, line } = lineOn(true, 0);
    line.show(() => '0123456789abc');
    expect(screen(seen.text)).toEqual(['012345678']);
    line.show(() => 'ab');
    expect(screen(seen.text)).toEqual(['ab']);
    line.end();
    expect(screen(seen.text)).toEqual(['']);
  });

  test('several lines become more and fewer', () => {
    const { seen, line } = lineOn(true, 0);
    line.print('before\n');
    line.show(() => 'aaaa\nbbbb\ncccc');
    expect(screen(seen.text)).toEqual(['before', 'aaaa', 'bbbb', 'cccc']);
    line.show(() => 'd\ne');
    expect(screen(seen.text)).toEqual(['before', 'd', 'e']);
    line.show(() => 'f\ng\nh\ni');
    expect(screen(seen.text)).toEqual(['before', 'f', 'g', 'h', 'i']);
    line.end();
    expect(screen(seen.text)).toEqual(['before', '']);
  });

  test('what is printed stays above the lines, which stay as well', () => {
    const { seen, line } = lineOn(true, 0);
    line.show(() => 'aaaa\nbbbb');
    line.print('1\n2\n');
    expect(screen(seen.text)).toEqual(['1', '2', 'aaaa', 'bbbb']);
    line.show(() => 'c');
    line.print('3\n');
    line.end();
    line.print('4\n');
    expect(screen(seen.text)).toEqual(['1', '2', '3', '4', '']);
  });

  test('each change is one write that erases nothing before it is written over', () => {
    const { seen, line } = lineOn(true, 0);
    line.show(() => 'aaaa\nbbbb');
    seen.text = '';
    line.show(() => 'cccc\ndddd');
    expect([seen.writes, seen.text]).toEqual([2, '\r\x1b[1Acccc\x1b[K\ndddd\x1b[J']);
  });

  test('when it becomes too narrow, nothing above is lost, and the next lines fit', () => {
    const { seen, line } = lineOn(true, 0, 20);
    line.print('before\n');
    line.show(() => 'a'.repeat(19));
    seen.columns = 10;
    line.show((columns) => 'b'.repeat(columns));
    expect(screen(seen.text)).toEqual(['before', 'a'.repeat(19), 'b'.repeat(9)]);
    line.show((columns) => 'c'.repeat(columns));
    expect(screen(seen.text)).toEqual(['before', 'a'.repeat(19), 'c'.repeat(9)]);
    // Wider is no problem.
    seen.columns = 30;
    line.show((columns) => 'd'.repeat(columns));
    expect(screen(seen.text)).toEqual(['before', 'a'.repeat(19), 'd'.repeat(29)]);
  });

  test('one that does not say how wide it is has 80 columns', () => {
    const { seen, line } = lineOn(true, 0, 0);
    line.show((columns) => String(columns));
    expect(screen(seen.text)).toEqual(['79']);
  });
});

test('elsewhere lines are whole, and what is printed stands between them', () => {
  const { seen, line } = lineOn(false, 0);
  line.show((columns) => `0123456789abc ${columns}`);
  line.print('kept\n');
  line.end();
  expect(seen.text).toBe('0123456789abc Infinity\nkept\n');
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
