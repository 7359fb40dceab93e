import { printable } from '../../report/printable.ts';

/** Any text as Markdown that shows it, on one line and in a cell of a table. */
export function markdownText(text: string): string {
  return printable(text, 2_000).replace(/[\\`*_{}[\]<>|~#&]/g, (character) =>
    character === '<' ? '&lt;' : character === '&' ? '&amp;' : `\\${character}`,
  );
}

/** A command as Markdown code in a cell of a table; it must have no backticks. */
export function markdownCode(command: string): string {
  return `\`${command.replaceAll('|', '\\|')}\``;
}
