import uPlot from 'uplot';
import type { Points } from './points.ts';
import { type PlotContext, pixelsOf, type TimeTargets } from './time-plot.ts';

/** How near a point must be to be meant, in CSS pixels. */
const reach = 14;

/**
 * The operations of a plot as what can be pointed at.
 *
 * @param y - A point's value on the y scale; null when it is not shown.
 */
export function pointTargets(points: Points, { view }: PlotContext, y: (i: number) => number | null): TimeTargets {
  return {
    count: points.size,
    isShown: (i) => y(i) !== null,
    x: (i) => points.start[i]!,
    y,
    describe: (i) => points.describe(i),
    nearest: (plot, left, top) => nearestPoint(points, plot, view, left, top, y),
    point: (i) => i,
  };
}

function nearestPoint(
  points: Points,
  plot: uPlot,
  view: PlotContext['view'],
  left: number,
  top: number,
  y: (i: number) => number | null,
): number {
  const [toX, toY] = [pixelsOf(plot, 'x'), pixelsOf(plot, 'y')];
  const ratio = uPlot.pxRatio;
  const [x0, y0] = [plot.bbox.left + left * ratio, plot.bbox.top + top * ratio];
  const reachMs = ((reach * ratio) / plot.bbox.width) * (view.to - view.from);
  const atMs = plot.posToVal(left, 'x');
  let best = -1;
  let least = (reach * ratio) ** 2;
  for (let i = points.firstFrom(atMs - reachMs); i < points.size && points.start[i]! <= atMs + reachMs; i += 1) {
    const value = y(i);
    if (value === null) {
      continue;
    }
    // Ringed and failed ones are easier to get at than the dots around them.
    const weight = points.mark(i) === 1 ? 0.2 : points.isOk(i) ? 1 : 0.5;
    const distance = weight * ((toX(points.start[i]!) - x0) ** 2 + (toY(value) - y0) ** 2);
    if (distance < least) {
      least = distance;
      best = i;
    }
  }
  return best;
}
