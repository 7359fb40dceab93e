import { figure, medianFigure } from '../figure.ts';
import { interleave } from '../measure/interleave.ts';
import { oneWayMs, type SimulatedLoad, simulateLoad } from '../measure/simulated-load.ts';
import type { Chart, Row, ScopeFindings, Series, Table, Unit } from '../result.ts';
import type { BenchContext, Scope } from '../scope.ts';
import { type GrowthSeries, growthNote, growthPower, steadyNodes, steadyPower } from './growth.ts';
import { busyCasNodesMax, rates, type ScaleSetting, scaleSettings, type Way, wayText } from './scale-settings.ts';

/** `scale`: growth with the number of nodes. */
export const scale: Scope = {
  name: 'scale',
  summary: 'growth of messages and latency from 3 to 200 nodes, at one rate in all or for each node',
  run,
};

/**
 * As many clients as needed for adds to wait this long for their turn, in milliseconds: with
 * strategy cas they must.
 */
const openMs = 150;

async function run(context: BenchContext): Promise<ScopeFindings> {
  const found = await interleave(context, scaleSettings(context.quick), (setting, seed) => {
    const { design, nodeCount, readStalenessMs, rate, settleMs, windowMs } = setting;
    const timeLimitMs = settleMs + windowMs;
    return simulateLoad(1 + seed, { design, nodeCount, readStalenessMs, rate, settleMs, timeLimitMs, openMs });
  });
  const lines = linesOf([...found]);
  const notes = [
    ...ways.map((way) => growthNote(`At ${wayText(way)}, messages per operation`, growth(lines, way, messages))),
    ...ways.map((way) => growthNote(`At ${wayText(way)}, bytes per operation`, growth(lines, way, bytes))),
  ];
  return {
    about:
      `The workbench in virtual time, Maelstrom’s mix of adds and reads, no faults, ${2 * oneWayMs} ms on the ` +
      `average from a node to the store and back, and two loads: ` +
      `${wayText('in all')}, so that a node of many has few requests to gather, and ${wayText('a node')}, so that ` +
      `it has always the same. ` +
      'Messages are those in which no client takes part; peer messages, a part of them, go from node to node. ' +
      'The power is that of the number of nodes which a figure grows with: 1 as fast as the nodes, 2 with their ' +
      'square.',
    tables: [summary(lines), details(lines)],
    charts: ways.flatMap((way, place) => [
      chart(`scale-messages-${place}`, 'Messages per operation', way, lines, 'per op', messages, notes[place]),
      chart(`scale-bytes-${place}`, 'Bytes per operation', way, lines, 'bytes', bytes, notes[ways.length + place]),
      chart(`scale-reads-${place}`, 'Read latency, 99th percentile', way, lines, 'ms', (load) => load.readP99Ms),
      chart(`scale-adds-${place}`, 'Add latency, 99th percentile', way, lines, 'ms', (load) => load.addP99Ms),
    ]),
    checks: [...found.values()].flatMap((runs) => runs.map(({ check }) => check)),
    notes: [
      ...notes,
      `Strategy cas at ${wayText('a node')} is left out above ${busyCasNodesMax} nodes: its runs take too long.`,
    ],
  };
}

const ways = Object.keys(rates) as Way[];

/** A design at one kind of load, by the number of nodes. */
interface Line {
  readonly series: string;
  readonly way: Way;
  readonly points: readonly Point[];
}

interface Point {
  readonly nodes: number;
  readonly runs: readonly SimulatedLoad[];
}

type Value = (load: SimulatedLoad) => number | null;

const messages = (load: SimulatedLoad) => load.messagesPerOperation;
const bytes = (load: SimulatedLoad) => load.bytesPerOperation;

function linesOf(results: readonly (readonly [ScaleSetting, readonly SimulatedLoad[]])[]): Line[] {
  const lines = new Map<string, { series: string; way: Way; points: Point[] }>();
  for (const [{ series, way, nodeCount }, runs] of results) {
    const key = `${series} ${way}`;
    const line = lines.get(key) ?? { series, way, points: [] };
    line.points.push({ nodes: nodeCount, runs });
    lines.set(key, line);
  }
  return [...lines.values()];
}

/** How a value grows, of each series at this load. */
function growth(lines: readonly Line[], way: Way, value: (load: SimulatedLoad) => number): GrowthSeries[] {
  return lines.filter((line) => line.way === way).map((line) => growthOf(line, value));
}

