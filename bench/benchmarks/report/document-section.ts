/** Whether a document has a section for {@link replaceSection}. */
export function hasSection(document: string, name: string): boolean {
  return document.includes(`<!-- bench:${name} -->`);
}

/**
 * Puts a text between the marks `<!-- bench:NAME -->` and `<!-- /bench:NAME -->` of a document.
 *
 * @throws {Error} when the marks are missing.
 */
export function replaceSection(document: string, name: string, text: string): string {
  const begin = `<!-- bench:${name} -->`;
  const end = `<!-- /bench:${name} -->`;
  const from = document.indexOf(begin);
  const to = document.indexOf(end, from);
  if (from < 0 || to < 0) {
    throw new Error(`There is no section between ${begin} and ${end}`);
  }
  return `${document.slice(0, from + begin.length)}\n${text.trim()}\n${document.slice(to)}`;
}
