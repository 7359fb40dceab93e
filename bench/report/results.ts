import { appliedCheckers } from '../checkers/judge.ts';
import { besideMaelstrom } from '../checkers/leniency.ts';
import { atSeconds } from '../checkers/operation-text.ts';
import { unreadBytesMax } from '../cluster/unread-bytes.ts';
import { counted } from '../counted.ts';
import { type NodeEnd, neverBegan, type Requirements, type Run, type Verdict } from '../run.ts';
import { type Edn, layOut, Symbolic } from './edn.ts';
import { faultEffects } from './fault-effects.ts';
import { howItEnded, logAdvice } from './node-fall.ts';
import { grouped } from './page-figures.ts';
import { printable } from './printable.ts';
import { resultsMap } from './results-map.ts';

/** Items of a list that are shown; the end of longer ones is left out. */
const listedMax = 12;
/** Violations of one checker that are listed; they stand together, in the order of the checkers. */
const listedOfEachMax = 5;
/** Intervals of faults listed one by one; beyond that only the summary by kind. */
const faultsListedMax = 12;

/**
 * The end of a run for people: the results map as `results.edn` has it, with long lists cut as
 * Clojure's printer cuts them; the nodes that crashed or were muted; the strict verdict with its
 * violations, beside Maelstrom's; what the faults did; and the line that Maelstrom ends with. No
 * line end at the end.
 */
export function renderResults(run: Run, verdict: Verdict, requirements: Requirements): string {
  const last = lastLine(run, verdict);
  if (neverBegan(run)) {
    // Nothing was tested, and here is why; figures of nothing would only hide it.
    return [...startFailures(run), '', last].join('\n');
  }
  const beside = besideMaelstrom(run, verdict);
  return [
    layOut(cut(resultsMap(run, verdict, requirements))),
    '',
    ...run.nodes.flatMap(fall),
    ...twiceInit(run),
    ...strictVerdict(run, verdict, requirements),
    ...(beside === undefined ? [] : [beside]),
    ...faults(run),
    '',
    last,
  ].join('\n');
}

function lastLine({ interrupted, operations }: Run, { valid }: Verdict): string {
  if (interrupted !== undefined) {
    const until = operations.at(-1)?.invokedMs;
    const when = until === undefined ? 'before the first operation' : `at ${atSeconds(until)}`;
    return `Interrupted by ${interrupted} ${when}: no verdict on the whole run`;
  }
  return valid ? 'Everything looks good! ヽ(‘ー`)ノ' : 'Analysis invalid! (ﾉಥ益ಥ）ﾉ ┻━┻';
}

function twiceInit({ nodes }: Run): string[] {
  const ids = nodes.filter(({ answeredInitTwice }) => answeredInitTwice).map(({ id }) => id);
  return ids.length === 0
    ? []
    : [
        `init was answered twice by ${ids.join(', ')} (the Go library answers it itself): ` +
          'Maelstrom mutes a node for that when the second answer comes late',
      ];
}

/** Cuts long lists; the violations stand below the map, so none is shown in it. */
function cut(value: Edn, key?: string): Edn {
  if (Array.isArray(value)) {
    const max = key === 'violations' ? 0 : listedMax;
    const kept: Edn[] = value.slice(0, max).map((item) => cut(item));
    return value.length > max ? [...kept, new Symbolic('...')] : kept;
  }
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, cut(item, name)]));
  }
  return value;
}

function strictVerdict(run: Run, verdict: Verdict, requirements: Requirements): string[] {
  const checkers = appliedCheckers(run, requirements).join(', ');
  const staleness = requirements.stalenessMs > 0 ? `, reads up to ${requirements.stalenessMs} ms old` : '';
  const held = run.workload === 'echo' ? 'Checked' : `Held to consistency ${requirements.consistency}${staleness}`;
  const { violationCount, violations } = verdict;
  const found = violationCount === 0 ? 'nothing found' : counted(violationCount, 'violation');
  const lines = [`${held} (${checkers}): ${found}`];
  const listed = violations.filter(({ checker }, i) => violations[i - listedOfEachMax]?.checker !== checker);
  for (const { checker, message } of listed) {
    lines.push(`  ${checker.padEnd(12)} ${printable(message, 500)}`);
  }
  const left = violationCount - listed.length;
  if (left > 0) {
    const where = listed.length < violations.length ? `; report.html lists ${violations.length}` : '';
    lines.push(`  … and ${grouped(left)} more${where}`);
  }
  return lines;
}

/** Why nodes did not start; what several have alike is told once. */
function startFailures({ nodes }: Run): string[] {
  const alike = new Map<string, NodeEnd[]>();
  for (const node of nodes.filter(({ crashed, muted }) => crashed ?? muted)) {
    const told = fall(node).join('\n').replace(node.id, '');
    alike.set(told, [...(alike.get(told) ?? []), node]);
  }
  return [...alike.values()].flatMap(([first, ...others]) => [
    ...fall(first!),
    ...(others.length > 0 ? [`  the same: ${others.map(({ id }) => id).join(', ')}`] : []),
  ]);
}

function fall(node: NodeEnd): string[] {
  const { id, crashed, muted, unread } = node;
  const lines: string[] = [];
  if (crashed !== undefined) {
    lines.push(`Node ${id} ${howItEnded(crashed)}`);
    const said = crashed.lastStderr.trimEnd();
    if (said === '') {
      lines.push('  it wrote nothing to stderr');
    } else {
      lines.push(
        ...said
          .split('\n')
          .slice(-8)
          .map((line) => `  stderr: ${printable(line)}`),
      );
    }
  }
  // One that was muted before it answered init has that as its problem.
  if (muted !== undefined && crashed?.problem === undefined) {
    lines.push(
      `Node ${id} was muted at ${atSeconds(muted.atMs)}, nothing it printed after that was heard: ` +
        `${printable(muted.reason)}.${logAdvice(muted.line)}`,
      `  the line was: ${printable(muted.line)}`,
    );
  }
  if (unread !== undefined) {
    lines.push(
      `Node ${id} did not read its stdin fast enough, or not at all: ${unread} messages to it were dropped, ` +
        `those beyond ${unreadBytesMax / 1024 / 1024} MiB that waited`,
    );
  }
  return lines;
}

function faults(run: Run): string[] {
  const [summary, ...effects] = faultEffects(run);
  const listed = run.faults.slice(0, faultsListedMax).map(({ fault, detail, fromMs, toMs }) => {
    const to = Number.isFinite(toMs) ? atSeconds(toMs) : 'the end';
    return `  ${fault.padEnd(12)} ${atSeconds(fromMs)} to ${to}  ${printable(detail, 100)}`;
  });
  const left = run.faults.length - listed.length;
  return [summary!, ...listed, ...(left > 0 ? [`  … and ${left} more`] : []), ...effects];
}
