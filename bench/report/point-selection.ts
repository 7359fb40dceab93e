import type { ReadBounds } from '../checkers/read-bounds.ts';
import type { Operation } from '../run.ts';
import type { SelectionCounts } from './run-page-data.ts';
import { bucketWidthMs } from './time-buckets.ts';

/** Operations drawn one by one; with more the page is slow and dots cover dots. */
const pointsMax = 40_000;
/** The most operations that did not end in `ok` that are drawn. */
const notOkMax = 25_000;
/** The most reads outside their bounds that are drawn. */
const outOfBoundsMax = 10_000;

/** Which operations are drawn, by ascending position in the history, and how they were chosen. */
export interface PointSelection extends SelectionCounts {
  readonly chosen: readonly number[];
}

/**
 * Chooses the operations to draw so that thinning hides nothing: all that did not end in `ok`, all
 * reads outside their bounds, and all that a violation names (the first two as an even sample when
 * there are tens of thousands); the fastest and slowest of each bucket of time, and the lowest and
 * highest answer of each node in it; and an even sample of the rest.
 */
export function selectPoints(
  operations: readonly Operation[],
  bounds: ReadBounds,
  named: ReadonlySet<number>,
  endMs: number,
): PointSelection {
  const all = operations.length <= pointsMax;
  const widthMs = bucketWidthMs(endMs);
  const extremes = new Map<string, { low: number; high: number; lowAt: number; highAt: number }>();
  const extreme = (key: string, value: number, at: number) => {
    const known = extremes.get(key);
    if (known === undefined) {
      extremes.set(key, { low: value, high: value, lowAt: at, highAt: at });
    } else if (value < known.low) {
      Object.assign(known, { low: value, lowAt: at });
    } else if (value > known.high) {
      Object.assign(known, { high: value, highAt: at });
    }
  };
  const keep = new Set<number>();
  const notOk: number[] = [];
  const outside: number[] = [];
  for (const [at, operation] of operations.entries()) {
    const { f, outcome, node, value, invokedMs, completedMs } = operation;
    if (named.has(operation.index)) {
      keep.add(at);
    }
    if (outcome !== 'ok') {
      notOk.push(at);
      continue;
    }
    const bucket = Math.floor(invokedMs / widthMs);
    if (!all) {
      extreme(`${bucket} ${f}`, completedMs - invokedMs, at);
    }
    if (f !== 'read') {
      continue;
    }
    const low = bounds.lowest(operation);
    if (!(value! >= low && value! <= bounds.highest(operation))) {
      outside.push(at);
    }
    if (!all) {
      extreme(`${bucket} ${node} answer`, value! - low, at);
    }
  }
  const notOkDrawn = thinned(notOk, notOkMax);
  const outsideDrawn = thinned(outside, outOfBoundsMax);
  for (const at of [...notOkDrawn, ...outsideDrawn]) {
    keep.add(at);
  }
  for (const { lowAt, highAt } of extremes.values()) {
    keep.add(lowAt).add(highAt);
  }
  const oneIn = all ? 1 : Math.max(2, Math.ceil(operations.length / Math.max(1000, pointsMax - keep.size)));
  for (let at = 0; at < operations.length; at += oneIn) {
    if (operations[at]!.outcome === 'ok') {
      keep.add(at);
    }
  }
  return {
    chosen: [...keep].sort((a, b) => a - b),
    notOk: notOk.length,
    notOkDrawn: notOkDrawn.length,
    outOfBounds: outside.length,
    outOfBoundsDrawn: outsideDrawn.length,
    oneIn,
  };
}

function thinned(positions: readonly number[], most: number): readonly number[] {
  if (positions.length <= most) {
    return positions;
  }
  return Array.from({ length: most }, (_, i) => positions[Math.floor((i * positions.length) / most)]!);
}
