import type { Requirements, Run, Verdict } from '../run.ts';
import { browserScript } from './browser-script.ts';
import { embeddedJson } from './html-escape.ts';
import { pageHead } from './page-head.ts';
import { noPlots, plots, selectedCard } from './page-plots.ts';
import { decisionCard, fallenNode, header, type RunDecision, violationList } from './page-summary.ts';
import { nodeTable } from './page-table.ts';
import { plotData } from './plot-data.ts';
import type { PlotData } from './run-page-data.ts';

/**
 * The report of a run as one self-contained page: it needs no network and no other file, and
 * forbids itself both. About a megabyte, however long the run. All that nodes printed is shown as
 * text, never taken as HTML or script.
 */
export function renderRunPage(run: Run, verdict: Verdict, requirements: Requirements, decision?: RunDecision): string {
  const data = run.operations.length === 0 ? undefined : plotData(run, verdict, requirements);
  const script = data && browserScript(new URL('browser/run-page.js', import.meta.url));
  const title = `${run.nodeName}: ${run.workload}, seed ${run.seed}, ${verdict.valid ? 'valid' : 'invalid'}`;
  return `${pageHead({ title, script })}
<body>
<main>
${header(run, verdict, requirements)}
${violationList(verdict, run.operations.length)}
${decision === undefined ? '' : decisionCard(decision)}
${run.nodes.map(fallenNode).join('')}
${data === undefined ? noPlots(run) : `${plots(run, data)}\n${nodeTable(run)}\n${selectedCard}`}
</main>
${data === undefined ? '' : plotScript(data, script!)}
</body>
</html>
`;
}

function plotScript(data: PlotData, script: string): string {
  return `<div id="tip" class="tip" role="status"></div>
<script type="application/json" id="data">${embeddedJson(data)}</script>
<script>${script}</script>`;
}
