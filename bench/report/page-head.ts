import { escapeHtml } from './html-escape.ts';
import { pageStyle } from './page-style.ts';

/** What a page's head says. */
export interface PageHead {
  readonly title: string;
  /** Rules besides those that all pages have. */
  readonly style?: string;
  /** Whether the page has a script of its own; one from elsewhere is never allowed. */
  readonly hasScript: boolean;
}

/**
 * The beginning of a self-contained page, up to its body. It forbids the page everything that is
 * not in it.
 */
export function pageHead({ title, style = '', hasScript }: PageHead): string {
  const script = hasScript ? " script-src 'unsafe-inline';" : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline';${script} img-src data:">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}${style}</style>
</head>`;
}
