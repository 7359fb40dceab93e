import { figure, ratio } from '../figure.ts';
import { type LoadRun, runLoad } from '../measure/load/run-load.ts';
import { over, perSecond, workDone } from '../measure/load-figures.ts';
import type { NamedNode } from '../measure/nodes.ts';
import type { Chart, Check, Row, Table } from '../result.ts';
import { roundTripMs } from './firehose.ts';
import type { Alone } from './latency-alone.ts';
import { latencySpec } from './latency-spec.ts';

/** A load below that of a node at full speed. */
export interface Part {
  readonly label: string;
  /** Adds per second, for a node with this full speed; undefined where it can't keep up. */
  readonly perSecond: (fullSpeed: number) => number | undefined;
}

/** A share, 0 to 1, of a node's full speed. */
export const share = (of: number): Part => ({
  label: `${of * 100} %`,
  perSecond: (fullSpeed) => Math.max(1_000, fullSpeed * of),
});

/** Half of three million, which is what a node should take on such a machine. */
export const fixed: Part = {
  label: '1.5 million/s',
  perSecond: (fullSpeed) => (fullSpeed > 1_500_000 ? 1_500_000 : undefined),
};

/** One node, loaded once without bounds and then with parts of what it took. */
export interface Loaded {
  readonly atParts: ReadonlyMap<Part, PartRun>;
  readonly unbounded: LoadRun;
}

interface PartRun {
  readonly offered: number;
  readonly load: LoadRun;
}

/** Loads a node without bounds, then with these parts of what it took. */
export async function measureLoaded(node: NamedNode, parts: readonly Part[], quick: boolean): Promise<Loaded> {
  const unbounded = await runLoad(node, latencySpec(quick, 'add', { kind: 'window', window: null }));
  const atParts = new Map<Part, PartRun>();
  for (const part of parts) {
    const offered = part.perSecond(perSecond(unbounded));
    if (offered === undefined) {
      continue;
    }
    const load = await runLoad(node, latencySpec(quick, 'add', { kind: 'paced', perSecond: offered }));
    atParts.set(part, { offered, load });
  }
  return { unbounded, atParts };
}

/** That these loads did all their work. */
export function loadedChecks(name: string, { unbounded, atParts }: Loaded): Check[] {
  return [
    workDone(`${name}, unbounded`, unbounded),
    ...[...atParts].map(([{ label }, { load }]) => workDone(`${name}, ${label}`, load)),
  ];
}

/** The runs of a node at a part of its speed; empty unless every run has one. */
function runsAt(runs: readonly Loaded[], part: Part): PartRun[] {
  const at = runs.flatMap(({ atParts }) => atParts.get(part) ?? []);
  return at.length === runs.length ? at : [];
}

/** The table of nodes under load. */
export function loadedTable(
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

/** The latency of each node against its load. */
export function loadedChart(
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
