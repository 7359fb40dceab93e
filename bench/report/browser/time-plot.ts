import uPlot from 'uplot';
import type { PlotData } from '../run-page-data.ts';
import type { Palette } from './palette.ts';
import { Pointing, type Targets } from './pointing.ts';
import { tickText } from './quantity-text.ts';
import type { Tip } from './tip.ts';
import type { View } from './view.ts';

/** What all plots of a page share. */
export interface PlotContext {
  readonly data: PlotData;
  readonly view: View;
  readonly tip: Tip;
  /** The colours, read anew when the page becomes dark or light. */
  palette(): Palette;
  /** Whether the reader has hidden what a key stands for. */
  isHidden(key: string): boolean;
  /** Called when an operation is clicked, with its place among the points. */
  select(point: number): void;
  /** The operation that is selected, by its place among the points; −1 for none. */
  selected(): number;
}

/** What a plot over time has to point at; x is milliseconds since the run began. */
export interface TimeTargets extends Targets {
  /** The point that a target is, where it is an operation. */
  point?(i: number): number;
}

/** One plot over time. */
export interface PlotSpec {
  /** The id of its place in the page. */
  readonly id: string;
  readonly height: number;
  readonly hasTimes: boolean;
  readonly scale: uPlot.Scale;
  readonly axis: uPlot.Axis;
  /** Times of the lines' values, ascending. */
  readonly atMs: readonly number[];
  readonly lines: readonly { readonly values: readonly (number | null)[]; readonly style: uPlot.Series }[];
  /** Draws what lies beneath the lines. */
  below?(plot: uPlot): void;
  /** Draws what lies above them. */
  above?(plot: uPlot): void;
  readonly targets: TimeTargets;
}

/** The room for the labels of the y axis, the same for all, so that all times line up. */
const labelsWidth = 66;
const font = '12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

/** Maps values of a scale to pixels of the canvas. Made once for a redraw: points are many. */
export function pixelsOf(plot: uPlot, scale: 'x' | 'y'): (value: number) => number {
  const { distr } = plot.scales[scale]!;
  const { left, top, width, height } = plot.bbox;
  const [min, max] = [plot.scales[scale]!.min ?? 0, plot.scales[scale]!.max ?? 1];
  if (scale === 'x') {
    const factor = width / (max - min);
    return (value) => left + (value - min) * factor;
  }
  const bottom = top + height;
  if (distr === 3) {
    const low = Math.log10(min);
    const factor = height / (Math.log10(max) - low);
    return (value) => bottom - (Math.log10(Math.max(value, min)) - low) * factor;
  }
  const factor = height / (max - min);
  return (value) => bottom - (value - min) * factor;
}

/** One plot of the page: uPlot's axes, lines, zoom and cursor, with the page's own points. */
export class TimePlot {
  readonly #context: PlotContext;
  readonly #spec: PlotSpec;
  readonly #box: HTMLElement;
  readonly #plot: uPlot;
  readonly #pointing: Pointing;

