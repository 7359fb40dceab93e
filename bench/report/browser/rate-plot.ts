import type uPlot from 'uplot';
import { grouped, seconds } from './quantity-text.ts';
import { bucketMiddles } from './time-buckets.ts';
import { type PlotContext, type PlotSpec, pixelsOf } from './time-plot.ts';

const outcomes = ['ok', 'info', 'fail'] as const;

/** Completed operations a second as bars: those that succeeded below, the others on top of them. */
export function ratePlot({ data, view, palette }: PlotContext): PlotSpec {
  const { buckets } = data;
  const { widthMs } = buckets;
  const middles = bucketMiddles(data);
  const rates = outcomes.map((outcome) => buckets[outcome].map((count) => (count * 1000) / widthMs));
  const total = middles.map((_, i) => rates.reduce((sum, rate) => sum + rate[i]!, 0));
  const isIn = (ms: number) => ms >= view.from && ms <= view.to;
  return {
    id: 'rate',
    height: 180,
    hasTimes: true,
    scale: {
      range: () => [0, 1.08 * middles.reduce((most, ms, i) => (isIn(ms) ? Math.max(most, total[i]!) : most), 1)],
    },
    axis: { space: 34, values: (_, splits) => splits.map(grouped) },
    atMs: middles,
    lines: [],
    below: (plot) => drawBars(plot, rates, widthMs, palette),
    targets: {
      count: middles.length,
      isShown: () => true,
      x: (i) => middles[i]!,
      y: (i) => total[i]!,
      describe: (i) =>
        `${seconds(i * widthMs, 2)} to ${seconds((i + 1) * widthMs, 2)}\n` +
        outcomes.map((outcome, place) => `${outcome} ${grouped(rates[place]![i]!)} op/s`).join(', '),
      nearest: (plot, left) => {
        const i = Math.floor(plot.posToVal(left, 'x') / widthMs);
        return i < middles.length ? i : -1;
      },
    },
  };
}

function drawBars(plot: uPlot, rates: readonly number[][], widthMs: number, palette: PlotContext['palette']): void {
  const { ctx: g } = plot;
  const [x, y] = [pixelsOf(plot, 'x'), pixelsOf(plot, 'y')];
  const width = x(widthMs) - x(0);
  const base = rates[0]!.map(() => 0);
  for (const [place, rate] of rates.entries()) {
    g.fillStyle = palette()(outcomes[place]!);
    g.globalAlpha = place === 0 ? 0.6 : 0.95;
    for (const [i, value] of rate.entries()) {
      if (value === 0) {
        continue;
      }
      const top = y(base[i]! + value);
      // A few failures among thousands must be seen as well.
      const height = Math.max(place === 0 ? 0 : 2, y(base[i]!) - top);
      g.fillRect(x(i * widthMs), top, Math.max(1, width - (width > 4 ? 1 : 0)), height);
      base[i]! += value;
    }
  }
  g.globalAlpha = 1;
}
