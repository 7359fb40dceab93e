/** How the cells of a column stand. */
export type MarkdownAlignment = 'left' | 'right';

/**
 * A table in Markdown, a line for each row and a line end after each. Cells hold Markdown already;
 * any `|` in them must have been escaped.
 *
 * @param alignments - One for each column; to the left unless given.
 */
export function markdownTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  alignments: readonly MarkdownAlignment[] = [],
): string {
  const rule = heads.map((_, column) => (alignments[column] === 'right' ? '--:' : '---'));
  return [heads, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
