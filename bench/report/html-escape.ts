import { printable } from './printable.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Any text as HTML that shows it, in an element or a quoted attribute. Control characters are shown
 * escaped; at most `lengthMax` characters.
 */
export function escapeHtml(text: string, lengthMax = 2_000): string {
  return printable(text, lengthMax).replace(/[&<>"']/g, (character) => entities[character]!);
}

/**
 * A value as JSON for a `<script>` element: it contains no `<`, whatever its strings hold. Infinity
 * and NaN become null.
 */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
