import { wrapped } from '../wrapped-text.ts';

/** Names for a column of a help text that begins at `column`, in lines of about 100 characters. */
export function helpList(names: readonly string[], column: number): string {
  return wrapped(names.join(', '), 100 - column).join(`\n${' '.repeat(column)}`);
}

/** Names with what each is, in two columns. */
export function helpTable(rows: readonly { readonly name: string; readonly summary: string }[]): string {
  const column = 4 + Math.max(...rows.map(({ name }) => name.length));
  const line = ({ name, summary }: { name: string; summary: string }) =>
    `  ${name.padEnd(column - 2)}${wrapped(summary, 100 - column).join(`\n${' '.repeat(column)}`)}\n`;
  return rows.map(line).join('');
}
