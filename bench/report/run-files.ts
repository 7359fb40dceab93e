import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { statistics } from '../checkers/statistics.ts';
import { failureText } from '../failure-text.ts';
import type { Requirements, Run, Verdict } from '../run.ts';
import { layOut } from './edn.ts';
import { historyEdn } from './history-edn.ts';
import { writeLines } from './lines-file.ts';
import type { RunDecision } from './page-summary.ts';
import { resultsMap } from './results-map.ts';
import { renderRunPage } from './run-page.ts';

/**
 * The version of the shape of `results.json`. It goes up when a field is removed or changes its
 * meaning, not when one is added.
 */
export const resultsFormat = 2;

/**
 * Writes the files of a run into `directory` and returns their paths:
 * - `results.json`: one object with `format` ({@link resultsFormat}), what was run (`workload`,
 *   `seed`, `startedAt`, `command`, `concurrency`, `rate`, `timeLimitMs`, `requirements`), and how
 *   it went (`valid`, `exitCode`, `verdict` as {@link Verdict}, `statistics` as in
 *   `checkers/statistics.ts`, `net`, `nodes`, `faults`, `samples`). Times are milliseconds since
 *   the run began; the end of a fault that was never lifted is null.
 * - `history.ndjson`: one {@link Run.operations operation} a line, in order of invocation, with all
 *   its fields. Then come the {@link Run.laterReads later reads}, each with its `round` of final
 *   reads, from 2 on: violations name them too.
 * - `results.edn` and `history.edn`: the same as Maelstrom writes them, for what reads Maelstrom's.
 * - `report.html`: one page for people, which needs no other file.
 *
 * A file that can't be written is left out, with the reason among the failures: the verdict over a
 * run must not be lost to a full disk.
 */
export function writeRunFiles(
  run: Run,
  verdict: Verdict,
  requirements: Requirements,
  directory: string,
  decision?: RunDecision,
): { readonly written: readonly string[]; readonly failures: readonly string[] } {
  const files: readonly (readonly [name: string, write: (path: string) => void])[] = [
    [
      'results.json',
      (path) => writeFileSync(path, `${JSON.stringify(resultsObject(run, verdict, requirements), null, 2)}\n`),
    ],
    ['history.ndjson', (path) => writeLines(path, historyLines(run))],
    ['results.edn', (path) => writeFileSync(path, `${layOut(resultsMap(run, verdict, requirements))}\n`)],
    ['history.edn', (path) => writeLines(path, historyEdn(run))],
    ['report.html', (path) => writeFileSync(path, renderRunPage(run, verdict, requirements, decision))],
  ];
  const written: string[] = [];
  const failures: string[] = [];
  for (const [name, write] of files) {
    const path = join(directory, name);
    try {
      write(path);
      written.push(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).errno === undefined) {
        throw error;
      }
      failures.push(`${path}: ${failureText(error)}`);
      // Half a file would look like a whole one.
      rmSync(path, { force: true });
    }
  }
  return { written, failures };
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

function* historyLines({ operations, laterReads }: Run): Generator<string> {
  for (const operation of operations) {
    yield JSON.stringify(operation);
  }
  for (const [i, reads] of laterReads.entries()) {
    for (const read of reads) {
      yield JSON.stringify({ ...read, round: i + 2 });
    }
  }
}
