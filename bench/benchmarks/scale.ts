import { type Figure, figure } from './figure.ts';
import { interleave } from './interleave.ts';
import type { Chart, ScopeFindings, Unit } from './result.ts';
import type { BenchContext, Scope } from './scope.ts';
import { oneWayMs, type SimulatedLoad, simulateLoad } from './simulated-load.ts';

/** `scale`: growth with the number of nodes. */
export const scale: Scope = {
  name: 'scale',
  summary: 'messages and read latency from 3 to 200 nodes at one rate for all together (virtual time)',
  run,
};

interface Setting {
  readonly name: string;
  readonly series: string;
  readonly design: string;
  readonly readStalenessMs: number;
  readonly nodeCount: number;
}

/** Operations a second, all nodes together. */
const rate = 1_000;

async function run(context: BenchContext): Promise<ScopeFindings> {
  const settings = settingsFor(context.quick);
  const found = await interleave(context, settings, ({ design, nodeCount, readStalenessMs }, seed) =>
    simulateLoad(1 + seed, {
      design,
      nodeCount,
      readStalenessMs,
      rate,
      timeLimitMs: context.quick || nodeCount > 100 ? 1_000 : 2_000,
    }),
  );
  const results = [...found];
  return {
    about:
      `The workbench in virtual time, ${rate.toLocaleString('en-US')} operations a second for all nodes together, Maelstrom’s mix of adds and reads, no faults, ` +
      `${2 * oneWayMs} ms from a node to the store and back. More nodes share the same load, so a node has fewer requests to gather.`,
    tables: [
      {
        id: 'scale',
        title: 'Growth with the nodes',
        keys: ['design', 'nodes'],
        columns: [
          { id: 'kvPerOperation', title: 'KV/op', unit: 'per op' },
          { id: 'messagesPerOperation', title: 'messages/op', unit: 'per op' },
          { id: 'messagesPerSecond', title: 'messages/s', unit: 'per second' },
          { id: 'messagesPerNode', title: 'messages/op/node', unit: 'per op' },
          { id: 'readP50Ms', title: 'read p50', unit: 'ms' },
          { id: 'readP99Ms', title: 'read p99', unit: 'ms' },
          { id: 'addP50Ms', title: 'add p50', unit: 'ms' },
        ],
        rows: results.map(([{ series, nodeCount }, runs]) => ({
          labels: [series, String(nodeCount)],
          figures: {
            kvPerOperation: figure(runs.map((each) => each.kvPerOperation)),
            messagesPerOperation: figure(runs.map((each) => each.messagesPerOperation)),
            messagesPerSecond: figure(runs.map((each) => each.messagesPerSecond)),
            messagesPerNode: figure(runs.map((each) => each.messagesPerOperation / nodeCount)),
            readP50Ms: figure(runs.map((each) => each.readP50Ms)),
            readP99Ms: figure(runs.map((each) => each.readP99Ms)),
            addP50Ms: figure(runs.map((each) => each.addP50Ms)),
          },
        })),
      },
    ],
    charts: [
      chart('scale-kv', 'KV round trips per operation', 'KV round trips per operation', 'per op', results, (runs) =>
        figure(runs.map((each) => each.kvPerOperation)),
      ),
      chart('scale-messages', 'Messages a second', 'messages a second', 'per second', results, (runs) =>
        figure(runs.map((each) => each.messagesPerSecond)),
      ),
      chart('scale-reads', 'Read latency, 99th percentile', 'latency of a read', 'ms', results, (runs) =>
        figure(runs.map((each) => each.readP99Ms)),
      ),
    ],
    checks: results.flatMap(([, runs]) => runs.map(({ check }) => check)),
    notes: [`Strategy cas with old reads is left out above ${staleCasNodesMax} nodes: its runs take too long.`],
  };
}

/** A run of more nodes with strategy cas takes minutes: every success is told to every peer, and each tells of all nodes. */
const staleCasNodesMax = 100;

function settingsFor(quick: boolean): Setting[] {
  const nodeCounts = quick ? [3, 9] : [3, 5, 10, 25, 50, 100, 200];
  const designs = [
    { design: 'sluice-per-key', readStalenessMs: 0, nodesMax: 200 },
    { design: 'sluice-per-key', readStalenessMs: 100, nodesMax: 200 },
    { design: 'sluice-cas', readStalenessMs: 0, nodesMax: 200 },
    { design: 'sluice-cas', readStalenessMs: 100, nodesMax: staleCasNodesMax },
    { design: 'json-parse', readStalenessMs: 0, nodesMax: 200 },
  ];
  return designs.flatMap(({ design, readStalenessMs, nodesMax }) => {
    const series = readStalenessMs === 0 ? design : `${design}, reads ${readStalenessMs} ms old`;
    return nodeCounts
      .filter((nodeCount) => nodeCount <= nodesMax)
      .map((nodeCount) => ({ name: `${series}, ${nodeCount} nodes`, series, design, readStalenessMs, nodeCount }));
  });
}

function chart(
  id: string,
  title: string,
  yTitle: string,
  unit: Unit,
  results: readonly (readonly [Setting, readonly SimulatedLoad[]])[],
  value: (runs: readonly SimulatedLoad[]) => Figure | null,
): Chart {
  return {
    id,
    title: `${title} against nodes`,
    xTitle: 'nodes',
    yTitle,
    unit,
    xScale: 'logarithmic',
    yScale: 'logarithmic',
    series: [...new Set(results.map(([{ series }]) => series))].map((name) => ({
      name,
      points: results.flatMap(([{ series, nodeCount }, runs]) => {
        const y = series === name ? value(runs) : null;
        return y === null ? [] : [{ x: nodeCount, y }];
      }),
    })),
  };
}
