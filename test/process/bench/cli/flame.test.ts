import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { flame } from '../../../../bench/cli/flame.ts';
import { badNesting } from '../../../bench/report/html-nesting.ts';

const directory = mkdtempSync(join(tmpdir(), 'sluice-test-'));

afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('npm run flame has 0x draw each thread, and leaves a picture and an index that links both', async () => {
  const entry = fileURLToPath(new URL('../../../../dist/bench/cli/sluice.js', import.meta.url));
  const args = [entry, 'flame', '--seconds', '0.5', '--workers', '1', '--out', directory];
  const stdout = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, args, (error, out, err) => (error === null ? resolve(out) : reject(new Error(err))));
  });
  const index = /^Wrote (.*)$/m.exec(stdout)![1]!;
  const fileBeside = (name: string) => readFileSync(join(dirname(index), name), 'utf8');
  const html = readFileSync(index, 'utf8');
  expect(badNesting(html)).toBeUndefined();
  for (const [thread, base, script] of [
    ['main thread', 'main', './src/main/sluice.js'],
    // It may have had nothing to decode yet, but it has started.
    ['worker thread 1', 'worker-1', 'internal/bootstrap/'],
  ] as const) {
    expect(stdout).toContain(`${thread}: busy`);
    expect(html).toContain(`<h2>${thread}: busy`);
    const links = [...html.matchAll(/href="([^"#]+)/g)]
      .map(([, file]) => file!)
      .filter((file) => file.startsWith(base));
    expect(links).toEqual([`${base}.html`, `${base}.svg`, `${base}.cpuprofile`]);
    expect(fileBeside(`${base}.html`)).toContain('visualizer(');
    expect(fileBeside(`${base}.html`)).toContain(script);
    expect(badNesting(fileBeside(`${base}.svg`))).toBeUndefined();
    expect(html).toContain(fileBeside(`${base}.svg`));
    expect(JSON.parse(fileBeside(`${base}.cpuprofile`))).toHaveProperty('samples');
  }
});

test.each([
  [['--scope', 'nothing'], "--scope must be firehose or workbench, not 'nothing'"],
  [['--seconds', '0'], "--seconds must be a number from 0.1 to 600, not '0'"],
  [['--workers', 'many'], "--workers must be a whole number from 0 to 64 or auto, not 'many'"],
  [['x'], "Unexpected argument 'x'"],
])('%j is refused in one sentence', (args, sentence) => {
  expect(() => flame.read(args)).toThrow(sentence);
});
