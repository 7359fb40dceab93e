import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { statistics } from '../checkers/statistics.ts';
import type { Requirements, Run, Verdict } from '../run.ts';
import { writeLines } from './lines-file.ts';
import { renderRunPage } from './run-page.ts';

/**
 * The version of the shape of `results.json`. It goes up when a field is removed or changes its
 * meaning, not when one is added.
 */
export const resultsFormat = 1;

/**
 * Writes the files of a run into `directory`, which is made if missing, and returns their paths:
 * - `results.json`: one object with `format` ({@link resultsFormat}), what was run (`workload`,
 *   `seed`, `startedAt`, `command`, `concurrency`, `rate`, `timeLimitMs`, `requirements`), and how
 *   it went (`valid`, `exitCode`, `verdict` as {@link Verdict}, `statistics` as in
 *   `checkers/statistics.ts`, `net`, `nodes`, `faults`, `samples`). Times are milliseconds since
 *   the run began; the end of a fault that was never lifted is null.
 * - `history.ndjson`: one {@link Run.operations operation} a line, in order of invocation, with all
 *   its fields.
 * - `report.html`: one page for people, which needs no other file.
 *
 * @throws what `node:fs` throws.
 */
export function writeRunFiles(run: Run, verdict: Verdict, requirements: Requirements, directory: string): string[] {
  mkdirSync(directory, { recursive: true });
  const results = join(directory, 'results.json');
  const history = join(directory, 'history.ndjson');
  const report = join(directory, 'report.html');
  writeFileSync(results, `${JSON.stringify(resultsObject(run, verdict, requirements), null, 2)}\n`);
  writeLines(history, historyLines(run));
  writeFileSync(report, renderRunPage(run, verdict, requirements));
  return [results, history, report];
}

function resultsObject(run: Run, verdict: Verdict, requirements: Requirements): object {
  const { operations: _, nodes, faults, samples, net, ...parameters } = run;
  return {
    format: resultsFormat,
    valid: verdict.valid,
    exitCode: verdict.exitCode,
    ...parameters,
    requirements,
    verdict,
    statistics: statistics(run),
    net,
    nodes,
    faults,
    samples,
  };
}

function* historyLines({ operations }: Run): Generator<string> {
  for (const operation of operations) {
    yield JSON.stringify(operation);
  }
}
