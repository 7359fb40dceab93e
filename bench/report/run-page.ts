import type { Requirements, Run, Verdict } from '../run.ts';
import { embeddedJson } from './html-escape.ts';
import { pageHead } from './page-head.ts';
import { plots } from './page-plots.ts';
import { pageScript } from './page-script.ts';
import { fallenNode, header, violationList } from './page-summary.ts';
import { nodeTable } from './page-table.ts';
import { plotData } from './plot-data.ts';

/**
 * The report of a run as one self-contained page: it needs no network and no other file, and
 * forbids itself both. About a megabyte, however long the run. All that nodes printed is shown as
 * text, never taken as HTML or script.
 */
export function renderRunPage(run: Run, verdict: Verdict, requirements: Requirements): string {
  const data = plotData(run, verdict, requirements);
  const title = `${run.nodeName}: ${run.workload}, seed ${run.seed}, ${verdict.valid ? 'valid' : 'invalid'}`;
  return `${pageHead({ title, hasScript: true })}
<body>
<main>
${header(run, verdict, requirements)}
${violationList(verdict, run.operations.length)}
${run.nodes.map(fallenNode).join('')}
${plots(run, data)}
${nodeTable(run)}
</main>
<div id="tip" class="tip" role="status"></div>
<script type="application/json" id="data">${embeddedJson(data)}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}
