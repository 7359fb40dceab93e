import { appliedCheckers } from '../checkers/judge.ts';
import { atSeconds } from '../checkers/operation-text.ts';
import { type Latencies, type OperationStatistics, statistics } from '../checkers/statistics.ts';
import { contains, type Range } from '../checkers/subset-sums.ts';
import { unreadBytesMax } from '../cluster/unread-bytes.ts';
import type { NodeEnd, Requirements, Run, Verdict } from '../run.ts';
import { howItEnded, logAdvice } from './node-fall.ts';
import { printable } from './printable.ts';
import { type Entry, layOut } from './results-map.ts';

/**
 * Final reads and acceptable ranges listed in full; the end of longer lists is left out, and said
 * so.
 */
const listedMax = 12;
/** Intervals of faults listed one by one; beyond that only the summary by kind. */
const faultsListedMax = 12;

/**
 * The end of a run for people: Maelstrom's results map in its own shape, the nodes that crashed or
 * were muted, the strict verdict with its violations, the faults, and the line that Maelstrom ends
 * with, here for the strict verdict. No line end at the end.
 */
export function renderResults(run: Run, verdict: Verdict, requirements: Requirements): string {
  const last = lastLine(run, verdict);
  if (run.operations.length === 0 && verdict.crashed.length + verdict.muted.length > 0) {
    // Nothing was tested, and here is why; figures of nothing would only hide it.
    return [...startFailures(run), '', last].join('\n');
  }
  return [
    layOut(resultsMap(run, verdict, requirements)),
    '',
    ...run.nodes.flatMap(fall),
    ...twiceInit(run),
    ...strictVerdict(run, verdict, requirements),
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

function resultsMap(run: Run, { maelstrom, crashed }: Verdict, { availability }: Requirements): Entry {
  const { net } = run;
  const { all, byF, okPerSecond } = statistics(run);
  const okFraction = all.count === 0 ? 1 : all.ok / all.count;
  const available = availability === undefined || okFraction >= (availability === 'total' ? 1 : availability);
  // As in Jepsen, a kind of operation that never succeeded makes the statistics invalid.
  const active = Object.values(byF).every(({ ok }) => ok > 0);
  const perOperation = (count: number) => (all.count === 0 ? 'nil' : fixed(count / all.count, 4));
  return {
    perf: { 'ok-per-second': fixed(okPerSecond, 1), 'latency-ms': mapped(byF, latencies) },
    stats: { 'valid?': `${active}`, ...counts(all), 'by-f': mapped(byF, counts) },
    availability: { 'valid?': `${available}`, 'ok-fraction': fixed(okFraction, 6) },
    net: {
      all: { 'msg-count': `${net.sent}`, 'msgs-per-op': perOperation(net.sent) },
      clients: { 'msg-count': `${net.client}` },
      servers: { 'msg-count': `${net.server}`, 'msgs-per-op': perOperation(net.server) },
      kv: { 'round-trips': `${net.kvRoundTrips}`, 'round-trips-per-op': perOperation(net.kvRoundTrips) },
      faults: { dropped: `${net.dropped}`, duplicated: `${net.duplicated}` },
    },
    workload:
      run.workload === 'echo'
        ? { 'valid?': `${maelstrom.valid}` }
        : {
            'valid?': `${maelstrom.valid}`,
            errors: wrongReads(run, maelstrom.acceptable),
            'final-reads': listed(repeated(maelstrom.finalReads)),
            acceptable: listed(maelstrom.acceptable.map(([low, high]) => `[${low} ${high}]`)),
          },
    'valid?': `${maelstrom.valid && available && active && crashed.length === 0}`,
  };
}

function wrongReads({ operations }: Run, acceptable: readonly Range[]): Entry {
  const wrong = operations.filter(
    ({ f, final, outcome, value }) =>
      f === 'read' && final && outcome === 'ok' && !contains(acceptable, value ?? Number.NaN),
  );
  if (wrong.length === 0) {
    return 'nil';
  }
  return listed(wrong.map(({ client, node, value }) => `{:client ${client}, :node ${node}, :value ${value}}`));
}

function listed(items: readonly string[]): Entry {
  if (items.length <= listedMax) {
    return items;
  }
  return [...items.slice(0, listedMax), `… ${items.length - listedMax} more`];
}

/** Numbers, ascending, with how often each occurs when that is more than once: `1243 ×6`. */
function repeated(values: readonly number[]): readonly string[] {
  const times = new Map<number, number>();
  for (const value of values) {
    times.set(value, (times.get(value) ?? 0) + 1);
  }
  return [...times]
    .sort((a, b) => a[0] - b[0])
    .map(([value, count]) => (count === 1 ? `${value}` : `${value} ×${count}`));
}

function mapped(byF: Readonly<Record<string, OperationStatistics>>, show: (of: OperationStatistics) => Entry): Entry {
  return Object.fromEntries(Object.entries(byF).map(([f, of]) => [f, show(of)]));
}

function counts({ count, ok, fail, info }: OperationStatistics): Record<string, Entry> {
  return { count: `${count}`, 'ok-count': `${ok}`, 'fail-count': `${fail}`, 'info-count': `${info}` };
}

function latencies({ p50Ms, p95Ms, p99Ms, maxMs }: Latencies): Entry {
  return { p50: fixed(p50Ms, 1), p95: fixed(p95Ms, 1), p99: fixed(p99Ms, 1), max: fixed(maxMs, 1) };
}

function fixed(value: number | null, places: number): string {
  return value === null ? 'nil' : value.toFixed(places);
}

function strictVerdict(run: Run, verdict: Verdict, requirements: Requirements): string[] {
  const checkers = appliedCheckers(run, requirements).join(', ');
  const staleness = requirements.stalenessMs > 0 ? `, reads up to ${requirements.stalenessMs} ms old` : '';
  const held = run.workload === 'echo' ? '' : ` to consistency ${requirements.consistency}${staleness}`;
  const { violationCount, violations } = verdict;
  const found =
    violationCount === 0 ? 'nothing found' : violationCount === 1 ? '1 violation' : `${violationCount} violations`;
  const lines = [`Held${held} (${checkers}): ${found}`];
  for (const { checker, message } of violations) {
    lines.push(`  ${checker.padEnd(12)} ${printable(message, 500)}`);
  }
  const left = violationCount - violations.length;
  if (left > 0) {
    lines.push(`  … and ${left} more`);
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

function faults({ faults }: Run): string[] {
  if (faults.length === 0) {
    return ['Faults: none'];
  }
  const kinds = [...new Set(faults.map(({ fault }) => fault))];
  const summary = kinds.map((kind) => `${kind} ${faults.filter(({ fault }) => fault === kind).length}×`);
  const lines = [`Faults: ${summary.join(', ')}`];
  for (const { fault, detail, fromMs, toMs } of faults.slice(0, faultsListedMax)) {
    const to = Number.isFinite(toMs) ? atSeconds(toMs) : 'the end';
    lines.push(`  ${fault.padEnd(12)} ${atSeconds(fromMs)} to ${to}  ${printable(detail, 100)}`);
  }
  if (faults.length > faultsListedMax) {
    lines.push(`  … and ${faults.length - faultsListedMax} more`);
  }
  return lines;
}
