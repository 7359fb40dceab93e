import { seconds } from './quantity-text.ts';
import type { PlotContext, PlotSpec } from './time-plot.ts';

/** Key-value round trips per completed operation, as a line. */
export function roundTripsPlot({ data: { kv }, view, palette }: PlotContext): PlotSpec {
  const { atMs, perOperation } = kv;
  return {
    id: 'kv',
    height: 150,
    hasTimes: true,
    scale: { range: () => [0, most(perOperation.filter((_, i) => isNear(atMs[i]!)))] },
    axis: { space: 30, values: (_, splits) => splits.map((ratio) => String(Number(ratio.toFixed(4)))) },
    atMs: atMs.length === 0 ? [0] : atMs,
    lines: [{ values: atMs.length === 0 ? [null] : perOperation, style: { stroke: () => palette()('add'), width: 2 } }],
    targets: {
      count: atMs.length,
      isShown: (i) => perOperation[i] != null,
      x: (i) => atMs[i]!,
      y: (i) => perOperation[i]!,
      describe: (i) => `around ${seconds(atMs[i]!, 2)}\n${perOperation[i]!.toFixed(3)} KV round trips per operation`,
      nearest: (plot, left) => {
        const distance = (i: number) => Math.abs(plot.valToPos(atMs[i]!, 'x') - left);
        const near = atMs.flatMap((_, i) => (perOperation[i] != null && distance(i) <= 40 ? [i] : []));
        return near.reduce((best, i) => (best < 0 || distance(i) < distance(best) ? i : best), -1);
      },
    },
  };

  function isNear(ms: number): boolean {
    return ms >= view.from - 600 && ms <= view.to + 600;
  }
}

/**
 * The upper end of the scale. A moment with hardly an operation has a huge ratio: it may leave the
 * plot, lest all the others lie flat.
 */
function most(shown: readonly (number | null)[]): number {
  const ranked = shown.filter((ratio) => ratio !== null).sort((a, b) => a - b);
  const usual = ranked[Math.floor(ranked.length * 0.9)] ?? 0;
  return Math.max(0.1, Math.min(ranked.at(-1) ?? 0, usual * 2.5)) * 1.12;
}
