import uPlot from 'uplot';
import { circle, cross, triangle } from './canvas-marks.ts';
import { pointTargets } from './point-targets.ts';
import type { Points } from './points.ts';
import { bucketMiddles, dotRadius, visible } from './time-buckets.ts';
import { type PlotContext, type PlotSpec, pixelsOf } from './time-plot.ts';

/** The latency of every operation on a logarithmic scale, with its median and 99th percentile. */
export function latencyPlot(points: Points, context: PlotContext): PlotSpec {
  const { data, palette, isHidden } = context;
  const least = 10 ** Math.max(-2, Math.floor(Math.log10(0.9 * leastPositive(points.latency))));
  const most = Math.max(10 * least, 1.3 * points.latency.reduce((a, b) => Math.max(a, b), 1));
  const decades: number[] = [];
  for (let ms = least; ms <= most; ms *= 10) {
    decades.push(Number(ms.toPrecision(1)));
  }
  const stroke = (key: string) => () => (isHidden(key) ? 'transparent' : palette()('p50'));
  return {
    id: 'latency',
    height: 340,
    hasTimes: true,
    scale: { distr: 3, range: () => [least, most] },
    axis: {
      splits: () => decades,
      filter: (_, splits) => splits,
      values: (_, splits) => splits.map((ms) => (ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`)),
    },
    atMs: bucketMiddles(data),
    lines: [
      { values: data.buckets.p50Ms, style: { stroke: stroke('p50'), width: 1.6 } },
      { values: data.buckets.p99Ms, style: { stroke: stroke('p99'), width: 1.4, dash: [5, 3] } },
    ],
    below: (plot) => drawOperations(plot, points, context),
    above: (plot) => drawRings(plot, points, context),
    targets: pointTargets(points, context, (i) => (isHidden(points.series(i)) ? null : points.latency[i]!)),
  };
}

function leastPositive(values: Float64Array): number {
  return values.reduce((least, value) => (value > 0 && value < least ? value : least), 1000);
}

function drawOperations(plot: uPlot, points: Points, { view, palette, isHidden }: PlotContext): void {
  const { ctx: g } = plot;
  const [x, y] = [pixelsOf(plot, 'x'), pixelsOf(plot, 'y')];
  const ratio = uPlot.pxRatio;
  const [from, to] = visible(points, view);
  for (const series of ['read', 'echo', 'add', 'info', 'fail']) {
    if (isHidden(series)) {
      continue;
    }
    const shown: number[] = [];
    for (let i = from; i < to; i += 1) {
      if (points.series(i) === series) {
        shown.push(i);
      }
    }
    const isOk = series !== 'info' && series !== 'fail';
    const isCrowded = !isOk && shown.length > 600;
    g.fillStyle = palette()(series === 'echo' ? 'read' : series);
    g.strokeStyle = g.fillStyle;
    g.lineWidth = (isCrowded ? 1 : 1.5) * ratio;
    g.globalAlpha = isOk ? (points.size > 10_000 ? 0.45 : 0.7) : isCrowded ? 0.45 : 0.9;
    const dot = dotRadius(shown.length) * ratio;
    const radius = (series === 'fail' ? (isCrowded ? 2.5 : 3.5) : isCrowded ? 3 : 4) * ratio;
    for (const i of shown) {
      const [left, top] = [x(points.start[i]!), y(points.latency[i]!)];
      if (isOk) {
        g.fillRect(left - dot, top - dot, 2 * dot, 2 * dot);
      } else {
        (series === 'fail' ? cross : triangle)(g, left, top, radius);
      }
    }
  }
  g.globalAlpha = 1;
}

function drawRings(plot: uPlot, points: Points, { view, palette, selected, isHidden }: PlotContext): void {
  const { ctx: g } = plot;
  const [x, y] = [pixelsOf(plot, 'x'), pixelsOf(plot, 'y')];
  const [from, to] = visible(points, view);
  g.lineWidth = 2 * uPlot.pxRatio;
  g.strokeStyle = palette()('mark');
  for (let i = from; i < to; i += 1) {
    if (points.mark(i) === 1 && !isHidden(points.series(i))) {
      circle(g, x(points.start[i]!), y(points.latency[i]!), 6 * uPlot.pxRatio);
    }
  }
  const chosen = selected();
  if (chosen >= 0) {
    g.strokeStyle = palette()('text');
    circle(g, x(points.start[chosen]!), y(points.latency[chosen]!), 9 * uPlot.pxRatio);
  }
}
