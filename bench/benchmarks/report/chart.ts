import { escapeHtml } from '../../report/html-escape.ts';
import type { Chart, Series } from '../result.ts';
import { type Look, looksOf } from './series-look.ts';

/**
 * The place of a chart and the keys of its series; the page's script draws into it.
 *
 * @param place - The chart's place among those of the page.
 */
export function renderChart(chart: Chart, place: number): string {
  if (chart.series.every(({ points }) => points.length === 0)) {
    return '<p class="note">Nothing was measured for this chart.</p>';
  }
  const looks = looksOf(chart.series);
  return `<div class="plot" data-chart="${place}" tabindex="0" role="application" aria-roledescription="chart"
  aria-label="${escapeHtml(chart.title)}" aria-describedby="chart-keys"></div>
<div class="keys">${chart.series.map((series, i) => key(series, looks[i]!, i)).join('\n')}</div>`;
}

function key({ name, dashed }: Series, { colour, shape }: Look, place: number): string {
  return (
    `<button type="button" data-series="${place}" aria-pressed="true"><svg viewBox="0 0 26 14" aria-hidden="true" ` +
    `style="color: var(--${colour}); width: 26px"><path class="line" d="M0 7H26"` +
    `${dashed ? ' stroke-dasharray="5 3"' : ''}/><path class="mark" transform="translate(13 7)" d="${shape}"/></svg>` +
    `${escapeHtml(name)}</button>`
  );
}
