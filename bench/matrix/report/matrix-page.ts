import { designs } from '../../designs/designs.ts';
import { browserScript } from '../../report/browser-script.ts';
import { embeddedJson, escapeHtml } from '../../report/html-escape.ts';
import { pageHead } from '../../report/page-head.ts';
import { scrollRegion } from '../../report/scroll-region.ts';
import { needs, optionsOf } from '../cell.ts';
import { kindTexts } from '../failure.ts';
import { faultSets } from '../fault-sets.ts';
import { cellAt, type Matrix } from '../matrix.ts';
import { replayCommand } from '../replay-command.ts';
import { breaksClaim, type CellResult } from '../tally.ts';
import { claimMark, howItFails, messagesPerOperation, percent, telling } from './cell-text.ts';
import { pageData } from './collect-page-data.ts';
import { matrixStyle } from './matrix-style.ts';
import { metrics } from './metrics.ts';
import type { PageData } from './page-data.ts';
import { describeTest, whatFails } from './test-text.ts';

/**
 * The matrix as one self-contained page: it needs no network and no other file, and forbids itself
 * both. The numbers and seeds can be read without its script, which adds other ways to look at them
 * and the details of each cell.
 */
export function renderMatrixPage(matrix: Matrix): string {
  const data: PageData = pageData(matrix);
  const script = browserScript(new URL('browser/matrix-page.js', import.meta.url));
  return `${pageHead({ title: 'Designs, stores and faults', style: matrixStyle, script })}
<body>
<main>
<header class="card">
<div class="head"><h1>Which design is wrong where</h1>${verdict(matrix)}</div>
<p class="lead">${escapeHtml(describeTest(matrix))}</p>
<p class="note">${escapeHtml(whatFails)}</p>
</header>
${grid(matrix)}
${designsTable(matrix)}
${storesAndFaults(matrix)}
${seedsTable(matrix)}
</main>
<div id="tip" class="tip" role="status"></div>
<script type="application/json" id="data">${embeddedJson(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

function verdict({ results }: Matrix): string {
  const claimed = results.filter(({ notClaimed }) => notClaimed === undefined);
  const broken = claimed.filter(breaksClaim).length;
  return broken === 0
    ? `<span class="badge good">✓ all ${claimed.length} claims kept</span>`
    : `<span class="badge bad">✗ ${broken} of ${claimed.length} claims broken</span>`;
}

function grid(matrix: Matrix): string {
  const { stores, faultSets: sets } = matrix;
  const storeHeads = stores
    .map(
      ({ name, description }) =>
        `<th scope="colgroup" colspan="${sets.length}" class="store" ` +
        `title="${escapeHtml(description)}">${escapeHtml(name)}</th>`,
    )
    .join('');
  const faultHeads = stores
    .map(() =>
      sets
        .map(({ name }, i) => `<th scope="col" class="fault${edge(i)}"><span>${escapeHtml(name)}</span></th>`)
        .join(''),
    )
    .join('');
  let index = 0;
  const rows = matrix.designs.map((name) => {
    const results = stores.flatMap((store) => sets.map((set) => cellAt(matrix, name, store.name, set.name)!));
    const cells = results.map((result, i) => cell(result, index + i, edge(i % sets.length)));
    index += results.length;
    const head = `${escapeHtml(name)}<small>${kept(results)}</small>`;
    return `<tr><th scope="row" title="${escapeHtml(designs.get(name)!.summary)}">${head}</th>${cells.join('')}</tr>`;
  });
  const buttons = metrics.map(
    ({ name }, i) => `<button type="button" data-metric="${i}" aria-pressed="${i === 0}">${escapeHtml(name)}</button>`,
  );
  return `<section class="card">
<div class="bar"><h2 id="metric">${escapeHtml(metrics[0]!.name)}</h2><div class="keys">${buttons.join('\n')}</div></div>
<p class="note" id="meaning">${escapeHtml(metrics[0]!.meaning)}</p>
<div class="matrix-scroll"><table class="matrix" role="grid" aria-labelledby="metric"
aria-describedby="meaning grid-keys">
<thead>
<tr><th rowspan="2" class="corner">design<small>claims kept</small></th>${storeHeads}</tr>
<tr>${faultHeads}</tr>
</thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>
<p class="legend"><span><i class="swatch zero"></i>${legendText('zero')}</span>
<span>${legendText('from')}<i class="ramp"></i>${legendText('to')}</span>
<span><i class="swatch zero claimed"></i>framed: the design claims to survive this</span>
<span><i class="swatch some claimed broken"></i>thick frame: it claims to, but does not</span>
<span><i class="swatch some reads"></i>corner: more runs break the promise in a read on the way than fail</span></p>
<div id="detail" class="detail" aria-live="polite"><p class="soft"
id="grid-keys">Click a cell for how it fails, a seed that shows it, and the command that repeats it.
By keyboard: the arrow keys, then <kbd>Enter</kbd>. The address of this page then links to the cell.</p></div>
</section>`;
}

/** A text of the legend as it is for the first metric; the page's script changes it. */
function legendText(name: 'zero' | 'from' | 'to'): string {
  return `<span id="legend-${name}">${escapeHtml(metrics[0]![name])}</span>`;
}

/** Marks the first column of each store. */
function edge(i: number): string {
  return i === 0 ? ' edge' : '';
}

function kept(results: readonly CellResult[]): string {
  const claimed = results.filter(({ notClaimed }) => notClaimed === undefined);
  const broken = claimed.filter(breaksClaim).length;
  return claimed.length === 0 ? 'none' : `${claimed.length - broken}/${claimed.length}`;
}

function cell(result: CellResult, index: number, edgeClass: string): string {
  const { text, heat } = metrics[0]!.figure(result);
  const classes = [
    heat === 0 ? 'zero' : 'some',
    ...(heat !== null && heat > 0.62 ? ['deep'] : []),
    ...(result.notClaimed === undefined ? ['claimed'] : []),
    ...(breaksClaim(result) ? ['broken'] : []),
    ...(result.broken !== null && result.broken > result.failed ? ['reads'] : []),
  ];
  const label =
    `${result.design} on ${result.store}, ${result.faultSet.name}: ${text} %${claimMark(result)} ` +
    `${howItFails(result)}`;
  return (
    `<td class="${edgeClass.trim()}"><button type="button" data-cell="${index}" class="${classes.join(' ')}" ` +
    `style="--heat:${(heat ?? 0).toFixed(3)}" aria-label="${escapeHtml(label.trim())}">` +
    `${escapeHtml(text)}</button></td>`
  );
}

function designsTable(matrix: Matrix): string {
  const rows = matrix.designs.map((name) => {
    const { summary, promises } = designs.get(name)!;
    const usual = cellAt(matrix, name, 'seq-kv', 'partition');
    const results = matrix.results.filter(({ design }) => design === name);
    const fresh = usual === undefined ? '–' : `${percent(usual.freshness.fresh, usual.freshness.reads)} %`;
    const promise =
      promises === undefined
        ? 'nothing'
        : `${promises.consistency}, on ${needs[promises.store]}; survives ` +
          `${promises.faults.length === faultSets.at(-1)!.faults.length ? 'all faults' : promises.faults.join(', ')}`;
    return (
      `<tr><td><b>${escapeHtml(name)}</b></td><td class="wrap">${escapeHtml(summary)}</td><td ` +
      `class="wrap">${escapeHtml(promise)}</td><td class="figure">${kept(results)}</td><td ` +
      `class="figure">${usual === undefined ? '–' : `${percent(usual.failed, usual.runs)} %`}</td><td ` +
      `class="figure">${fresh}</td><td class="figure">` +
      `${usual === undefined ? '–' : messagesPerOperation(usual).toFixed(1)}</td></tr>`
    );
  });
  return `<section class="card">
<h2>The designs</h2>
${scrollRegion(
  'The designs',
  `<table>
<thead><tr><th>design</th><th>what it is</th><th>what it promises</th><th class="figure">claims kept</th>
<th class="figure">fails</th><th class="figure">fresh reads</th><th class="figure">messages/op</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`,
)}
<p class="note">The last three are those with the settings of Fly.io’s challenge #4: seq-kv, partitions.</p>
</section>`;
}

function storesAndFaults({ stores, faultSets: sets }: Matrix): string {
  const storeItems = stores.map(
    ({ name, description }) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(description)}</dd>`,
  );
  const faultItems = sets.map(
    ({ name, faults }) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(faults.join(', ') || 'no faults')}</dd>`,
  );
  return `<section class="card">
