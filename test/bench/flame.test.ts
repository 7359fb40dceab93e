import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { parseFlameCommand } from '../../bench/flame/options.ts';
import { flamePage } from '../../bench/flame/pages.ts';
import { type CpuProfile, type Frame, readProfile } from '../../bench/flame/profile.ts';
import { badNesting } from './well-formed.ts';

const directory = mkdtempSync(join(tmpdir(), 'sluice-test-'));

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const node = (id: number, functionName: string, url: string, children: number[] = []) => ({
  id,
  callFrame: { functionName, url, lineNumber: 9 },
  children,
});

const profile: CpuProfile = {
  nodes: [
    node(1, '(root)', '', [2, 5, 6]),
    node(2, 'main', 'file:///p/main.js', [3, 4]),
    node(3, 'work', 'file:///p/node_modules/x.js'),
    // Compiled anew: the same function from the same caller.
    node(4, 'work', 'file:///p/node_modules/x.js'),
    node(5, '(idle)', ''),
    node(6, '(garbage collector)', ''),
  ],
  startTime: 0,
  endTime: 100_000,
  samples: [2, 3, 4, 5, 6],
  timeDeltas: [10_000, 20_000, 5_000, 60_000, 5_000],
};

describe('readProfile', () => {
  const read = readProfile(profile, (url) => url.replace('file:///p/', ''));

  test('idleness is left out of the busy time', () => {
    expect(read.busyMs).toBeCloseTo(40);
    expect(read.spanMs).toBeCloseTo(100);
  });

  test('frames hold their own time and that of what they called', () => {
    const [main, collector] = read.root.children as [Frame, Frame];
    expect(main).toMatchObject({ name: 'main', where: 'main.js:10', kind: 'own', selfMs: 10, totalMs: 35 });
    expect(main.children).toMatchObject([{ name: 'work', kind: 'dependency', selfMs: 25 }]);
    expect(collector).toMatchObject({ kind: 'native', selfMs: 5, where: '' });
  });

  test('functions are listed by their own time', () => {
    expect(read.top.map(({ name, selfMs }) => [name, selfMs])).toEqual([
      ['work', 25],
      ['main', 10],
      ['(garbage collector)', 5],
    ]);
  });

  test('the page nests and needs nothing else', () => {
    const page = flamePage('a <thread>', read);
    expect(badNesting(page)).toBeUndefined();
    expect(page).toContain('a &lt;thread&gt;');
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
  });
});

test('npm run flame leaves a page for each thread, linked from an index', async () => {
  const flame = fileURLToPath(new URL('../../dist/bench/flame.js', import.meta.url));
  const args = [flame, '--seconds', '0.5', '--workers', '0', '--store', directory];
  const stdout = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, args, (error, out, err) => (error === null ? resolve(out) : reject(new Error(err))));
  });
  const index = /^Wrote (.*)$/m.exec(stdout)![1]!;
  const html = readFileSync(index, 'utf8');
  expect(badNesting(html)).toBeUndefined();
  expect(html).toContain('href="main.html"');
  expect(badNesting(readFileSync(join(dirname(index), 'main.html'), 'utf8'))).toBeUndefined();
  expect(stdout).toContain('main thread: busy');
});

test.each([
  [['--scope', 'nothing'], '--scope must be firehose or workbench'],
  [['--seconds', '0'], '--seconds must be a number from 0.1 to 600'],
  [['--workers', 'many'], '--workers must be a number or auto'],
  [['x'], 'Unexpected argument'],
])('%j is an error in one sentence', (args, problem) => {
  expect(parseFlameCommand(args)).toMatchObject({ kind: 'error', message: expect.stringContaining(problem) });
});
