import { type Figure, figure } from '../figure.ts';

/** What was measured of one series with so many nodes: a value for each run. */
export interface GrowthPoint {
  readonly nodes: number;
  readonly values: readonly number[];
}

/** A series by the number of nodes, fewest first. */
export interface GrowthSeries {
  readonly name: string;
  readonly points: readonly GrowthPoint[];
}

/**
 * The power of the number of nodes with which a value grew from one point to another: 1 like the
 * nodes, 2 like their square, 0 not at all. Null where it can't be known.
 */
export function growthPower(from: GrowthPoint | undefined, to: GrowthPoint | undefined): Figure | null {
  if (from === undefined || to === undefined || from.nodes >= to.nodes) {
    return null;
  }
  const powers = to.values.map((value, run) => Math.log(value / from.values[run]!) / Math.log(to.nodes / from.nodes));
  return figure(powers);
}

/**
 * The growth over the larger clusters, from the first with {@link steadyNodes} nodes to the last.
 * With fewer nodes the growth is not steady yet: what goes to all others goes to n − 1 nodes, which
 * doubles from 3 nodes to 5.
 */
export function steadyPower({ points }: GrowthSeries): Figure | null {
  return growthPower(points.find(({ nodes }) => nodes >= steadyNodes) ?? points[0], points.at(-1));
}

/** The smallest cluster that {@link steadyPower} looks at. */
export const steadyNodes = 10;

/** Anything less may be n − 1 in place of n, or chance. */
const fasterPower = 1.05;

/** One sentence: which of these grow faster than the nodes. */
export function growthNote(what: string, series: readonly GrowthSeries[]): string {
  const faster = series.flatMap((each) => {
    const power = steadyPower(each)?.median ?? 0;
    return power > fasterPower ? [`${each.name} (power ${power.toFixed(2)})`] : [];
  });
  if (faster.length === 0) {
    return `${what} grow no faster than the nodes, in any series.`;
  }
  return `${what} grow faster than the nodes (from ${steadyNodes} of them on) with: ${faster.join('; ')}.`;
}
