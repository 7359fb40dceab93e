import uPlot from 'uplot';
import { seconds } from './quantity-text.ts';
import { type PlotContext, type PlotSpec, pixelsOf } from './time-plot.ts';

const rowHeight = 22;

/** When each fault was on, as bars: a row for each kind. */
export function faultsPlot({ data: { faults }, palette }: PlotContext): PlotSpec {
  const kinds = [...new Set(faults.map(({ fault }) => fault))];
  const rowOf = ({ fault }: (typeof faults)[number]) => kinds.indexOf(fault);
  const inOrder = [...faults].sort((a, b) => a.fromMs - b.fromMs);
  return {
    id: 'faults',
    height: kinds.length * rowHeight + 12,
    hasTimes: false,
    // Rows are counted from above.
    scale: { dir: -1, range: () => [0, kinds.length] },
    axis: {
      splits: () => kinds.map((_, row) => row + 0.5),
      values: () => kinds,
      grid: { show: false },
      gap: 8,
    },
    atMs: [0],
    lines: [],
    below: (plot) => {
      const { ctx: g, bbox } = plot;
      const x = pixelsOf(plot, 'x');
      const row = bbox.height / kinds.length;
      g.font = `${12 * uPlot.pxRatio}px system-ui, sans-serif`;
      g.textBaseline = 'middle';
      g.textAlign = 'left';
      for (const fault of inOrder) {
        const top = bbox.top + rowOf(fault) * row;
        const left = Math.max(bbox.left, x(fault.fromMs));
        const width = Math.max(2 * uPlot.pxRatio, Math.min(bbox.left + bbox.width, x(fault.toMs)) - left);
        g.fillStyle = palette()('fault');
        g.globalAlpha = 0.5;
        g.fillRect(left, top + 0.1 * row, width, 0.8 * row);
        g.globalAlpha = 1;
        g.fillStyle = palette()('text');
        if (g.measureText(fault.detail).width < width - 10 * uPlot.pxRatio) {
          g.fillText(fault.detail, left + 5 * uPlot.pxRatio, top + 0.5 * row);
        }
      }
    },
    targets: {
      count: inOrder.length,
      isShown: () => true,
      x: (i) => inOrder[i]!.fromMs,
      y: () => null,
      describe: (i) => {
        const { fault, detail, fromMs, toMs } = inOrder[i]!;
        return `${fault}${detail ? `: ${detail}` : ''}\n${seconds(fromMs)} to ${seconds(toMs)}`;
      },
      nearest: (plot, left, top) => {
        const row = Math.floor((top * kinds.length * uPlot.pxRatio) / plot.bbox.height);
        const [from, to] = [plot.posToVal(left + 3, 'x'), plot.posToVal(left - 3, 'x')];
        return inOrder.findIndex((fault) => rowOf(fault) === row && fault.fromMs <= from && fault.toMs >= to);
      },
    },
  };
}
