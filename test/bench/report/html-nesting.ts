const voids = new Set(['meta', 'link', 'input', 'br', 'rect', 'path', 'line', 'circle']);

/**
 * What is wrong with the nesting of a page's tags, or nothing. Scripts and styles are not looked
 * into.
 */
export function badNesting(html: string): string | undefined {
  const text = html.replaceAll(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, '').replace(/^<!doctype html>/, '');
  const open: string[] = [];
  for (const [, close, name = '', self] of text.matchAll(/<(\/?)([a-zA-Z][\w-]*)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (self === '/' || voids.has(name)) {
      continue;
    }
    if (close === '') {
      open.push(name);
    } else if (open.pop() !== name) {
      return `</${name}> closes nothing that is open`;
    }
  }
  return open.length === 0 ? undefined : `<${open.at(-1)}> is not closed`;
}
