import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { judge } from '../../../bench/checkers/judge.ts';
import { writeRunFiles } from '../../../bench/report/run-files.ts';
import type { PlotData } from '../../../bench/report/run-page-data.ts';
import type { Requirements } from '../../../bench/run.ts';
import { syntheticRun } from '../../bench/synthetic-run.ts';

const fresh: Requirements = { consistency: 'fresh', stalenessMs: 0 };
const directory = mkdtempSync(join(tmpdir(), 'large-report-'));
afterAll(() => rmSync(directory, { recursive: true }));

test('the store takes 600,000 operations, with a page under 6 MB that leaves out nothing telling', () => {
  const run = syntheticRun({
    operations: 600_000,
    workers: 300,
    ratePerSecond: 30_000,
    refused: 0.02,
    stale: 0.0002,
    inDoubt: 0.0002,
  });
  const verdict = judge(run, fresh);
  const { written } = writeRunFiles(run, verdict, fresh, directory);
  const [historyFile, pageFile] = ['history.ndjson', 'report.html'].map((name) =>
    written.find((file) => file.endsWith(name)),
  );
  expect(statSync(historyFile!).size).toBeGreaterThan(50_000_000);
  expect(statSync(pageFile!).size).toBeLessThan(6_000_000);
  const html = readFileSync(pageFile!, 'utf8');
  const data = JSON.parse(/<script type="application\/json"[^>]*>([\s\S]*?)<\/script>/.exec(html)![1]!) as PlotData;
  expect(data.points.index.length).toBeLessThan(60_000);
  const notOk = run.operations.filter(({ outcome }) => outcome !== 'ok').length;
  expect(notOk).toBeGreaterThan(10_000);
  expect(data.selection).toMatchObject({ notOk, notOkDrawn: notOk });
  expect(data.selection.outOfBounds).toBeGreaterThan(20);
  expect(data.selection.outOfBoundsDrawn).toBe(data.selection.outOfBounds);
  expect(html).toContain(`all ${notOk.toLocaleString('en-US')} that did not succeed`);
});
