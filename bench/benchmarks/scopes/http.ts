import { figure, ratio } from '../figure.ts';
import { type HttpLoad, httpLoad } from '../measure/http-load.ts';
import { interleave } from '../measure/interleave.ts';
import type { Chart, Check, Row, ScopeFindings } from '../result.ts';
import type { BenchContext, Scope } from '../scope.ts';

/** `http`: the counter behind HTTP, under autocannon. */
export const http: Scope = {
  name: 'http',
  summary: '3 nodes behind HTTP under autocannon: ours beside one that reads and compares-and-sets',
  run,
};

interface Variant {
  readonly name: string;
  readonly node: string;
  readonly args: readonly string[];
  readonly connections: number;
}

async function run(context: BenchContext): Promise<ScopeFindings> {
  const connections = context.quick ? [6] : [10, 100, 500];
  const nodes = [
    { node: 'sluice', args: ['--', '--service', 'lin-kv'] },
    ...(context.quick
      ? []
      : [{ node: 'sluice, reads 100 ms old', args: ['--', '--service', 'lin-kv', '--read-staleness-ms', '100'] }]),
    { node: 'cas-loop', args: ['--design', 'cas-loop', '--', '--service', 'lin-kv'] },
  ];
  const variants: Variant[] = nodes.flatMap(({ node, args }) =>
    connections.map((count) => ({ name: `${node}, ${count} connections`, node, args, connections: count })),
  );
  const found = [
    ...(await interleave(context, variants, ({ args, connections: count }) =>
      httpLoad(args, count, context.quick ? 0.3 : 4, context.quick ? 0 : 1),
    )),
  ];
  const rateOf = (runs: readonly HttpLoad[]) => figure(runs.map((each) => each.requestsPerSecond));
  const rows: Row[] = found.map(([{ node, connections: count }, runs]) => {
    const rival = found.find(([other]) => other.node === 'cas-loop' && other.connections === count)?.[1];
    return {
      labels: [node, String(count)],
      figures: {
        requestsPerSecond: rateOf(runs),
        timesCasLoop: node === 'cas-loop' || rival === undefined ? null : ratio(rateOf(runs), rateOf(rival)),
        p50Ms: figure(runs.map((each) => each.p50Ms)),
        p99Ms: figure(runs.map((each) => each.p99Ms)),
        kvPerRequest: figure(runs.map((each) => each.kvPerRequest)),
        failedShare: figure(runs.map((each) => each.failedShare)),
      },
    };
  });
  return {
    about:
      'Three nodes, each behind an HTTP server of its own, all servers and the store in one process; the load is ' +
      'autocannon in another, spread evenly over the nodes: one request in three ' +
      '`POST /add {"delta":1}`, the others `GET /read`. The store is linearizable, so that the rival’s answers are ' +
      'right, and answers after 1 to 2 ms. Percentiles are of the slowest node.',
    tables: [
      {
        id: 'http',
        title: 'Behind HTTP, three nodes',
        keys: ['node', 'connections'],
        columns: [
          { id: 'requestsPerSecond', title: 'requests/s', unit: 'per second' },
          { id: 'timesCasLoop', title: '× cas-loop', unit: 'times' },
          { id: 'p50Ms', title: 'p50', unit: 'ms' },
          { id: 'p99Ms', title: 'p99', unit: 'ms' },
          { id: 'kvPerRequest', title: 'KV/request', unit: 'per op' },
          { id: 'failedShare', title: 'failed', unit: 'share' },
        ],
        rows,
      },
    ],
    charts: [
      chart('http-rate', 'Requests a second against connections', 'requests a second', 'per second', found, rateOf),
      chart('http-p99', '99th percentile against connections', 'latency of a request', 'ms', found, (runs) =>
        figure(runs.map((each) => each.p99Ms)),
      ),
      chart(
        'http-kv',
        'KV round trips per request against connections',
        'KV round trips per request',
        'per op',
        found,
        (runs) => figure(runs.map((each) => each.kvPerRequest)),
      ),
    ],
    checks: found.flatMap(([{ name }, runs]) => runs.map((each) => checkOf(name, each))),
    notes: [],
  };
}

function checkOf(what: string, { acknowledged, inDoubt, heard, counter }: HttpLoad): Check {
  const most = acknowledged + inDoubt;
  const range = inDoubt === 0 ? `counter ${acknowledged}` : `counter from ${acknowledged} to ${most}`;
  const isWithin = counter >= acknowledged && counter <= most;
  // An add whose client left at the end of the load is counted, though its answer was not received.
  const isHeard = heard <= acknowledged;
  return {
    what,
    expected: `${acknowledged} added, ${range}`,
    found: `${acknowledged} added, ${isWithin ? range : `counter ${counter}`}${isHeard ? '' : `, ${heard} heard of`}`,
  };
}

function chart(
  id: string,
  title: string,
  yTitle: string,
  unit: Chart['unit'],
  found: readonly (readonly [Variant, readonly HttpLoad[]])[],
  value: (runs: readonly HttpLoad[]) => ReturnType<typeof figure>,
): Chart {
  const counts = [...new Set(found.map(([{ connections }]) => connections))];
  return {
    id,
    title,
    xTitle: 'connections',
    yTitle,
    unit,
    xScale: 'categories',
    yScale: 'logarithmic',
    categories: counts.map(String),
    series: [...new Set(found.map(([{ node }]) => node))].map((name) => ({
      name,
      points: found.flatMap(([{ node, connections }, runs]) => {
        const y = node === name ? value(runs) : null;
        return y === null ? [] : [{ x: counts.indexOf(connections), y }];
      }),
    })),
  };
}
