import { figure, ratio } from '../figure.ts';
import { interleave } from '../measure/interleave.ts';
import type { LoadSpec, Offer } from '../measure/load/load-spec.ts';
import { type LoadRun, runLoad } from '../measure/load/run-load.ts';
import { over, perSecond, workDone } from '../measure/load-figures.ts';
import { designNode, foreignNode, type NamedNode, ourNode } from '../measure/nodes.ts';
import type { Chart, Check, Row, ScopeFindings, Table } from '../result.ts';
import type { BenchContext, Scope } from '../scope.ts';
import { roundTripMs, warmUpMs } from './firehose.ts';

/** `latency`: how long one request takes. */
export const latency: Scope = {
  name: 'latency',
  summary: 'how long adds and reads take: one client alone, and at shares of full throughput; start-up',
  run,
};

interface Alone {
  readonly name: string;
  readonly node: NamedNode;
  readonly operation: LoadSpec['operation'];
}

/** A load below that of a node at full speed. */
interface Part {
  readonly label: string;
  /** Adds a second, for a node that takes so many at full speed; undefined where it can't keep up. */
  readonly perSecond: (fullSpeed: number) => number | undefined;
}

const share = (of: number): Part => ({
  label: `${of * 100} %`,
  perSecond: (fullSpeed) => Math.max(1_000, fullSpeed * of),
});

/** Half of three million, which is what a node should take on such a machine. */
const fixed: Part = {
  label: '1.5 million/s',
  perSecond: (fullSpeed) => (fullSpeed > 1_500_000 ? 1_500_000 : undefined),
};

/** One node, loaded once without bounds and then with parts of what it took. */
interface Loaded {
  readonly atParts: ReadonlyMap<Part, PartRun>;
  readonly unbounded: LoadRun;
}

interface PartRun {
  readonly offered: number;
  readonly load: LoadRun;
}

async function run(context: BenchContext): Promise<ScopeFindings> {
  const { quick, bins } = context;
  const others = [...(quick ? [] : [designNode('json-parse')]), ...bins.map(foreignNode)];
  const alone: Alone[] = [
    ...[ourNode('sluice'), ...others].map((node) => ({
      name: `${node.name}, adds alone`,
      node,
      operation: 'add' as const,
    })),
    {
      name: 'sluice, cached reads alone',
      node: ourNode('sluice', '--read-staleness-ms', '3600000'),
      operation: 'read',
    },
  ];
  const parts = quick ? [share(0.5)] : [...[0.1, 0.25, 0.5, 0.75, 0.9].map(share), fixed];
  const foundAlone = await interleave(context, alone, ({ node, operation }) =>
    runLoad(node, spec(quick, operation, { kind: 'window', window: 1 })),
  );
  const loaded = [ourNode('sluice'), ...others].map((node) => ({ name: `${node.name}, under load`, node }));
  const foundLoaded = await interleave(context, loaded, ({ node }) => measureLoaded(node, parts, quick));

  const aloneRows = [...foundAlone].map(([{ name }, runs]) => aloneRow(name, runs));
  return {
    about:
      `The store answers ${roundTripMs} ms after it was asked. Alone: one client, which asks when it was answered. Under load: adds come at a share of the rate that the same node ` +
      'took without bounds in the same run, or at a fixed one, whether it keeps up or not, and each counts from when it was due. Both clocks are the load’s own, so pipes and wake-ups are part of it. ' +
      'A cached read is one that `--read-staleness-ms` lets the node answer at once. A lone add is the median of one client alone: what the round trip takes with pipes and wake-ups. ' +
      'An add that comes at any moment of a flush waits half a round trip for the next one, which takes a whole one: 1.5 round trips are the least that one write in flight allows.',
    tables: [aloneTable(aloneRows), loadedTable(foundLoaded, parts, foundAlone)],
    charts: [loadedChart(foundLoaded, parts)],
    checks: [
      ...[...foundAlone].flatMap(([{ name }, runs]) => runs.map((each) => workDone(name, each))),
      ...[...foundLoaded].flatMap(([{ name }, runs]) => runs.flatMap((each) => loadedChecks(name, each))),
    ],
    notes: [],
  };
}

function spec(quick: boolean, operation: LoadSpec['operation'], offer: Offer): LoadSpec {
  return {
    operation,
    offer,
    warmUpMs: quick ? 50 : warmUpMs,
    measureMs: quick ? 100 : 2_000,
    roundTripMs,
    echo: false,
  };
}

async function measureLoaded(node: NamedNode, parts: readonly Part[], quick: boolean): Promise<Loaded> {
  const unbounded = await runLoad(node, spec(quick, 'add', { kind: 'window', window: null }));
  const atParts = new Map<Part, PartRun>();
  for (const part of parts) {
    const offered = part.perSecond(perSecond(unbounded));
    if (offered === undefined) {
      continue;
    }
    const load = await runLoad(node, spec(quick, 'add', { kind: 'paced', perSecond: offered }));
    atParts.set(part, { offered, load });
  }
  return { unbounded, atParts };
}

function loadedChecks(name: string, { unbounded, atParts }: Loaded): Check[] {
  return [
    workDone(`${name}, unbounded`, unbounded),
    ...[...atParts].map(([{ label }, { load }]) => workDone(`${name}, ${label}`, load)),
  ];
}

