import { createHash } from 'node:crypto';
import { escapeHtml } from './html-escape.ts';
import { pageStyle } from './page-style.ts';

/** What a page's head says. */
export interface PageHead {
  readonly title: string;
  /** Rules besides those that all pages have. */
  readonly style?: string;
  /** The text of the page's one script, if it has one; no other is allowed to run. */
  readonly script?: string | undefined;
}

/**
 * The beginning of a self-contained page, up to its body. It forbids the page everything that is
 * not in it.
 */
export function pageHead({ title, style = '', script }: PageHead): string {
  const allowed = script === undefined ? '' : ` script-src 'sha256-${sha256(script)}';`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline';${allowed} img-src data:">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}${style}</style>
</head>`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
