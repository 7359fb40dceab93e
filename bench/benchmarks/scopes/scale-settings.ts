/** How the load grows with the number of nodes. */
export type Way = 'in all' | 'a node';

/** One cluster of the scope `scale`, and how long it is looked at, in milliseconds. */
export interface ScaleSetting {
  readonly name: string;
  readonly series: string;
  readonly way: Way;
  readonly design: string;
  readonly readStalenessMs: number;
  readonly nodeCount: number;
  /** Operations a second, all nodes together. */
  readonly rate: number;
  readonly settleMs: number;
  readonly windowMs: number;
}

/** Operations a second: of all nodes together, and of each. With 25 nodes that is the same. */
export const rates: Readonly<Record<Way, number>> = { 'in all': 1_000, 'a node': 40 };

/**
 * Strategy cas is measured up to this size when each node has a rate of its own: beyond, a run
 * takes minutes.
 */
export const busyCasNodesMax = 100;

const designs: readonly { design: string; readStalenessMs: number; nodesMax: Readonly<Record<Way, number>> }[] = [
  { design: 'sluice-per-key', readStalenessMs: 0, nodesMax: { 'in all': 200, 'a node': 200 } },
  { design: 'sluice-per-key', readStalenessMs: 100, nodesMax: { 'in all': 200, 'a node': 200 } },
  { design: 'sluice-cas', readStalenessMs: 0, nodesMax: { 'in all': 200, 'a node': busyCasNodesMax } },
  { design: 'sluice-cas', readStalenessMs: 100, nodesMax: { 'in all': 200, 'a node': busyCasNodesMax } },
  // Grows like per-key, under any load.
  { design: 'json-parse', readStalenessMs: 0, nodesMax: { 'in all': 200, 'a node': 0 } },
];

/** All clusters that are measured. */
export function scaleSettings(quick: boolean): ScaleSetting[] {
  const nodeCounts = quick ? [3, 9] : [3, 5, 10, 25, 50, 100, 200];
  const ways = Object.keys(rates) as Way[];
  return designs.flatMap(({ design, readStalenessMs, nodesMax }) =>
    ways.flatMap((way) =>
      nodeCounts
        .filter((nodeCount) => nodeCount <= nodesMax[way])
        .map((nodeCount) => {
          const series = readStalenessMs === 0 ? design : `${design}, reads ${readStalenessMs} ms old`;
          const rate = way === 'in all' ? rates[way] : rates[way] * nodeCount;
          const name = `${series}, ${wayText(way)}, ${nodeCount} nodes`;
          const window = windowOf(readStalenessMs, nodeCount, rate, quick);
          return { name, series, way, design, readStalenessMs, nodeCount, rate, ...window };
        }),
    ),
  );
}

/** The rate in words. */
export function wayText(way: Way): string {
  return `${rates[way].toLocaleString('en-US')}/s ${way}`;
}

/**
 * A large cluster takes long to simulate, and depends less on chance: a few hundred operations are
 * enough.
 */
function windowOf(
  readStalenessMs: number,
  nodeCount: number,
  rate: number,
  quick: boolean,
): Pick<ScaleSetting, 'settleMs' | 'windowMs'> {
  const operations = quick || nodeCount > 50 ? 250 : nodeCount > 25 ? 500 : 1_500;
  const wantedMs = Math.min(4_000, (1_000 * operations) / rate);
  // With fresh reads at least this many round trips; with old ones this many lives of a refresh.
  const leastMs = 200 + 1.5 * readStalenessMs;
  return { settleMs: 250 + readStalenessMs, windowMs: Math.round(Math.max(leastMs, wantedMs)) };
}
