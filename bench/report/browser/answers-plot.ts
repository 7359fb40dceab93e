import uPlot from 'uplot';
import { circle, square } from './canvas-marks.ts';
import { nodeColour } from './palette.ts';
import { pointTargets } from './point-targets.ts';
import type { Points } from './points.ts';
import { grouped } from './quantity-text.ts';
import { dotRadius, visible } from './time-buckets.ts';
import { type PlotContext, type PlotSpec, pixelsOf } from './time-plot.ts';

/** With fewer reads than this in view, each has room for bounds of its own. */
const closeUpMax = 250;

/**
 * What each node answered, against the true bounds of each read.
 *
 * @param isRelative - Whether answers are shown above their lower bounds, or as they are.
 */
export function answersPlot(points: Points, context: PlotContext, isRelative: () => boolean): PlotSpec {
  const { data, view, isHidden } = context;
  const { lowest, highest, widest, widthMs } = data.buckets;
  const isShown = (i: number) => points.above(i) !== null && !isHidden(`node${points.node(i)}`);
  const answer = (i: number) => (isRelative() ? points.above(i)! : points.value(i));
  const range = (): [number, number] => {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const take = (value: number) => {
      least = Math.min(least, value);
      most = Math.max(most, value);
    };
    for (const [i, low] of lowest.entries()) {
      if (low !== null && (i + 1) * widthMs >= view.from && i * widthMs <= view.to) {
        take(isRelative() ? 0 : low);
        take(isRelative() ? widest[i]! : highest[i]!);
      }
    }
    const [from, to] = visible(points, view);
    for (let i = from; i < to; i += 1) {
      if (isShown(i)) {
        take(answer(i));
      }
    }
    if (least > most) {
      return [0, 1];
    }
    const pad = Math.max(1, (most - least) * 0.06);
    return [least - pad, most + pad];
  };
  return {
    id: 'answers',
    height: 330,
    hasTimes: true,
    scale: { range },
    axis: {
      space: 40,
      values: (_, splits) => splits.map((value) => (isRelative() && value > 0 ? `+${grouped(value)}` : grouped(value))),
    },
    atMs: [0],
    lines: [],
    below: (plot) => {
      const [from, to] = visible(points, view);
      const shown: number[] = [];
      for (let i = from; i < to; i += 1) {
        if (isShown(i)) {
          shown.push(i);
        }
      }
      if (shown.length < closeUpMax) {
        drawBounds(plot, points, context, shown, answer);
      } else {
        drawBand(plot, context, isRelative());
      }
      if (isRelative()) {
        drawZero(plot, context);
      }
      drawAnswers(plot, points, context, shown, answer);
    },
    targets: pointTargets(points, context, (i) => (isShown(i) ? answer(i) : null)),
  };
}

/** The span of the bounds of all reads in each bucket of time. */
function drawBand(plot: uPlot, { data, palette }: PlotContext, relative: boolean): void {
  const { lowest, highest, widest, widthMs } = data.buckets;
  const { ctx: g } = plot;
  const [x, y] = [pixelsOf(plot, 'x'), pixelsOf(plot, 'y')];
  const width = x(widthMs) - x(0);
  g.fillStyle = palette()('band');
  g.globalAlpha = 0.28;
  for (const [i, least] of lowest.entries()) {
    if (least !== null) {
      const [top, low] = [y(relative ? widest[i]! : highest[i]!), y(relative ? 0 : least)];
      g.fillRect(x(i * widthMs), top, width + 0.4, Math.max(1.5 * uPlot.pxRatio, low - top));
    }
  }
  g.globalAlpha = 1;
}

/** The line on which answers equal their lower bounds. */
function drawZero(plot: uPlot, { palette }: PlotContext): void {
  const { ctx: g, bbox } = plot;
  const y = Math.round(pixelsOf(plot, 'y')(0)) + 0.5;
  g.strokeStyle = palette()('soft');
  g.lineWidth = uPlot.pxRatio;
  g.beginPath();
  g.moveTo(bbox.left, y);
  g.lineTo(bbox.left + bbox.width, y);
  g.stroke();
}

/** The bounds of each read. */
function drawBounds(
  plot: uPlot,
  points: Points,
  { palette }: PlotContext,
  shown: readonly number[],
  answer: (i: number) => number,
): void {
  const { ctx: g } = plot;
  const [x, y] = [pixelsOf(plot, 'x'), pixelsOf(plot, 'y')];
  const ratio = uPlot.pxRatio;
  g.fillStyle = palette()('band');
  g.globalAlpha = 0.5;
  for (const i of shown) {
    const low = answer(i) - points.above(i)!;
    const top = y(low + points.room(i));
    g.fillRect(x(points.start[i]!) - 3 * ratio, top - 2 * ratio, 6 * ratio, Math.max(0, y(low) - top) + 4 * ratio);
  }
  g.globalAlpha = 1;
}

function drawAnswers(
  plot: uPlot,
  points: Points,
  { palette, selected }: PlotContext,
  shown: readonly number[],
  answer: (i: number) => number,
): void {
  const { ctx: g } = plot;
  const [x, y] = [pixelsOf(plot, 'x'), pixelsOf(plot, 'y')];
  const colours = palette();
  const ratio = uPlot.pxRatio;
  const dot = dotRadius(shown.length) * ratio;
  g.globalAlpha = 0.75;
  // Together in order of time, so that no node's dots cover all of another's.
  for (const i of shown) {
    g.fillStyle = colours(nodeColour(points.node(i)));
    square(g, x(points.start[i]!), y(answer(i)), dot);
  }
  g.globalAlpha = 1;
  for (const mark of [2, 1]) {
    g.strokeStyle = colours(mark === 1 ? 'mark' : 'soft');
    g.lineWidth = (mark === 1 ? 2 : 1.2) * ratio;
    for (const i of shown) {
      if (points.mark(i) === mark) {
        circle(g, x(points.start[i]!), y(answer(i)), (mark === 1 ? 6.5 : 4) * ratio);
      }
    }
  }
  const chosen = selected();
  if (chosen >= 0 && points.above(chosen) !== null) {
    g.strokeStyle = colours('text');
    g.lineWidth = 2 * ratio;
    circle(g, x(points.start[chosen]!), y(answer(chosen)), 9 * ratio);
  }
}
