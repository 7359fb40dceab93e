import type { Run } from '../run.ts';
import { escapeHtml } from './html-escape.ts';
import { grouped } from './page-figures.ts';
import type { PlotData } from './run-page-data.ts';

/** The places of a report's plots, with their keys and notes; the page's script draws into them. */
export function plots(run: Run, data: PlotData): string {
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
${place('faults', 'When each fault was on')}
</section>`;
  const hasReads = data.points.aboveLowest.some((above) => above !== null);
  const answers = hasReads
    ? `<section class="card">
<div class="bar"><h2>What each node answered, against the true bounds</h2>
<div class="keys">
<button type="button" data-scale="relative" aria-pressed="true">above the lower bound</button>
<button type="button" data-scale="absolute" aria-pressed="false">absolute</button>
${data.nodes.map((node, i) => toggle(`node${i}`, node, 'square', `node${i % 7}`)).join('\n')}
${key('within bounds', 'band', 'block')}
${key('violation', 'mark', 'ring')}
${data.marked.uncounted > 0 ? key('stale, not held against it', 'soft', 'ring') : ''}
${reset}
</div></div>
${place('answers', 'The answers of the reads over time, by node')}
<p class="note">The lower bound of a read is the sum of the adds acknowledged before it was sent, the upper one that
of all adds sent before it returned and not refused. The band spans the bounds of all reads sent
about then; close up, each dot has its own. ${outside(data)}</p>
</section>`
    : '';
  const keys = [
    ...ok,
    toggle('info', 'info (in doubt)', 'triangle'),
    toggle('fail', 'fail', 'cross'),
    toggle('p50', 'p50', 'line'),
    toggle('p99', 'p99', 'dashes', 'p50'),
  ];
  const outcomes = ['ok', 'info', 'fail'];
  const shaded = data.faults.length > 0 ? 'Shaded: faults. ' : '';
  const marks = `${shaded}${data.finalMs === null ? '' : 'Dashed upright: the final reads.'}`;
  return `${faults}
<section class="card">
<div class="bar"><h2>Latency of every operation</h2>
<div class="keys">
${keys.join('\n')}
${key('violation', 'mark', 'ring')}
${reset}
</div></div>
${place('latency', 'Latency of the operations over time, on a logarithmic scale')}
<p class="note">${shown(data)} ${marks}</p>
<p class="note" id="plot-keys">Drag over any plot to zoom, double-click to see all, click an operation to keep it. By
keyboard: <kbd>←</kbd> <kbd>→</kbd> from one to the next (with <kbd>⇧</kbd> twenty), <kbd>Enter</kbd> to keep it,
<kbd>+</kbd> <kbd>−</kbd> to zoom, <kbd>Esc</kbd> to see all.</p>
</section>
<section class="card">
<div class="bar"><h2>Operations per second</h2>
<div class="keys">${outcomes.map((name) => key(name, name, 'block')).join('')}${reset}</div></div>
${place('rate', 'Completed operations per second by outcome, stacked')}
${roundTrips(run)}
</section>
${answers}`;
}

function roundTrips({ net }: Run): string {
  return net.kvRoundTrips === 0
    ? '<p class="note">No node used a key-value store.</p>'
    : `<div class="bar"><h2>KV round trips per operation</h2></div>
${place('kv', 'Key-value round trips per completed operation')}`;
}

/** What a report says instead of plots when no client did anything. */
export function noPlots({ samples }: Run): string {
  const why =
    samples.length === 0
      ? 'The clients begin when every node has answered <code>init</code>, and that never happened.'
      : 'Every node answered <code>init</code>, but no client began an operation.';
  return `<section class="card empty">
<h2>Nothing to plot</h2>
<p>${why}</p>
</section>`;
}

/** The place where the operation that was clicked is described; the page's script fills it. */
export const selectedCard = `<section id="selected" class="card selected" aria-live="polite" hidden>
<div class="bar"><h2 id="selected-name"></h2><button type="button" id="unselect">close</button></div>
<p id="selected-facts"></p>
</section>`;

function place(id: string, label: string): string {
  return (
    `<div class="plot" id="${id}" tabindex="0" role="application" aria-roledescription="plot" ` +
    `aria-label="${label}" aria-describedby="plot-keys"></div>`
  );
}

/** Says which operations are drawn and which are not. */
function shown({ total, points, selection }: PlotData): string {
  const drawn = points.index.length;
  if (drawn === total) {
    return `All ${grouped(total)} operations are shown.`;
  }
  const { notOk, notOkDrawn, outOfBounds, outOfBoundsDrawn, oneIn } = selection;
  const part = (all: number, some: number) =>
    some === all ? `all ${grouped(all)}` : `${grouped(some)} of ${grouped(all)}`;
  return (
    `${grouped(drawn)} of ${grouped(total)} operations are shown: ${part(notOk, notOkDrawn)} that did not ` +
    `succeed, ${part(outOfBounds, outOfBoundsDrawn)} reads out of bounds, all in the violations listed, the ` +
    `extremes of ` +
    `every moment, and one in ${oneIn} of the others. The lines and the band are of all operations.`
  );
}

function outside({ selection: { outOfBounds }, marked }: PlotData): string {
  if (outOfBounds === 0) {
    return 'No read is out of bounds.';
  }
  const grey = marked.uncounted > 0 ? ' Grey rings: what the node is held to allows that.' : '';
  return `${grouped(outOfBounds)} ${outOfBounds === 1 ? 'read is' : 'reads are'} out of bounds.${grey}`;
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
  return (
    `<button type="button" data-toggle="${name}" ` +
    `aria-pressed="true">${drawing(shape, colour)}${escapeHtml(label, 40)}</button>`
  );
}

function key(label: string, colour: string, shape: keyof typeof shapes): string {
  return `<span class="key">${drawing(shape, colour)}${label}</span>`;
}
