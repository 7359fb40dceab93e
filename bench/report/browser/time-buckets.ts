import type { PlotData } from '../run-page-data.ts';
import type { Points } from './points.ts';
import type { View } from './view.ts';

/** The middles of the buckets that a run is cut into, in milliseconds since it began. */
export function bucketMiddles({ buckets: { ok, widthMs } }: PlotData): readonly number[] {
  return ok.map((_, i) => (i + 0.5) * widthMs);
}

/** The points in the part of the run that is shown: the first, and the first beyond it. */
export function visible(points: Points, { from, to }: View): readonly [number, number] {
  const first = points.firstFrom(from);
  let end = first;
  while (end < points.size && points.start[end]! <= to) {
    end += 1;
  }
  return [first, end];
}

/** Half the side of a dot when so many are shown, in CSS pixels. */
export function dotRadius(count: number): number {
  return count > 8000 ? 1 : count > 800 ? 1.5 : 2;
}
