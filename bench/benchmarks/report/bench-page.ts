import { browserScript } from '../../report/browser-script.ts';
import { embeddedJson, escapeHtml } from '../../report/html-escape.ts';
import { pageHead } from '../../report/page-head.ts';
import { scrollRegion } from '../../report/scroll-region.ts';
import type { Figure } from '../figure.ts';
import {
  type BenchResult,
  type Chart,
  type Check,
  isRight,
  type ScopeResult,
  type Table,
  type Unit,
} from '../result.ts';
import { renderChart } from './chart.ts';
import { type Comparison, ratioKey } from './compare.ts';
import { valueText } from './figure-text.ts';
import { runsText } from './text-report.ts';

/**
 * The results as one self-contained page: it needs no network and no other file, and forbids itself
 * both. All figures can be read without its script, which draws the charts.
 */
export function benchPage(result: BenchResult, comparison?: Comparison): string {
  const charts = result.scopes.flatMap((scope) => scope.charts);
  const script = browserScript(new URL('browser/bench-page.js', import.meta.url));
  let first = 0;
  const sections = result.scopes.map((scope) => {
    const section = scopeSection(scope, first, comparison);
    first += scope.charts.length;
    return section;
  });
  return `${pageHead({ title: `Benchmarks, ${result.startedAt}`, style: benchStyle, script })}
<body>
<main>
${header(result, comparison)}
${sections.join('\n')}
</main>
<div id="tip" class="tip" role="status"></div>
<script type="application/json" id="data">${embeddedJson(charts)}</script>
<script>${script}</script>
</body>
</html>
`;
}

const benchStyle = `
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 500px), 1fr));
  gap: 18px 22px; margin-top: 12px; }
h3 { font-size: 14px; margin: 10px 0 0; }
.line { fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; }
.mark { fill: currentColor; stroke: var(--card); stroke-width: 1; }
.least { color: var(--soft); font-size: 11.5px; display: block; line-height: 1.2; }
.ratio { font-weight: 600; display: block; font-size: 11.5px; line-height: 1.2; }
td { vertical-align: top; }
nav { display: flex; flex-wrap: wrap; gap: 4px 14px; margin-top: 10px; }
a { color: var(--add); }
`;

