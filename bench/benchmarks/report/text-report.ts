import type { Figure } from '../figure.ts';
import { type BenchResult, isRight, type ScopeResult, type Table, type Unit } from '../result.ts';
import { type Comparison, ratioKey } from './compare.ts';
import { valueText } from './figure-text.ts';
import { describeMachine } from './machine.ts';

/** The results for a terminal. */
export function textReport(result: BenchResult, comparison?: Comparison): string {
  const head = `${describeMachine(result.machine)}\n${result.startedAt}, ${runsText(result)}\n${result.command}\n`;
  const compared =
    comparison &&
    `Compared with ${comparison.file}, of ${comparison.startedAt}; behind each figure its ratio to then.\n`;
  return [head, compared, ...result.scopes.map((scope) => scopeText(scope, comparison))].filter(Boolean).join('\n');
}

/** How often things were measured, in words. */
export function runsText({ quick, runs }: Pick<BenchResult, 'quick' | 'runs'>): string {
  if (quick) {
    return 'quick: the figures mean nothing';
  }
  return runs === 1 ? 'one run' : `medians of ${runs} runs, with the least and the greatest`;
}

function scopeText(scope: ScopeResult, comparison: Comparison | undefined): string {
  const wrong = scope.checks.filter((check) => !isRight(check));
  const checks = [
    `${scope.checks.length - wrong.length} of ${scope.checks.length} checksums right`,
    ...wrong.map(({ what, expected, found }) => `  WRONG: ${what}: expected ${expected}, found ${found}`),
  ].join('\n');
  const first = scope.checks[0] === undefined ? '' : `, such as ${scope.checks[0].what}: ${scope.checks[0].found}`;
  return [
    `== ${scope.scope} (${(scope.tookMs / 1_000).toFixed(1)} s) ==`,
    ...scope.tables.map((table) => tableText(scope.scope, table, comparison)),
    ...scope.notes,
    `${checks}${wrong.length === 0 ? first : ''}\n`,
  ].join('\n');
}

function tableText(scope: string, table: Table, comparison: Comparison | undefined): string {
  // A column in which nothing could be measured says nothing.
  const columns = table.columns.filter(({ id }) => table.rows.some(({ figures }) => figures[id] != null));
  const cells = table.rows.map((row) => [
    ...row.labels,
    ...columns.map(({ id, unit }) => {
      const ratio = comparison?.ratios.get(ratioKey(scope, table.id, row.labels, id));
      return `${cellText(row.figures[id] ?? null, unit)}${ratio === undefined ? '' : ` ×${ratio.toFixed(2)}`}`;
    }),
  ]);
  const heads = [...table.keys, ...columns.map(({ title }) => title)];
  const widths = heads.map((head, i) => Math.max(head.length, ...cells.map((row) => row[i]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (i < table.keys.length ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd();
  return [table.title, line(heads), ...cells.map(line), ''].join('\n');
}

/** A figure in one cell: the median and, of several runs, the extremes. */
export function cellText(figure: Figure | null, unit: Unit): string {
  if (figure === null) {
    return '–';
  }
  const median = valueText(figure.median, unit);
  if (figure.values.length < 2 || figure.min === figure.max) {
    return median;
  }
  return `${median} (${bare(valueText(figure.min, unit))}–${bare(valueText(figure.max, unit))})`;
}

/** Units are written once, unless they are part of the size. */
function bare(text: string): string {
  return text.replace(/( %|×)$/, '');
}
