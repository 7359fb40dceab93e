import { type OperationStatistics, statistics } from '../checkers/statistics.ts';
import type { Run } from '../run.ts';
import { escapeHtml } from './html-escape.ts';
import { duration, grouped } from './page-figures.ts';
import { scrollRegion } from './scroll-region.ts';

/** A table of how the operations ended on each node, and how long they took. */
export function nodeTable(run: Run): string {
  const { byF, byNode } = statistics(run);
  const groups: [string, Readonly<Record<string, OperationStatistics>>][] = [
    ['all nodes', byF],
    ...Object.entries(byNode),
  ];
  const rows = groups.flatMap(([node, by]) =>
    Object.entries(by).map(([f, of], i) => {
      const figures = [of.count, of.ok, of.fail, of.info]
        .map(grouped)
        .concat([of.p50Ms, of.p95Ms, of.p99Ms, of.maxMs].map(duration));
      const cells = figures.map((figure) => `<td class="figure">${figure}</td>`).join('');
      const [open, name] = i === 0 ? ['<tr class="first">', escapeHtml(node)] : ['<tr>', ''];
      return `${open}<td>${name}</td><td>${escapeHtml(f)}</td>${cells}</tr>`;
    }),
  );
  const heads = ['operations', 'ok', 'fail', 'info', 'p50', 'p95', 'p99', 'max'];
  return `<section class="card">
<h2>By node</h2>
${scrollRegion(
  'Operations by node',
  `<table>
<thead><tr><th>node</th><th>f</th>${heads.map((head) => `<th class="figure">${head}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`,
)}
<p class="note">Latencies are of the operations that succeeded.</p>
</section>`;
}
