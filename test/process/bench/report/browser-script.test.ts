import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { judge } from '../../../../bench/checkers/judge.ts';
import { browserScript } from '../../../../bench/report/browser-script.ts';
import { renderRunPage } from '../../../../bench/report/run-page.ts';
import type { Requirements } from '../../../../bench/run.ts';
import { history, runOf } from '../../../bench/history.ts';

const root = new URL('../../../../', import.meta.url);
const sources = fileURLToPath(new URL('bench/', root));
const pages = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /browser\/[\w-]+-page\.ts$/.test(file),
);

test('there are three pages with a script', () => {
  expect(pages).toHaveLength(3);
});

test.each(pages)('the build holds %s as one script, the same that is bundled from the sources', (page) => {
  const file = page.replace(/\.ts$/, '.js');
  const script = readFileSync(new URL(`dist/bench/${file}`, root), 'utf8');
  expect(script).toBe(browserScript(new URL(`bench/${file}`, root)));
  expect(script).not.toMatch(/<\/script|<!--|https?:|\beval\(/);
  expect(existsSync(new URL(`bench/${file}`, root))).toBe(false);
});

const installed = mkdtempSync(join(tmpdir(), 'installed-'));
afterAll(() => rmSync(installed, { recursive: true }));

test('a build writes the same page as the sources, where neither sources nor esbuild are', () => {
  cpSync(new URL('dist/bench', root), join(installed, 'bench'), { recursive: true });
  writeFileSync(join(installed, 'package.json'), '{"type":"module"}');
  const { dependencies } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  cpSync(new URL('dist/src', root), join(installed, 'src'), { recursive: true });
  mkdirSync(join(installed, 'node_modules'));
  for (const name of Object.keys(dependencies)) {
    symlinkSync(new URL(`node_modules/${name}`, root), join(installed, 'node_modules', name));
  }
  const requirements: Requirements = { consistency: 'final', stalenessMs: 0 };
  const run = runOf(history({ f: 'add', value: 1 }));
  const verdict = judge(run, requirements);
  const program =
    "import { renderRunPage } from './bench/report/run-page.js';" +
    `process.stdout.write(renderRunPage(...${JSON.stringify([run, verdict, requirements])}));`;
  const html = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: installed,
    encoding: 'utf8',
  });
  expect(html).toBe(renderRunPage(run, verdict, requirements));
});