function growthOf({ series, points }: Line, value: (load: SimulatedLoad) => number): GrowthSeries {
  return { name: series, points: points.map(({ nodes, runs }) => ({ nodes, values: runs.map(value) })) };
}

/** A row for each line, a column for each number of nodes: growth at a glance. */
function summary(lines: readonly Line[]): Table {
  const nodeCounts = [...new Set(lines.flatMap(({ points }) => points.map(({ nodes }) => nodes)))];
  const rows = lines.map((line): Row => {
    const at = (count: number) => line.points.find(({ nodes }) => nodes === count)?.runs ?? [];
    const figures = nodeCounts.map((count) => [`nodes${count}`, figure(at(count).map(messages))] as const);
    const power = steadyPower(growthOf(line, messages));
    return { labels: [line.series, wayText(line.way)], figures: { ...Object.fromEntries(figures), power } };
  });
  return {
    id: 'scale-summary',
    title: 'Messages per operation by number of nodes',
    keys: ['design', 'load'],
    columns: [
      ...nodeCounts.map((count) => ({ id: `nodes${count}`, title: `${count} nodes`, unit: 'per op' as const })),
      { id: 'power', title: `power from ${steadyNodes} nodes`, unit: 'count' },
    ],
    rows,
  };
}

const columns: readonly { id: string; title: string; unit: Unit; value: Value }[] = [
  { id: 'operationsPerSecond', title: 'op/s', unit: 'per second', value: (load) => load.operationsPerSecond },
  { id: 'kvPerOperation', title: 'KV/op', unit: 'per op', value: (load) => load.kvPerOperation },
  { id: 'peerMessages', title: 'peer messages/op', unit: 'per op', value: (load) => load.peerMessagesPerOperation },
  { id: 'messagesPerOperation', title: 'messages/op', unit: 'per op', value: messages },
  { id: 'bytesPerOperation', title: 'bytes/op', unit: 'bytes', value: bytes },
  { id: 'readP50Ms', title: 'read p50', unit: 'ms', value: (load) => load.readP50Ms },
  { id: 'readP99Ms', title: 'read p99', unit: 'ms', value: (load) => load.readP99Ms },
  { id: 'addP50Ms', title: 'add p50', unit: 'ms', value: (load) => load.addP50Ms },
  { id: 'addP99Ms', title: 'add p99', unit: 'ms', value: (load) => load.addP99Ms },
];

/** Everything about each cluster; medians only, the plots show the rest. */
function details(lines: readonly Line[]): Table {
  const rows = lines.flatMap((line) => {
    const grown = growthOf(line, messages).points;
    return line.points.map(({ nodes, runs }, place): Row => {
      const figures = columns.map(({ id, value }) => [id, medianFigure(runs.map(value))] as const);
      const power = medianFigure(growthPower(grown[place - 1], grown[place])?.values ?? []);
      return {
        labels: [line.series, wayText(line.way), String(nodes)],
        figures: { ...Object.fromEntries(figures), power },
      };
    });
  });
  return {
    id: 'scale',
    title: 'Each cluster (medians)',
    keys: ['design', 'load', 'nodes'],
    columns: [
      ...columns.map(({ id, title, unit }) => ({ id, title, unit })),
      { id: 'power', title: 'power of messages/op', unit: 'count' },
    ],
    rows,
  };
}

function chart(
  id: string,
  title: string,
  way: Way,
  lines: readonly Line[],
  unit: Unit,
  value: Value,
  note?: string,
): Chart {
  const series = lines.filter((line) => line.way === way).map((line) => seriesOf(line, value));
  return {
    id,
    title: `${title} against nodes, ${wayText(way)}`,
    xTitle: 'nodes',
    yTitle: title.toLowerCase(),
    unit,
    xScale: 'logarithmic',
    yScale: 'logarithmic',
    series: note === undefined ? series : [...series, ...asTheNodes(series[0])],
    ...(note !== undefined && { note }),
  };
}

function seriesOf({ series, points }: Line, value: Value): Series {
  return {
    name: series,
    points: points.flatMap(({ nodes, runs }) => {
      const y = figure(runs.map(value));
      return y === null ? [] : [{ x: nodes, y }];
    }),
  };
}

/** A line that grows like the nodes: what is steeper grows faster. */
function asTheNodes(series: Series | undefined): Series[] {
  const first = series?.points[0];
  if (series === undefined || first === undefined) {
    return [];
  }
  const points = series.points.map(({ x }) => ({ x, y: figure([(first.y.median * x) / first.x])! }));
  return [{ name: 'as fast as the nodes', points, dashed: true }];
}
