import { type Figure, ratio } from '../figure.ts';
import { goLibraryNode } from '../measure/go-library.ts';
import { interleave } from '../measure/interleave.ts';
import type { LoadSpec } from '../measure/load/load-spec.ts';
import { type LoadRun, runLoad } from '../measure/load/run-load.ts';
import { cpuShare, kvPerRequest, kvPerRoundTrip, over, perSecond, workDone } from '../measure/load-figures.ts';
import { designNode, foreignNode, type NamedNode, ourNode } from '../measure/nodes.ts';
import type { Chart, Column, Row, ScopeFindings, Series, Table, Unit } from '../result.ts';
import type { BenchContext, Scope } from '../scope.ts';
import { soak } from './soak.ts';

/** `firehose`: what one node can take. */
export const firehose: Scope = {
  name: 'firehose',
  summary: 'one node at full speed: adds durable in a store with a round trip of 1 ms, over pipes',
  run,
};

/** The store's round trip, in milliseconds. */
export const roundTripMs = 1;

/**
 * How long V8 takes to compile the hot code, in milliseconds; until then its compiler uses the
 * cores that are measured.
 */
export const warmUpMs = 2_500;

/** How often our node reports statistics while it is measured, in milliseconds. */
const statsIntervalMs = 250;

interface Combination {
  readonly name: string;
  readonly node: NamedNode;
  readonly window: number | null;
  readonly echo: boolean;
}

const echoNode: NamedNode = { name: 'cat (ceiling of the load)', command: 'cat', args: [] };

async function run(context: BenchContext): Promise<ScopeFindings> {
  const { quick, bins, soakAdds } = context;
  const go = quick ? { missing: 'No node on Maelstrom’s Go library is built in a quick run.' } : goLibraryNode();
  const workers = quick ? ['auto'] : ['0', '1', '2', 'auto'];
  const nodes = [
    ...workers.map((count) =>
      ourNode(`sluice, workers ${count}`, '--workers', count, '--stats-interval-ms', `${statsIntervalMs}`),
    ),
    designNode('json-parse'),
    ...bins.map(foreignNode),
    ...('node' in go ? [go.node] : []),
  ];
  const windows = quick ? [16, null] : [1, 16, 256, 4096, null];
  const combinations: Combination[] = [
    ...nodes.flatMap((node) =>
      windows.map((window) => ({ name: `${node.name}, ${windowText(window)}`, node, window, echo: false })),
    ),
    { name: echoNode.name, node: echoNode, window: null, echo: true },
  ];
  const found = await interleave(context, combinations, ({ node, window, echo }) =>
    runLoad(node, { ...spec(quick), offer: { kind: 'window', window }, echo }),
  );
  const measured = [...found].map(([{ node, window, echo }, runs]) => ({ node, window, echo, runs }));
  const soaked = soakAdds === undefined ? undefined : await soak(context, soakAdds);
  const baseline = (window: number | null) =>
    measured.find((each) => each.node.name === 'json-parse' && each.window === window)?.runs;
  const table: Table = {
    id: 'firehose',
    title: 'One node, adds durable in the store',
    keys: ['node', 'window'],
    columns,
    rows: measured.map(({ node, window, echo, runs }) => row(node, window, runs, echo ? undefined : baseline(window))),
  };
  const plotted = measured.filter(({ echo }) => !echo);
  return {
    about:
      `The load is a process of its own, with blocking reads and writes on real pipes, and holds the store, which ` +
      `answers ${roundTripMs} ms after it was asked. ` +
      'A window is the most adds open at once. The busy share of a thread is the CPU time it used for each second ' +
      'that passed. `cat` in the place of a node returns ' +
      'every request: the ceiling of the load itself. Ratios are to json-parse at the same window, run by run.',
    tables: [table, ...(soaked?.tables ?? [])],
    charts: [
      chart(
        'throughput',
        'Throughput against window',
        'adds acknowledged a second',
        'per second',
        'logarithmic',
        plotted,
        (runs) => over(runs, perSecond),
      ),
      chart(
        'main-busy',
        'Main thread’s busy share against window',
        'CPU share of the main thread',
        'share',
        'linear',
        plotted,
        (runs) => over(runs, (each) => cpuShare(each, (moment) => moment.node.mainCpuMs)),
      ),
      chart(
        'kv-per-add',
        'KV round trips per add against window',
        'KV round trips per add',
        'per op',
        'logarithmic',
        plotted,
        (runs) => over(runs, kvPerRequest),
      ),
      ...(soaked?.charts ?? []),
    ],
    checks: [
      ...measured.flatMap(({ node, window, echo, runs }) =>
        runs.map((each) =>
          echo
            ? {
                what: node.name,
                expected: `${each.sent} lines`,
                found: `${each.answered} lines${each.problem ? `; ${each.problem}` : ''}`,
              }
            : workDone(`${node.name}, ${windowText(window)}`, each),
        ),
      ),
      ...(soaked?.checks ?? []),
    ],
    notes: [...('missing' in go ? [go.missing] : []), ...complaints(measured)],
  };
}