/** The runs of a node at a part of its speed: none, unless it was loaded so each time. */
function runsAt(runs: readonly Loaded[], part: Part): PartRun[] {
  const at = runs.flatMap(({ atParts }) => atParts.get(part) ?? []);
  return at.length === runs.length ? at : [];
}

function aloneRow(name: string, runs: readonly LoadRun[]): Row {
  return {
    labels: [name],
    figures: {
      p50Ms: over(runs, (each) => each.latencies.p50Ms),
      p99Ms: over(runs, (each) => each.latencies.p99Ms),
      aboveStoreMs: over(runs, ({ latencies, storeLatencies, kvRequests }) =>
        kvRequests < latencies.count / 2
          ? latencies.p50Ms
          : (latencies.p50Ms ?? Number.NaN) - (storeLatencies.p50Ms ?? Number.NaN),
      ),
      storeMs: over(runs, (each) => each.storeLatencies.p50Ms),
      startUpMs: over(runs, (each) => each.startUpMs),
    },
  };
}

function aloneTable(rows: readonly Row[]): Table {
  return {
    id: 'alone',
    title: 'One client alone',
    keys: ['node'],
    columns: [
      { id: 'p50Ms', title: 'p50', unit: 'ms' },
      { id: 'p99Ms', title: 'p99', unit: 'ms' },
      { id: 'aboveStoreMs', title: 'p50 less the store’s', unit: 'ms' },
      { id: 'storeMs', title: 'store’s p50', unit: 'ms' },
      { id: 'startUpMs', title: 'start to init_ok', unit: 'ms' },
    ],
    rows,
  };
}

function loadedTable(
  found: ReadonlyMap<{ readonly node: NamedNode }, readonly Loaded[]>,
  parts: readonly Part[],
  alone: ReadonlyMap<Alone, readonly LoadRun[]>,
): Table {
  return {
    id: 'loaded',
    title: 'Adds under load',
    keys: ['node', 'load'],
    columns: [
      { id: 'offeredPerSecond', title: 'adds/s', unit: 'per second' },
      { id: 'p50Ms', title: 'p50', unit: 'ms' },
      { id: 'p99Ms', title: 'p99', unit: 'ms' },
      { id: 'p50RoundTrips', title: 'p50 in RTT', unit: 'times' },
      { id: 'p99RoundTrips', title: 'p99 in RTT', unit: 'times' },
      { id: 'p50LoneAdds', title: 'p50 in lone adds', unit: 'times' },
      { id: 'p99LoneAdds', title: 'p99 in lone adds', unit: 'times' },
      { id: 'storeMs', title: 'store’s p50', unit: 'ms' },
      { id: 'kept', title: 'kept up', unit: 'share' },
    ],
    rows: [...found].flatMap(([{ node }, runs]) =>
      parts.flatMap((part) => {
        const at = runsAt(runs, part);
        if (at.length === 0) {
          return [];
        }
        const p50Ms = over(loadsOf(at), (each) => each.latencies.p50Ms);
        const p99Ms = over(loadsOf(at), (each) => each.latencies.p99Ms);
        const oneTrip = figure(at.map(() => roundTripMs));
        const aloneRuns =
          [...alone].find(([each]) => each.node.name === node.name && each.operation === 'add')?.[1] ?? [];
        const loneAdd = over(aloneRuns, (each) => each.latencies.p50Ms);
        const offered = figure(at.map((each) => each.offered));
        const row: Row = {
          labels: [node.name, part.label],
          figures: {
            offeredPerSecond: offered,
            p50Ms,
            p99Ms,
            p50RoundTrips: ratio(p50Ms, oneTrip),
            p99RoundTrips: ratio(p99Ms, oneTrip),
            p50LoneAdds: ratio(p50Ms, loneAdd),
            p99LoneAdds: ratio(p99Ms, loneAdd),
            storeMs: over(loadsOf(at), (each) => each.storeLatencies.p50Ms),
            kept: ratio(over(loadsOf(at), perSecond), offered),
          },
        };
        return [row];
      }),
    ),
  };
}

const loadsOf = (at: readonly PartRun[]) => at.map(({ load }) => load);

function loadedChart(
  found: ReadonlyMap<{ readonly node: NamedNode }, readonly Loaded[]>,
  parts: readonly Part[],
): Chart {
  const series = [...found].flatMap(([{ node }, runs]) =>
    (['p50Ms', 'p99Ms'] as const).map((percentile) => ({
      name: `${node.name} ${percentile.slice(0, 3)}`,
      dashed: percentile === 'p99Ms',
      ...(percentile === 'p99Ms' && { colourOf: `${node.name} p50` }),
      // By load, so that the line does not turn back.
      points: parts
        .map((part) => runsAt(runs, part))
        .flatMap((at) => {
          const y = figure(at.map(({ load }) => load.latencies[percentile]));
          const x = figure(at.map(({ offered }) => offered));
          return y === null || x === null ? [] : [{ x: x.median, y }];
        })
        .sort((a, b) => a.x - b.x),
    })),
  );
  return {
    id: 'latency-load',
    title: 'Latency against load',
    xTitle: 'adds offered a second',
    yTitle: 'latency of an add',
    unit: 'ms',
    xUnit: 'per second',
    xScale: 'logarithmic',
    yScale: 'logarithmic',
    series,
    note: 'Solid: the median. Dashed: the 99th percentile.',
  };
}
