import { wrapped } from '../wrapped-text.ts';

/** Names for a column of a help text that begins at `column`, in lines of about 100 characters. */
export function helpList(names: readonly string[], column: number): string {
  return wrapped(names.join(', '), 100 - column).join(`\n${' '.repeat(column)}`);
}
