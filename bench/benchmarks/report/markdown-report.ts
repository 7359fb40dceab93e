import { markdownTable } from 'markdown-table';
import type { BenchResult, ScopeResult, Table } from '../result.ts';
import { describeMachine } from './machine.ts';
import { cellText, runsText } from './text-report.ts';

/** The tables as Markdown, with what they were measured on and how to get them again. */
export function markdownReport(result: BenchResult): string {
  const tables = result.scopes.flatMap(({ tables: all }) => all.map(tableMarkdown));
  return `${[originMarkdown(result, result.command), ...tables].join('\n\n')}\n`;
}

/** The same of one scope, with what it says of itself. */
export function scopeMarkdown(result: BenchResult, { scope, about, tables, notes }: ScopeResult): string {
  const origin = originMarkdown(result, `npm run bench -- ${scope}`);
  return `${[about, origin, ...tables.map(tableMarkdown), ...notes].join('\n\n')}\n`;
}

function originMarkdown(result: BenchResult, command: string): string {
  return (
    `Measured ${result.startedAt.slice(0, 10)} on ${describeMachine(result.machine)}; ${runsText(result)}. ` +
    `Again: \`${command}\`.`
  );
}

function tableMarkdown(table: Table): string {
  const columns = table.columns.filter(({ id }) => table.rows.some(({ figures }) => figures[id] != null));
  const heads = [...table.keys, ...columns.map(({ title }) => title)];
  const rows = table.rows.map(({ labels, figures }) => [
    ...labels,
    ...columns.map(({ id, unit }) => cellText(figures[id] ?? null, unit)),
  ]);
  const align = [...table.keys.map(() => 'l'), ...columns.map(() => 'r')];
  const cells = [heads, ...rows].map((row) => row.map(escaped));
  return `**${table.title}**\n\n${markdownTable(cells, { align, alignDelimiters: false })}`;
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|');
}
