import { describeMachine } from './machine.ts';
import type { BenchResult, Table } from './result.ts';
import { cellText, runsText } from './text-report.ts';

/** The tables as Markdown, with what they were measured on and how to get them again. */
export function markdownReport(result: BenchResult): string {
  const origin = `Measured ${result.startedAt.slice(0, 10)} on ${describeMachine(result.machine)}; ${runsText(result)}. Again: \`${result.command}\`.`;
  const tables = result.scopes.flatMap(({ tables: all }) => all.map(tableMarkdown));
  return `${[origin, ...tables].join('\n\n')}\n`;
}

function tableMarkdown(table: Table): string {
  const columns = table.columns.filter(({ id }) => table.rows.some(({ figures }) => figures[id] != null));
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    `**${table.title}**`,
    '',
    line([...table.keys, ...columns.map(({ title }) => title)]),
    line([...table.keys.map(() => '---'), ...columns.map(() => '--:')]),
    ...table.rows.map(({ labels, figures }) =>
      line([...labels, ...columns.map(({ id, unit }) => cellText(figures[id] ?? null, unit))]),
    ),
  ].join('\n');
}
