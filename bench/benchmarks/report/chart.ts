import { escapeHtml } from '../../report/html-escape.ts';
import type { Chart, Series } from '../result.ts';
import { tickText, valueText } from './figure-text.ts';
import { type Scale, scaleOf } from './scale-axis.ts';

const width = 620;
const height = 340;
const margin = { left: 72, right: 14, top: 12, bottom: 46 };

/**
 * A chart as SVG: lines with a mark of its own shape for each series, and a bar from the least to
 * the greatest at each point.
 */
export function renderChart(chart: Chart): string {
  const points = chart.series.flatMap((series) => series.points);
  if (points.length === 0) {
    return '<p class="note">Nothing was measured for this chart.</p>';
  }
  const x = scaleOf(
    chart.xScale,
    points.map((point) => point.x),
    [margin.left, width - margin.right],
    chart.categories?.length,
  );
  const y = scaleOf(
    chart.yScale,
    points.flatMap(({ y: { min, max } }) => [min, max]),
    [height - margin.bottom, margin.top],
  );
  const colours = coloursOf(chart.series);
  return `<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(chart.title)}">
${axes(chart, x, y)}
${chart.series.map((series, i) => line(chart, series, colours[i]!, x, y)).join('\n')}
</svg>
<div class="keys">${chart.series.map((series, i) => key(series, colours[i]!)).join('\n')}</div>`;
}

function axes(chart: Chart, x: Scale, y: Scale): string {
  const bottom = height - margin.bottom;
  const right = width - margin.right;
  const upright = x.ticks.map(
    (tick) =>
      `<line class="grid" x1="${px(x.at(tick))}" x2="${px(x.at(tick))}" y1="${margin.top}" y2="${bottom}"/>` +
      `<text class="tick" x="${px(x.at(tick))}" y="${bottom + 17}" ` +
      `text-anchor="middle">${escapeHtml(xText(chart, tick))}</text>`,
  );
  const level = y.ticks.map(
    (tick) =>
      `<line class="grid" x1="${margin.left}" x2="${right}" y1="${px(y.at(tick))}" y2="${px(y.at(tick))}"/>` +
      `<text class="tick" x="${margin.left - 7}" y="${px(y.at(tick) + 4)}" ` +
      `text-anchor="end">${escapeHtml(tickText(tick, chart.unit))}</text>`,
  );
  return `${upright.join('')}
${level.join('')}
<text class="axis" x="${(margin.left + right) / 2}" y="${height - 8}"
  text-anchor="middle">${escapeHtml(chart.xTitle)}</text>
<text class="axis" transform="translate(13 ${(margin.top + bottom) / 2}) rotate(-90)"
  text-anchor="middle">${escapeHtml(chart.yTitle)}</text>`;
}

function xText({ categories, xUnit }: Chart, tick: number): string {
  return categories?.[tick] ?? tickText(tick, xUnit ?? 'count');
}

function line(chart: Chart, series: Series, { colour, shape }: Look, x: Scale, y: Scale): string {
  const at = series.points.map((point) => ({ ...point, left: x.at(point.x), top: y.at(point.y.median) }));
  const path = at.map(({ left, top }, i) => `${i === 0 ? 'M' : 'L'}${px(left)} ${px(top)}`).join('');
  const marks = at.map(({ x: xValue, y: figure, left, top }) => {
    const title =
      `${series.name}, ${xText(chart, xValue)}: ${valueText(figure.median, chart.unit)} ` +
      `(${valueText(figure.min, chart.unit)} to ${valueText(figure.max, chart.unit)})`;
    return (
      `<g><title>${escapeHtml(title)}</title><line class="span" x1="${px(left)}" x2="${px(left)}" ` +
      `y1="${px(y.at(figure.min))}" y2="${px(y.at(figure.max))}"/><path class="mark" d="${shape(left, top)}"/></g>`
    );
  });
  return (
    `<g style="color: var(--${colour})"><path class="line"${series.dashed ? ' stroke-dasharray="6 4"' : ''} ` +
    `d="${path}"/>${at.length > 60 ? '' : marks.join('')}</g>`
  );
}

function key(series: Series, { colour, shape }: Look): string {
  return (
    `<span class="key"><svg viewBox="0 0 26 14" aria-hidden="true" style="color: var(--${colour}); width: ` +
    `26px"><path class="line" d="M0 7H26"${series.dashed ? ' stroke-dasharray="5 3"' : ''}/><path class="mark" ` +
    `d="${shape(13, 7)}"/></svg>${escapeHtml(series.name)}</span>`
  );
}

interface Look {
  readonly colour: string;
  readonly shape: (x: number, y: number) => string;
}

/** Colours and shapes differ, so that either is enough. */
function coloursOf(series: readonly Series[]): Look[] {
  const own = series.filter(({ colourOf }) => colourOf === undefined).map(({ name }) => name);
  return series.map(({ name, colourOf }) => {
    const place = Math.max(0, own.indexOf(colourOf ?? name));
    return { colour: `node${place % 7}`, shape: shapes[place % shapes.length]! };
  });
}

const shapes: readonly Look['shape'][] = [
  (x, y) => `M${px(x - 4)} ${px(y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0`,
  (x, y) => `M${px(x - 4)} ${px(y - 4)}h8v8h-8z`,
  (x, y) => `M${px(x)} ${px(y - 5)}l5 9h-10z`,
  (x, y) => `M${px(x)} ${px(y - 5)}l5 5l-5 5l-5 -5z`,
  (x, y) => `M${px(x)} ${px(y + 5)}l5 -9h-10z`,
  (x, y) => `M${px(x - 5)} ${px(y - 1.5)}h3.5v-3.5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5z`,
];

function px(value: number): string {
  return value.toFixed(1);
}