<h2>The stores and the faults</h2>
<div class="pair"><dl class="terms">${storeItems.join('')}</dl><dl class="terms">${faultItems.join('')}</dl></div>
</section>`;
}

function seedsTable({ results }: Matrix): string {
  const rows = results.flatMap((result) => {
    const seen = telling(result);
    if (seen === undefined) {
      return [];
    }
    const { design, store, faultSet, runs } = result;
    const share = `${breaksClaim(result) ? '✗ ' : ''}${percent(seen.runs, runs)} %`;
    const texts = [design, store, faultSet.name, kindTexts[seen.kind].name];
    return [
      `<tr>${texts.map((text) => `<td>${escapeHtml(text)}</td>`).join('')}<td ` +
        `class="figure">${escapeHtml(share)}</td><td ` +
        `class="wrap"><code>${escapeHtml(replayCommand(optionsOf(result), seen.seed))}</code></td></tr>`,
    ];
  });
  return `<section class="card">
<details><summary><h2>A seed for each of ${rows.length} cells that fail</h2></summary>
${scrollRegion(
  'Seeds and commands',
  `<table>
<thead><tr><th>design</th><th>store</th><th>faults</th><th>what is seen</th><th class="figure">runs</th>
<th>the command that repeats it</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`,
)}
</details>
</section>`;
}
