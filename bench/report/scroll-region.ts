import { escapeHtml } from './html-escape.ts';

/**
 * A part of a page that scrolls sideways where it has no room, also by keys: without a place for
 * the focus it could not.
 *
 * @param label - What it is, as text.
 */
export function scrollRegion(label: string, html: string): string {
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(label)}">${html}</div>`;
}
