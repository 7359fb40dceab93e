import { isAvailable } from '../checkers/availability.ts';
import { appliedCheckers } from '../checkers/judge.ts';
import { type Latencies, type OperationStatistics, statistics } from '../checkers/statistics.ts';
import { contains } from '../checkers/subset-sums.ts';
import type { Operation, Requirements, Run, Verdict } from '../run.ts';
import { type Edn, Float, Keyword } from './edn.ts';
import { errorName } from './error-name.ts';

/**
 * The results of a run as Maelstrom's `results.edn` has them, checker by checker, and beside those
 * the workbench's own: `:strict` (all that the verdict here asks beyond Maelstrom) and `:nodes`. A
 * run is `:valid?` when every checker says so, as Jepsen composes them.
 */
export function resultsMap(run: Run, verdict: Verdict, requirements: Requirements): { readonly [key: string]: Edn } {
  const { operations, workload } = run;
  const { maelstrom, crashed, muted, violationCount } = verdict;
  const { all, byF, okPerSecond } = statistics(run);
  return {
    perf: {
      'valid?': true,
      'ok-per-second': rounded(okPerSecond, 1),
      'latency-ms': mapped(byF, latencies),
    },
    timeline: { 'valid?': true },
    exceptions: exceptions(operations),
    stats: {
      'valid?': maelstrom.stats,
      ...counts(all),
      'by-f': mapped(byF, (of) => ({ 'valid?': of.ok > 0, ...counts(of) })),
    },
    availability: {
      'valid?': isAvailable(operations, requirements.availability),
      'ok-fraction': rounded(all.count === 0 ? 1 : all.ok / all.count, 6),
    },
    net: network(run, all.count),
    workload: workload === 'echo' ? echoes(run, maelstrom.workload) : counter(run, verdict),
    strict: {
      'valid?': violationCount === 0,
      ...(workload !== 'echo' && {
        consistency: new Keyword(requirements.consistency),
        'staleness-ms': requirements.stalenessMs,
      }),
      checkers: appliedCheckers(run, requirements).map((name) => new Keyword(name)),
      'violation-count': violationCount,
      violations: verdict.violations.map(({ checker, message, operation }) => ({
        checker: new Keyword(checker),
        message,
        ...(operation !== undefined && { operation }),
      })),
    },
    ...(run.interrupted !== undefined && { interrupted: { 'valid?': false, signal: run.interrupted } }),
    nodes: { 'valid?': crashed.length + muted.length === 0, crashed, muted },
    'valid?': verdict.valid,
  };
}

/** What did not succeed, by error, most often first; Jepsen finds nothing wrong with them. */
function exceptions(operations: readonly Operation[]): Edn {
  const byName = new Map<string, { count: number; readonly example: Operation }>();
  for (const operation of operations) {
    if (operation.outcome !== 'info' || operation.error === undefined) {
      continue;
    }
    const name = errorName(operation.error);
    const seen = byName.get(name);
    if (seen === undefined) {
      byName.set(name, { count: 1, example: operation });
    } else {
      seen.count += 1;
    }
  }
  if (byName.size === 0) {
    return { 'valid?': true };
  }
  const list = [...byName].sort((a, b) => b[1].count - a[1].count);
  return {
    'valid?': true,
    exceptions: list.map(([name, { count, example }]) => ({
      count,
      class: new Keyword(name),
      example: { f: new Keyword(example.f), node: example.node, index: example.index, text: example.error!.text },
    })),
  };
}

function network({ net }: Run, operations: number): Edn {
  const perOperation = (count: number): Edn => rounded(operations === 0 ? null : count / operations, 4);
  return {
    all: {
      'send-count': net.client + net.server,
      'recv-count': net.clientReceived + net.serverReceived,
      'msg-count': net.sent,
      'msgs-per-op': perOperation(net.sent),
    },
    clients: { 'send-count': net.client, 'recv-count': net.clientReceived, 'msg-count': net.client },
    servers: {
      'send-count': net.server,
      'recv-count': net.serverReceived,
      'msg-count': net.server,
      'msgs-per-op': perOperation(net.server),
    },
    kv: { 'round-trips': net.kvRoundTrips, 'round-trips-per-op': perOperation(net.kvRoundTrips) },
    faults: {
      cut: net.cut,
      isolated: net.isolated,
      lost: net.lost,
      duplicated: net.duplicated,
      delayed: net.delayed,
      held: net.held,
      dropped: net.dropped,
    },
    'valid?': true,
  };
}

function echoes({ operations }: Run, valid: boolean): Edn {
  const wrong = operations.filter(({ outcome, wrongEcho }) => outcome !== 'ok' || wrongEcho !== undefined);
  return {
    'valid?': valid,
    errors: wrong.map(({ sent = null, error, wrongEcho = null }) => [
      'Expected a message with :echo',
      sent,
      'But received',
      error?.text ?? wrongEcho,
    ]),
  };
}

function counter({ operations }: Run, { maelstrom }: Verdict): Edn {
  const wrong = operations.filter(
    ({ f, final, outcome, value }) =>
      f === 'read' && final && outcome === 'ok' && !contains(maelstrom.acceptable, value ?? Number.NaN),
  );
  return {
    'valid?': maelstrom.workload,
    errors: wrong.length === 0 ? null : wrong.map(finalReadEdn),
    'final-reads': [...maelstrom.finalReads],
    acceptable: maelstrom.acceptable.map(([low, high]) => [low, high]),
  };
}

function finalReadEdn({ worker, value, node, index }: Operation): Edn {
  return { type: new Keyword('ok'), process: worker, f: new Keyword('read'), value, 'final?': true, node, index };
}

function mapped(byF: Readonly<Record<string, OperationStatistics>>, show: (of: OperationStatistics) => Edn): Edn {
  return Object.fromEntries(Object.entries(byF).map(([f, of]) => [f, show(of)]));
}

function counts({ count, ok, fail, info }: OperationStatistics): Record<string, Edn> {
  return { count, 'ok-count': ok, 'fail-count': fail, 'info-count': info };
}

function latencies({ p50Ms, p95Ms, p99Ms, maxMs }: Latencies): Edn {
  return { p50: rounded(p50Ms, 1), p95: rounded(p95Ms, 1), p99: rounded(p99Ms, 1), max: rounded(maxMs, 1) };
}

function rounded(value: number | null, places: number): Edn {
  return value === null ? null : new Float(Number(value.toFixed(places)));
}
