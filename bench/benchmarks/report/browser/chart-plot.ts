import uPlot from 'uplot';
import type { Palette } from '../../../report/browser/palette.ts';
import { Pointing, type Targets } from '../../../report/browser/pointing.ts';
import type { Tip } from '../../../report/browser/tip.ts';
import type { Figure } from '../../figure.ts';
import type { Chart, Series } from '../../result.ts';
import { tickText, valueText } from '../figure-text.ts';
import { looksOf } from '../series-look.ts';
import { decadesOnly, leastShown, scaleFor } from './chart-scales.ts';

const height = 320;
const font = '12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
/** With more points than this a line has no marks. */
const marksMax = 60;
/** How near a point must be to be meant, in CSS pixels. */
const reach = 24;

interface Point {
  readonly series: number;
  readonly x: number;
  readonly figure: Figure;
}

/** A chart: a line for each series, with a mark and the span of the runs at each point. */
export class ChartPlot {
  readonly #chart: Chart;
  readonly #box: HTMLElement;
  readonly #palette: () => Palette;
  readonly #plot: uPlot;
  readonly #pointing: Pointing;
  /** From left to right. */
  readonly #points: readonly Point[];
  readonly #least: number;

  constructor(chart: Chart, box: HTMLElement, tip: Tip, palette: () => Palette) {
    this.#chart = chart;
    this.#box = box;
    this.#palette = palette;
    this.#points = chart.series
      .flatMap(({ points }, series) => points.map(({ x, y: figure }) => ({ series, x, figure })))
      .sort((a, b) => a.x - b.x || a.series - b.series);
    this.#least = chart.yScale === 'logarithmic' ? leastShown(this.#values()) : Number.NEGATIVE_INFINITY;
    this.#plot = new uPlot(this.#options(), this.#data(), box);
    this.#pointing = new Pointing(this.#plot, box, this.#targets(), {
      tip,
      isInView: () => true,
      bringIn: () => {},
      choose: () => {},
      key: (key) => this.#key(key),
    });
    new ResizeObserver(() => this.#fit()).observe(box);
  }

  /** Draws it anew, in the colours that the page has now. */
  redraw(): void {
    this.#plot.redraw();
  }

  /** Shows or hides a series. */
  show(series: number, isShown: boolean): void {
    this.#pointing.leave();
    this.#plot.setSeries(series + 1, { show: isShown });
  }

  #values(): readonly number[] {
    return this.#points.flatMap(({ figure: { min, max } }) => [min, max]);
  }

  #options(): uPlot.Options {
    const { xScale, yScale, categories, series, unit, xUnit, xTitle, yTitle } = this.#chart;
    const stroke = () => this.#palette()('soft');
    const gridOf = (kind: Chart['xScale']) => ({
      stroke: () => this.#palette()('grid'),
      width: 1,
      ...(kind === 'logarithmic' && { filter: decadesOnly }),
    });
    const common = { font, labelFont: font, stroke, ticks: { show: false } };
    const looks = looksOf(series);
    const places = categories?.map((_, place) => place);
    return {
      width: Math.max(200, this.#box.clientWidth),
      height,
      padding: [12, 14, 0, 0],
      legend: { show: false },
      scales: {
        x: scaleFor(
          xScale,
          this.#points.map(({ x }) => x),
          categories?.length ?? 0,
        ),
        y: scaleFor(yScale, this.#values(), 0),
      },
      axes: [
        {
          ...common,
          grid: gridOf(xScale),
          label: xTitle,
          labelSize: 20,
          size: 28,
          ...(places && { splits: () => places }),
          values: (_, splits) =>
            splits.map((x) => (x === null ? null : (categories?.[x] ?? tickText(x, xUnit ?? 'count')))),
        },
        {
          ...common,
          grid: gridOf(yScale),
          label: yTitle,
          labelSize: 20,
          size: 64,
          space: 34,
          values: (_, splits) => splits.map((y) => (y === null ? null : tickText(y, unit))),
        },
      ],
      series: [
        {},
        ...series.map(({ dashed }, i) => ({
          stroke: () => this.#palette()(looks[i]!.colour),
          width: 2,
          spanGaps: true,
          points: { show: false },
          ...(dashed && { dash: [6, 4] }),
        })),
      ],
      cursor: { x: false, y: false, points: { show: false }, drag: { x: false, y: false } },
      hooks: { draw: [() => this.#drawMarks()] },
    };
  }

  /** All series over one list of x, as uPlot has them; null where a series has no point. */
  #data(): uPlot.AlignedData {
    const xs = [...new Set(this.#points.map(({ x }) => x))];
    const columns = this.#chart.series.map((series) => xs.map((x) => this.#medianAt(series, x)));
    return [xs, ...columns];
  }

  #medianAt({ points }: Series, x: number): number | null {
    const point = points.find((each) => each.x === x);
    return point === undefined ? null : Math.max(this.#least, point.y.median);
  }

  #drawMarks(): void {
    const { ctx: g } = this.#plot;
    const looks = looksOf(this.#chart.series).map(({ colour, shape }) => ({ colour, path: new Path2D(shape) }));
    const ratio = uPlot.pxRatio;
    const palette = this.#palette();
    for (const { series, x, figure } of this.#points) {
      if (this.#plot.series[series + 1]!.show === false || this.#chart.series[series]!.points.length > marksMax) {
        continue;
      }
      const y = (value: number) => this.#plot.valToPos(Math.max(this.#least, value), 'y', true);
      const { colour, path } = looks[series]!;
      const left = this.#plot.valToPos(x, 'x', true);
      g.save();
      // As the last line may have left it.
      g.setLineDash([]);
      g.strokeStyle = palette(colour);
      g.fillStyle = palette(colour);
      g.lineWidth = 1.5 * ratio;
      g.globalAlpha = 0.55;
      g.beginPath();
      g.moveTo(left, y(figure.min));
      g.lineTo(left, y(figure.max));
      g.stroke();
      g.globalAlpha = 1;
      g.translate(left, y(figure.median));
      g.scale(ratio, ratio);
      g.fill(path);
      g.strokeStyle = palette('card');
      g.lineWidth = 1;
      g.stroke(path);
      g.restore();
    }
  }

  #targets(): Targets {
    const points = this.#points;
    const isShown = (i: number) => this.#plot.series[points[i]!.series + 1]!.show !== false;
    return {
      count: points.length,
      isShown,
      x: (i) => points[i]!.x,
      y: (i) => Math.max(this.#least, points[i]!.figure.median),
      describe: (i) => this.#describe(points[i]!),
      nearest: (plot, left, top) => {
        const square = ({ x, figure }: Point) =>
          (plot.valToPos(x, 'x') - left) ** 2 + (plot.valToPos(Math.max(this.#least, figure.median), 'y') - top) ** 2;
        return points.reduce((best, point, i) => {
          const isNearer = best < 0 ? square(point) <= reach ** 2 : square(point) < square(points[best]!);
          return isShown(i) && isNearer ? i : best;
        }, -1);
      },
    };
  }

  #describe({ series, x, figure: { median, min, max } }: Point): string {
    const { series: all, categories, unit, xUnit } = this.#chart;
    const span = min === max ? '' : ` (${valueText(min, unit)} to ${valueText(max, unit)})`;
    const place = categories?.[x] ?? tickText(x, xUnit ?? 'count');
    return `${all[series]!.name}\n${place}: ${valueText(median, unit)}${span}`;
  }

  #key(key: string): boolean {
    if (key === 'Escape') {
      this.#pointing.leave();
      return true;
    }
    return false;
  }

  #fit(): void {
    const width = this.#box.clientWidth;
    if (width > 0 && width !== this.#plot.width) {
      this.#pointing.leave();
      this.#plot.setSize({ width, height });
    }
  }
}
