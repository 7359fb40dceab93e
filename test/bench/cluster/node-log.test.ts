import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { NodeLog } from '../../../bench/cluster/node-log.ts';

const directory = mkdtempSync(join(tmpdir(), 'node-log-'));
afterAll(() => rmSync(directory, { recursive: true }));

let logs = 0;
function logged(keptBytes: number, chunks: readonly string[], settleAfterEach = false): string {
  logs += 1;
  const log = new NodeLog(join(directory, `${logs}.log`), keptBytes);
  for (const chunk of chunks) {
    log.append(Buffer.from(chunk));
    if (settleAfterEach) {
      log.settle();
    }
  }
  log.settle();
  expect(log.failure).toBeUndefined();
  return readFileSync(log.path, 'utf8');
}

const lines = Array.from({ length: 500 }, (_, at) => `line ${at}\n`);
const whole = lines.join('');

describe('the log of a node', () => {
  test('is whole while it is short, up to what is kept of both ends', () => {
    expect(logged(100, ['one\n', 'two\n'])).toBe('one\ntwo\n');
    for (const size of [99, 100, 101, 150, 199, 200]) {
      expect(logged(100, [whole.slice(0, size)])).toBe(whole.slice(0, size));
    }
  });

  test.each([1, 7, 64, 99, 100, 101, 333, 4_000])('has beginning and end of a long one, in pieces of %i', (size) => {
    const chunks = [];
    for (let at = 0; at < whole.length; at += size) {
      chunks.push(whole.slice(at, at + size));
    }
    for (const settleAfterEach of [false, true]) {
      const text = logged(100, chunks, settleAfterEach);
      const [head, leftOut, tail] = text.split(/\n?\[(\d+) bytes were left out here\]\n/) as [string, string, string];
      expect(whole.startsWith(head)).toBe(true);
      expect(head.length).toBe(100);
      expect(whole.endsWith(`\n${tail}`)).toBe(true);
      expect(tail.length).toBeGreaterThan(80);
      expect(head.length + Number(leftOut) + tail.length).toBe(whole.length);
    }
  });

  test('has nothing of an earlier, longer end', () => {
    const line = `${'x'.repeat(99)}\n`;
    expect(logged(100, [line, line, '\n'], true)).toBe(`${line}[100 bytes were left out here]\n\n`);
  });

  test.skipIf(!existsSync('/dev/full'))('that can not be written says so and takes what comes', () => {
    for (const [path, failure] of [
      ['/dev/full', 'no space left on device'],
      [join(directory, 'no', 'folder', '\0'), 'null bytes'],
    ] as const) {
      const log = new NodeLog(path, 100);
      log.append(Buffer.from(whole));
      log.append(Buffer.from(whole));
      log.settle();
      expect(log.failure).toContain(failure);
    }
  });
});