function spec(quick: boolean): Omit<LoadSpec, 'offer' | 'echo'> {
  return { operation: 'add', warmUpMs: quick ? 50 : warmUpMs, measureMs: quick ? 100 : 2_000, roundTripMs };
}

/**
 * What nodes wrote to stderr, once each: a node that complains may not have been measured as it
 * should be.
 */
function complaints(measured: readonly Measured[]): string[] {
  return [
    ...new Set(
      measured.flatMap(({ node, window, runs }) =>
        runs
          .filter(({ stderr }) => stderr !== '')
          .map(({ stderr }) => `${node.name}, ${windowText(window)}, wrote to stderr: ${stderr.slice(0, 300)}`),
      ),
    ),
  ];
}

/** A window, for people. */
function windowText(window: number | null): string {
  return window === null ? 'unbounded' : `window ${window}`;
}

const columns: readonly Column[] = [
  { id: 'addsPerSecond', title: 'adds/s', unit: 'per second' },
  { id: 'timesJsonParse', title: '× json-parse', unit: 'times' },
  { id: 'kvPerAdd', title: 'KV/add', unit: 'per op' },
  { id: 'kvPerRoundTrip', title: 'KV/RTT', unit: 'count' },
  { id: 'mainBusy', title: 'main busy', unit: 'share' },
  { id: 'loopUtilization', title: 'loop', unit: 'share' },
  { id: 'nodeCores', title: 'node cores', unit: 'cores' },
  { id: 'loadCores', title: 'load cores', unit: 'cores' },
  { id: 'p50Ms', title: 'p50', unit: 'ms' },
  { id: 'p99Ms', title: 'p99', unit: 'ms' },
  { id: 'rssBytes', title: 'memory', unit: 'bytes' },
];

function row(
  node: NamedNode,
  window: number | null,
  runs: readonly LoadRun[],
  baseline: readonly LoadRun[] | undefined,
): Row {
  const addsPerSecond = over(runs, perSecond);
  return {
    labels: [node.name, window === null ? 'unbounded' : String(window)],
    figures: {
      addsPerSecond,
      timesJsonParse: baseline === undefined ? null : ratio(addsPerSecond, over(baseline, perSecond)),
      kvPerAdd: node === echoNode ? null : over(runs, kvPerRequest),
      kvPerRoundTrip: node === echoNode ? null : over(runs, (each) => kvPerRoundTrip(each, roundTripMs)),
      mainBusy: over(runs, (each) => cpuShare(each, (moment) => moment.node.mainCpuMs)),
      loopUtilization: over(runs, (each) => each.loopUtilization),
      nodeCores: over(runs, (each) => cpuShare(each, (moment) => moment.node.allCpuMs)),
      loadCores: over(runs, (each) => cpuShare(each, (moment) => moment.load.allCpuMs)),
      p50Ms: over(runs, (each) => each.latencies.p50Ms),
      p99Ms: over(runs, (each) => each.latencies.p99Ms),
      rssBytes: over(runs, (each) => each.to.node.rssBytes),
    },
  };
}

interface Measured {
  readonly node: NamedNode;
  readonly window: number | null;
  readonly runs: readonly LoadRun[];
}

function chart(
  id: string,
  title: string,
  yTitle: string,
  unit: Unit,
  yScale: Chart['yScale'],
  measured: readonly Measured[],
  value: (runs: readonly LoadRun[]) => Figure | null,
): Chart {
  const windows = [...new Set(measured.map(({ window }) => window))];
  const nodes = [...new Set(measured.map(({ node }) => node.name))];
  const series: Series[] = nodes.map((name) => ({
    name,
    points: measured.flatMap(({ node, window, runs }) => {
      const y = node.name === name ? value(runs) : null;
      return y === null ? [] : [{ x: windows.indexOf(window), y }];
    }),
  }));
  return {
    id,
    title,
    xTitle: 'adds open at once',
    yTitle,
    unit,
    xScale: 'categories',
    yScale,
    categories: windows.map((window) => (window === null ? 'unbounded' : String(window))),
    series,
  };
}
