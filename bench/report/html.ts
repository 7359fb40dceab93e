import { requiredCheckers } from '../checkers/judge.ts';
import { type OperationStatistics, statistics } from '../checkers/statistics.ts';
import { atSeconds } from '../checkers/wording.ts';
import type { NodeEnd, Requirements, Run, Verdict, Violation } from '../run.ts';
import { embeddedJson, escapeHtml } from './html-escape.ts';
import { pageHead } from './page-head.ts';
import { pageScript } from './page-script.ts';
import { type PlotData, plotData } from './plot-data.ts';

/**
 * The report of a run as one self-contained page: it needs no network and nothing beside it, and forbids itself both. About a
 * megabyte however long the run. All that nodes printed is shown as text, never taken as HTML or script.
 */
export function renderHtml(run: Run, verdict: Verdict, requirements: Requirements): string {
  const data = plotData(run, verdict, requirements);
  const title = `${run.workload}, seed ${run.seed}: ${verdict.valid ? 'valid' : 'invalid'}`;
  return `${pageHead({ title, hasScript: true })}
<body>
<main>
${header(run, verdict, requirements)}
${found(verdict)}
${run.nodes.map(fallen).join('')}
${plots(run, data)}
${table(run)}
</main>
<div id="tip" class="tip" role="status"></div>
<script type="application/json" id="data">${embeddedJson(data)}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}

function header(run: Run, verdict: Verdict, requirements: Requirements): string {
  const { all, okPerSecond, serverMessagesPerOperation, kvRoundTripsPerOperation } = statistics(run);
  const badge = verdict.valid
    ? '<span class="badge good">✓ valid</span>'
    : `<span class="badge bad">✗ ${verdictWord(verdict)}</span>`;
  const checkers = requiredCheckers(run.workload, requirements).join(', ');
  const staleness = requirements.stalenessMs > 0 ? `, reads up to ${requirements.stalenessMs} ms old` : '';
  const held = run.workload === 'echo' ? '' : ` to <b>${requirements.consistency}</b>${staleness}`;
  const facts: [string, string][] = [
    [
      'Operations',
      `${grouped(all.count)} (${grouped(all.ok)} ok, ${grouped(all.fail)} fail, ${grouped(all.info)} info)`,
    ],
    ['Latency p50 / p95 / p99 / max', [all.p50Ms, all.p95Ms, all.p99Ms, all.maxMs].map(ms).join(' / ')],
    ['Throughput', okPerSecond === null ? '–' : `${grouped(okPerSecond)} ok/s`],
    ['KV round trips per operation', decimals(kvRoundTripsPerOperation)],
    ['Server messages per operation', decimals(serverMessagesPerOperation)],
    ['Messages dropped / duplicated', `${grouped(run.net.dropped)} / ${grouped(run.net.duplicated)}`],
    ['Seed', `${run.seed}`],
    ['Nodes / concurrency', `${run.nodes.length} / ${run.concurrency}`],
    ['Rate asked for', `${grouped(run.rate)} op/s`],
    ['Time limit', `${grouped(run.timeLimitMs / 1000)} s`],
    ['Began', run.startedAt.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')],
    ['Maelstrom’s own checker', verdict.maelstrom.valid ? 'valid' : 'invalid'],
  ];
  return `<header class="card">
<div class="head">${badge}<h1>${escapeHtml(run.workload)}</h1></div>
<p class="lead soft">Held${held} by the checkers ${checkers}.</p>
<dl>
${facts.map(([term, fact]) => `<div><dt>${term}</dt><dd>${escapeHtml(fact)}</dd></div>`).join('\n')}
<div class="wide"><dt>To repeat it</dt><dd><code>${escapeHtml(run.command)}</code></dd></div>
</dl>
</header>`;
}

function verdictWord({ crashed, muted }: Verdict): string {
  const words = [
    ...(crashed.length > 0 ? [`${crashed.length} ${crashed.length === 1 ? 'node' : 'nodes'} crashed`] : []),
    ...(muted.length > 0 ? [`${muted.length} ${muted.length === 1 ? 'node' : 'nodes'} muted`] : []),
  ];
  return words.length === 0 ? 'invalid' : `invalid: ${words.join(', ')}`;
}

function found({ violations, violationCount }: Verdict): string {
  if (violationCount === 0) {
    return '';
  }
  const first = violations.length < violationCount ? `, of which ${violations.length} are listed` : '';
  return `<section class="card">
<h2>${grouped(violationCount)} ${violationCount === 1 ? 'violation' : 'violations'}${first}</h2>
<ol class="violations">
${violations.map(item).join('\n')}
</ol>
</section>`;
}

function item({ checker, message, operation }: Violation): string {
  const show = operation === undefined ? '' : `<button type="button" data-operation="${operation}">show</button>`;
  return `<li><span class="checker">${escapeHtml(checker)}</span> ${escapeHtml(message, 500)}${show}</li>`;
}

function fallen({ id, crashed, muted }: NodeEnd): string {
  const parts: string[] = [];
  if (crashed !== undefined) {
    const how = crashed.exitCode === null ? `by signal ${crashed.signal}` : `with exit code ${crashed.exitCode}`;
    const lines = crashed.lastStderr.trimEnd().split('\n').slice(-12);
    parts.push(`<h2>Node ${escapeHtml(id)} crashed ${escapeHtml(how)}</h2>
<p class="note">Last on its stderr:</p>
<code>${lines.map((line) => escapeHtml(line, 400)).join('<br>') || 'nothing'}</code>`);
  }
  if (muted !== undefined) {
    parts.push(`<h2>Node ${escapeHtml(id)} was muted at ${atSeconds(muted.atMs)}</h2>
<p class="note">${escapeHtml(muted.reason)}. Nothing it printed after this line was heard:</p>
<code>${escapeHtml(muted.line, 600)}</code>`);
  }
  return parts.map((part) => `<section class="card">\n${part}\n</section>\n`).join('');
}

function plots(run: Run, data: PlotData): string {
  const reset = '<button type="button" data-reset hidden>reset zoom</button>';
  const counts = run.workload !== 'echo';
  const ok = counts
    ? [toggle('add', 'add ok', 'square'), toggle('read', 'read ok', 'square')]
    : [toggle('echo', 'echo ok', 'square')];
  const faults =
    data.faults.length === 0
      ? ''
      : `<section class="card">
<div class="bar"><h2>Faults</h2>${reset}</div>
<div class="plot" id="faults" data-label="When each fault was on"></div>
</section>`;
  const answers = counts
    ? `<section class="card">
<div class="bar"><h2>What each node answered, against the true bounds</h2>
<div class="keys">
<button type="button" data-scale="relative" aria-pressed="true">above the lower bound</button>
<button type="button" data-scale="absolute" aria-pressed="false">absolute</button>
${data.nodes.map((node, i) => toggle(`node${i}`, node, 'square', `node${i % 7}`)).join('\n')}
${key('within bounds', 'band', 'block')}
${key('violation', 'mark', 'ring')}
${reset}
</div></div>
<div class="plot" id="answers" data-label="The answers of the reads, by node"></div>
<p class="note">The lower bound of a read is the sum of the adds acknowledged before it was sent, the upper one that of all adds sent before it returned and not refused. The band spans the bounds of all reads sent about then; close up, each dot has its own. ${outside(data)}</p>
</section>`
    : '';
  return `${faults}
<section class="card">
<div class="bar"><h2>Latency of every operation</h2>
<div class="keys">
${[...ok, toggle('info', 'info (in doubt)', 'triangle'), toggle('fail', 'fail', 'cross'), toggle('p50', 'p50', 'line'), toggle('p99', 'p99', 'dashes', 'p50')].join('\n')}
${key('violation', 'mark', 'ring')}
${reset}
</div></div>
<div class="plot" id="latency" data-label="Latency of the operations over time, on a logarithmic scale"></div>
<p class="note">${shown(data)} Drag over any plot to zoom, double-click to see all; a key hides and shows what it stands for. ${data.faults.length > 0 ? 'Shaded: faults. ' : ''}${data.finalMs === null ? '' : 'Dashed upright: the final reads.'}</p>
</section>
<section class="card">
<div class="bar"><h2>Operations per second</h2>
<div class="keys">${key('ok', 'ok', 'block')}${key('info', 'info', 'block')}${key('fail', 'fail', 'block')}${reset}</div></div>
<div class="plot" id="rate" data-label="Completed operations per second by outcome, stacked"></div>
<div class="bar"><h2>KV round trips per operation</h2></div>
<div class="plot" id="kv" data-label="Key-value round trips per completed operation"></div>
</section>
${answers}`;
}

/** Says honestly which operations are dots and which are not. */
function shown({ total, points, selection }: PlotData): string {
  const drawn = points.index.length;
  if (drawn === total) {
    return `All ${grouped(total)} operations are shown.`;
  }
  const { notOk, notOkDrawn, outOfBounds, outOfBoundsDrawn, oneIn } = selection;
  const part = (all: number, some: number) =>
    some === all ? `all ${grouped(all)}` : `${grouped(some)} of ${grouped(all)}`;
  return `${grouped(drawn)} of ${grouped(total)} operations are shown: ${part(notOk, notOkDrawn)} that did not succeed, ${part(outOfBounds, outOfBoundsDrawn)} reads out of bounds, all in the violations listed, the extremes of every moment, and one in ${oneIn} of the others. The lines and the band are of all operations.`;
}

function outside({ selection: { outOfBounds } }: PlotData): string {
  if (outOfBounds === 0) {
    return 'No read is out of bounds.';
  }
  return `${grouped(outOfBounds)} ${outOfBounds === 1 ? 'read is' : 'reads are'} out of bounds.`;
}

const shapes = {
  square: '<rect x="3" y="3" width="8" height="8" fill="currentColor"/>',
  block: '<rect x="1" y="3" width="12" height="8" rx="1" fill="currentColor" opacity=".65"/>',
  cross: '<path d="M3 3l8 8M3 11l8-8" stroke="currentColor" stroke-width="2"/>',
  triangle: '<path d="M7 2l5 10H2z" fill="none" stroke="currentColor" stroke-width="1.8"/>',
  ring: '<circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" stroke-width="2"/>',
  line: '<path d="M0 7h14" stroke="currentColor" stroke-width="2"/>',
  dashes: '<path d="M0 7h14" stroke="currentColor" stroke-width="2" stroke-dasharray="5 3"/>',
};

function drawing(shape: keyof typeof shapes, colour: string): string {
  return `<svg viewBox="0 0 14 14" aria-hidden="true" style="color: var(--${colour})">${shapes[shape]}</svg>`;
}

function toggle(
  name: string,
  label: string,
  shape: keyof typeof shapes,
  colour = name === 'echo' ? 'read' : name,
): string {
  return `<button type="button" data-toggle="${name}" aria-pressed="true">${drawing(shape, colour)}${escapeHtml(label, 40)}</button>`;
}

function key(label: string, colour: string, shape: keyof typeof shapes): string {
  return `<span class="key">${drawing(shape, colour)}${label}</span>`;
}

function table(run: Run): string {
  const { byF, byNode } = statistics(run);
  const groups: [string, Readonly<Record<string, OperationStatistics>>][] = [
    ['all nodes', byF],
    ...Object.entries(byNode),
  ];
  const rows = groups.flatMap(([node, by]) =>
    Object.entries(by).map(([f, of], i) => {
      const figures = [of.count, of.ok, of.fail, of.info]
        .map(grouped)
        .concat([of.p50Ms, of.p95Ms, of.p99Ms, of.maxMs].map(ms));
      const cells = figures.map((figure) => `<td class="figure">${figure}</td>`).join('');
      return `<tr${i === 0 ? ' class="first"' : ''}><td>${i === 0 ? escapeHtml(node) : ''}</td><td>${escapeHtml(f)}</td>${cells}</tr>`;
    }),
  );
  const heads = ['operations', 'ok', 'fail', 'info', 'p50', 'p95', 'p99', 'max'];
  return `<section class="card">
<h2>By node</h2>
<div class="scroll"><table>
<thead><tr><th>node</th><th>f</th>${heads.map((head) => `<th class="figure">${head}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>
<p class="note">Latencies are of the operations that succeeded.</p>
</section>`;
}

function grouped(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 });
}

function decimals(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

function ms(value: number | null): string {
  if (value === null) {
    return '–';
  }
  // A no-break space keeps the unit with its figure.
  if (value >= 1000) {
    return `${(value / 1000).toFixed(2)}\u00a0s`;
  }
  return `${value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2)}\u00a0ms`;
}
