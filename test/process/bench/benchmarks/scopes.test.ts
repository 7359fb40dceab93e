import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { hasSection, replaceSection } from '../../../../bench/benchmarks/report/document-section.ts';
import { overview } from '../../../../bench/benchmarks/report/overview.ts';
import { type BenchResult, isRight } from '../../../../bench/benchmarks/result.ts';
import { scopes } from '../../../../bench/benchmarks/scopes.ts';
import { badNesting } from '../../../bench/report/html-nesting.ts';

const bench = fileURLToPath(new URL('../../../../dist/bench/cli/sluice.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'sluice-test-'));

afterAll(() => rmSync(directory, { recursive: true, force: true }));

function run(...args: readonly string[]) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [bench, 'bench', ...args, '--out', directory], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe.each(['codec', 'firehose', 'latency', 'economy', 'scale', 'workbench', 'simulator', 'http'])('%s', (scope) => {
  test('runs tiny, does its work and reports it', async () => {
    const file = (kind: string) => join(directory, `${scope}.${kind}`);
    const { code, stdout, stderr } = await run(
      scope,
      ...['--quick', '--json', file('json'), '--html', file('html'), '--markdown', file('md')],
    );
    expect(code, `${stdout}${stderr}`).toBe(0);
    const result = JSON.parse(readFileSync(file('json'), 'utf8')) as BenchResult;
    expect(result).toMatchObject({ format: 1, quick: true, runs: 1, machine: { node: process.version } });
    expect(result.scopes.map((each) => each.scope)).toEqual([scope]);
    const { tables, charts, checks } = result.scopes[0]!;
    expect(checks.length).toBeGreaterThan(0);
    expect(checks.filter((check) => !isRight(check))).toEqual([]);
    for (const { rows, columns, keys } of tables) {
      expect(rows.length).toBeGreaterThan(0);
      for (const { labels, figures } of rows) {
        expect(labels).toHaveLength(keys.length);
        expect(Object.keys(figures).sort()).toEqual(columns.map(({ id }) => id).sort());
      }
    }
    for (const { series } of charts) {
      expect(series.length).toBeGreaterThan(0);
    }
    const html = readFileSync(file('html'), 'utf8');
    expect(badNesting(html)).toBeUndefined();
    expect(html).not.toMatch(/(?:src|href)="(?!#|data:)/);
    expect(html).not.toContain('NaN');
    expect(readFileSync(file('md'), 'utf8')).toContain(`**${tables[0]!.title}**`);
    expect(stdout).toContain(tables[0]!.title);
    // A quick run leaves some of what the README tells of out, but for these.
    if (['codec', 'latency', 'simulator', 'workbench'].includes(scope)) {
      expect(overview(result.scopes[0]!)).not.toContain('–');
    } else {
      expect(overview(result.scopes[0]!)).toMatch(/\d/);
    }
  });
});

test.each([
  ['FIGURES.md', scopes.map(({ name }) => name)],
  ['README.md', ['firehose', 'latency', 'simulator', 'workbench']],
])('%s has a section for each of its scopes', (file, names) => {
  const before = readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8');
  expect(
    scopes
      .map(({ name }) => name)
      .filter((name) => hasSection(before, name))
      .sort(),
  ).toEqual([...names].sort());
  const after = names.reduce((text, name) => replaceSection(text, name, `new ${name}`), before);
  for (const name of names) {
    expect(after).toContain(`<!-- bench:${name} -->\nnew ${name}\n<!-- /bench:${name} -->`);
  }
  expect(() => replaceSection(before, 'nothing', 'x')).toThrow('no section');
});

test('an earlier result is compared with, figure by figure', async () => {
  const earlier = join(directory, 'earlier.json');
  await run('codec', '--quick', '--only', 'one add', '--json', earlier);
  const { code, stdout } = await run('codec', '--quick', '--only', 'one add', '--compare', earlier);
  expect(code).toBe(0);
  expect(stdout).toMatch(/one add .* ×\d+\.\d\d/);
});

test.each([
  [['--compare', join(directory, 'nothing.json')], /can't be read/],
  [['firehose', '--bin', '/nothing'], /does not exist/],
  [['nonsense'], /^A scope must be one of .*, not 'nonsense'/],
])('a command line that can not be followed ends with 2: %j', async (args, problem) => {
  const { code, stdout, stderr } = await run(...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(problem);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