  constructor(context: PlotContext, spec: PlotSpec, box: HTMLElement) {
    this.#context = context;
    this.#spec = spec;
    this.#box = box;
    this.#plot = new uPlot(this.#options(), this.#lines(), box);
    this.#pointing = new Pointing(this.#plot, box, spec.targets, {
      tip: context.tip,
      isInView: (ms) => ms >= context.view.from && ms <= context.view.to,
      bringIn: (ms) => context.view.bringIn(ms),
      choose: (i) => {
        if (spec.targets.point !== undefined) {
          context.select(spec.targets.point(i));
        }
      },
      key: (key) => this.#key(key),
    });
    new ResizeObserver(() => this.#fit()).observe(box);
  }

  /** Draws all anew, for the time that the view has now. */
  redraw(): void {
    const { view } = this.#context;
    this.#pointing.leave();
    // Setting it makes uPlot draw all anew, also when it is as it was; at once, so that what comes
    // after it finds the new places.
    this.#plot.batch(() => this.#plot.setScale('x', { min: view.from, max: view.to }));
  }

  #options(): uPlot.Options {
    const { view, palette } = this.#context;
    const { height, hasTimes, scale, axis, lines, below, above } = this.#spec;
    const stroke = () => palette()('soft');
    const grid = { stroke: () => palette()('grid'), width: 1 };
    return {
      width: Math.max(200, this.#box.clientWidth),
      height,
      padding: [8, 14, hasTimes ? 0 : 4, 0],
      legend: { show: false },
      scales: { x: { time: false, min: view.from, max: view.to, range: (_, min, max) => [min, max] }, y: scale },
      axes: [
        {
          show: hasTimes,
          font,
          stroke,
          size: 30,
          space: 84,
          grid: { show: false },
          ticks: { stroke: () => palette()('line'), size: 4 },
          border: { show: true, stroke: () => palette()('line'), width: 1 },
          values: (_, splits, __, ___, step) => splits.map((ms) => tickText(ms, step)),
        },
        { font, stroke, size: labelsWidth, grid, ticks: { show: false }, ...axis },
      ],
      series: [{}, ...lines.map(({ style }) => ({ points: { show: false }, ...style }))],
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false, dist: 5 },
        sync: { key: 'run', scales: ['x', null], filters: { pub: (type) => type === 'mousemove' } },
        bind: {
          dblclick: () => () => {
            view.showAll();
            return null;
          },
        },
      },
      hooks: {
        drawClear: [(plot) => clipped(plot, () => this.#drawFaults(plot))],
        drawAxes: [(plot) => clipped(plot, () => below?.(plot))],
        draw: [(plot) => clipped(plot, () => above?.(plot))],
        setSelect: [(plot) => this.#zoom(plot)],
      },
    };
  }

  #lines(): uPlot.AlignedData {
    const { atMs, lines } = this.#spec;
    return [[...atMs], ...lines.map(({ values }) => [...values])];
  }

  #drawFaults(plot: uPlot): void {
    const { data, palette } = this.#context;
    const { ctx: g, bbox } = plot;
    const x = pixelsOf(plot, 'x');
    if (!this.#spec.hasTimes) {
      return;
    }
    g.fillStyle = palette()('fault');
    // Faults that overlap darken, so the shade also says how many are on.
    g.globalAlpha = 0.08;
    for (const { fromMs, toMs } of data.faults) {
      g.fillRect(x(fromMs), bbox.top, Math.max(1, x(toMs) - x(fromMs)), bbox.height);
    }
    g.globalAlpha = 1;
    if (data.finalMs === null) {
      return;
    }
    g.strokeStyle = palette()('soft');
    g.lineWidth = uPlot.pxRatio;
    g.setLineDash([4 * uPlot.pxRatio, 4 * uPlot.pxRatio]);
    g.beginPath();
    g.moveTo(x(data.finalMs), bbox.top);
    g.lineTo(x(data.finalMs), bbox.top + bbox.height);
    g.stroke();
    g.setLineDash([]);
  }

  #fit(): void {
    const width = this.#box.clientWidth;
    if (width > 0 && width !== this.#plot.width) {
      this.#pointing.leave();
      this.#plot.setSize({ width, height: this.#spec.height });
    }
  }

  #zoom(plot: uPlot): void {
    const { left, width } = plot.select;
    const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')];
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.#pointing.leave();
    this.#context.view.show(from, to);
  }

  /** What a key does besides pointing; false when it does nothing. */
  #key(key: string): boolean {
    const { view } = this.#context;
    const at = this.#pointing.at;
    const middle = at < 0 ? (view.from + view.to) / 2 : this.#spec.targets.x(at);
    switch (key) {
      case '+':
      case '=':
        view.scale(0.5, middle);
        return true;
      case '-':
        view.scale(2, middle);
        return true;
      case 'Escape':
        this.#pointing.leave();
        view.showAll();
        return true;
      default:
        return false;
    }
  }
}

function clipped(plot: uPlot, draw: () => void): void {
  const { left, top, width, height } = plot.bbox;
  plot.ctx.save();
  plot.ctx.beginPath();
  plot.ctx.rect(left, top, width, height);
  plot.ctx.clip();
  // As the last line may have left it.
  plot.ctx.setLineDash([]);
  draw();
  plot.ctx.restore();
}