function header(result: BenchResult, comparison: Comparison | undefined): string {
  const { machine, startedAt, command, scopes } = result;
  const checks = scopes.flatMap((scope) => scope.checks);
  const right = checks.filter(isRight).length;
  const badge =
    right === checks.length
      ? '<span class="badge good">✓ all work done</span>'
      : `<span class="badge bad">✗ checksums wrong: ${checks.length - right}</span>`;
  const facts: [string, string][] = [
    ['Processor', `${machine.cpu}, ${machine.cores} cores`],
    ['Memory', valueText(machine.memoryBytes, 'bytes')],
    ['System', machine.system],
    ['Node.js', machine.node],
    ['Load average before', machine.loadAverage.toFixed(2)],
    ['Began', startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')],
    ['Figures', runsText(result)],
    ['Checksums', `${right} of ${checks.length} right`],
  ];
  const compared =
    comparison === undefined
      ? ''
      : `<div class="wide"><dt>Compared with</dt><dd>${escapeHtml(comparison.file)}, of ` +
        `${escapeHtml(comparison.startedAt)}: below each figure its ratio to then</dd></div>`;
  return `<header class="card">
<div class="head">${badge}<h1>Benchmarks</h1></div>
<nav>${scopes.map(({ scope }) => `<a href="#${scope}">${scope}</a>`).join('')}</nav>
<dl>
${facts.map(([term, fact]) => `<div><dt>${term}</dt><dd>${escapeHtml(fact)}</dd></div>`).join('\n')}
${compared}
<div class="wide"><dt>To repeat it</dt><dd><code>${escapeHtml(command)}</code></dd></div>
</dl>
<p class="note" id="chart-keys">Point at a mark for its figures, or go from one to the next with <kbd>←</kbd>
<kbd>→</kbd>. An upright line goes from the least of the runs to the greatest.</p>
</header>`;
}

/** @param firstChart - The place of its first chart among those of the page. */
function scopeSection(scope: ScopeResult, firstChart: number, comparison: Comparison | undefined): string {
  const wrong = scope.checks.filter((check) => !isRight(check));
  const right = `${scope.checks.length - wrong.length} of ${scope.checks.length}`;
  const [first] = scope.checks;
  const example = first === undefined ? '' : `, such as ${escapeHtml(`${first.what}: ${first.found}`)}`;
  return `<section class="card" id="${scope.scope}">
<h2>${escapeHtml(scope.scope)}</h2>
<p class="note">${codeSpans(scope.about)}</p>
${wrong.map(wrongCheck).join('')}
${scope.notes.map((note) => `<p class="note">${codeSpans(note)}</p>`).join('')}
<div class="charts">
${scope.charts.map((chart, i) => chartHtml(chart, firstChart + i)).join('\n')}
</div>
${scope.tables.map((table) => tableHtml(scope.scope, table, comparison)).join('\n')}
<p class="note">Took ${(scope.tookMs / 1_000).toFixed(0)} s. ${right} checksums right${example}.</p>
</section>`;
}

function wrongCheck({ what, expected, found }: Check): string {
  return `<p class="bad">${escapeHtml(`${what}: expected ${expected}, found ${found}`)}</p>`;
}

function chartHtml(chart: Chart, place: number): string {
  const note = chart.note ? `<p class="note">${escapeHtml(chart.note)}</p>` : '';
  return `<div><h3>${escapeHtml(chart.title)}</h3>${renderChart(chart, place)}${note}</div>`;
}

function tableHtml(scope: string, table: Table, comparison: Comparison | undefined): string {
  const columns = table.columns.filter(({ id }) => table.rows.some(({ figures }) => figures[id] != null));
  const rows = table.rows.map((row, i) => {
    const before = table.rows[i - 1]?.labels;
    // A label that is the same as above is not repeated, up to the first that differs.
    const same = row.labels.findIndex((label, place) => label !== before?.[place]);
    const labels = row.labels.map((label, place) => `<td>${place < same ? '' : escapeHtml(label)}</td>`);
    const cells = columns.map(({ id, unit }) =>
      cell(row.figures[id] ?? null, unit, comparison?.ratios.get(ratioKey(scope, table.id, row.labels, id))),
    );
    return `<tr${same === 0 ? ' class="first"' : ''}>${labels.join('')}${cells.join('')}</tr>`;
  });
  const heads = [
    ...table.keys.map((head) => `<th>${escapeHtml(head)}</th>`),
    ...columns.map(({ title }) => `<th class="figure">${escapeHtml(title)}</th>`),
  ];
  return `<h3>${escapeHtml(table.title)}</h3>
${scrollRegion(
  `${scope}: ${table.title}`,
  `<table>
<thead><tr>${heads.join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`,
)}`;
}

function cell(figure: Figure | null, unit: Unit, ratio: number | undefined): string {
  if (figure === null) {
    return '<td class="figure">–</td>';
  }
  const span =
    figure.values.length > 1 && figure.min !== figure.max
      ? `<span class="least">${escapeHtml(valueText(figure.min, unit))} – ` +
        `${escapeHtml(valueText(figure.max, unit))}</span>`
      : '';
  const compared = ratio === undefined ? '' : `<span class="ratio">×${ratio.toFixed(2)}</span>`;
  return `<td class="figure">${escapeHtml(valueText(figure.median, unit))}${span}${compared}</td>`;
}

/** Text in which backquoted parts become code. */
function codeSpans(text: string): string {
  return escapeHtml(text, 5_000).replaceAll(/`([^`]*)`/g, '<code>$1</code>');
}
