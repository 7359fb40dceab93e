import { embeddedJson, escapeHtml } from '../report/html-escape.ts';
import { pageStyle } from '../report/page-style.ts';
import { flameScript } from './flame-script.ts';
import type { Frame, ThreadProfile } from './profile.ts';

/** A thread's profile and the files it is shown in, relative to the index page. */
export interface ThreadPage {
  readonly name: string;
  readonly profile: ThreadProfile;
  readonly page: string;
  /** The same drawn by 0x, when it is installed. */
  readonly zeroX: string | undefined;
  /** What `node --cpu-prof` wrote. */
  readonly raw: string;
}

/** Frames that took a smaller share of the busy time than this are left out of the page. */
const shareMin = 0.000_5;

/** The flame graph of one thread, as one self-contained page. */
export function flamePage(title: string, { root, busyMs, spanMs }: ThreadProfile): string {
  const data = { busyMs, root: pruned(root, busyMs * shareMin) };
  return page(
    title,
    `<header class="card">
<div class="head"><h1>${escapeHtml(title)}</h1></div>
<p class="lead soft">Busy ${percent(busyMs / spanMs)} of ${(spanMs / 1_000).toFixed(1)} s. Widths are shares of the busy time; what is below was called by what is above. A click widens a frame.</p>
<div class="bar"><div class="keys">${key('own', 'own code')}${key('dependency', 'dependencies')}${key('runtime', 'Node.js')}${key('native', 'native code, garbage collection')}</div>
<div class="keys"><span class="soft" id="matched"></span><input id="search" type="search" placeholder="search" aria-label="search"><button type="button" id="reset">all</button></div></div>
</header>
<section class="card"><div class="flame" id="flame"></div></section>`,
    `<div id="tip" class="tip" role="status"></div>
<script type="application/json" id="data">${embeddedJson(data)}</script>
<script>${flameScript}</script>`,
  );
}

/** The page that links all threads and lists what each spent its time in. */
export function indexPage(title: string, facts: readonly string[], threads: readonly ThreadPage[]): string {
  return page(
    title,
    `<header class="card">
<div class="head"><h1>${escapeHtml(title)}</h1></div>
${facts.map((fact) => `<p class="lead soft">${escapeHtml(fact)}</p>`).join('\n')}
</header>
${threads.map(threadSection).join('\n')}`,
  );
}

function threadSection({ name, profile: { busyMs, spanMs, top }, page: file, zeroX, raw }: ThreadPage): string {
  const links = [
    `<a href="${file}">flame graph</a>`,
    ...(zeroX === undefined ? [] : [`<a href="${zeroX}">by 0x</a>`]),
    `<a href="${raw}">profile for developer tools</a>`,
  ];
  const rows = top.map(
    ({ name: called, where, selfMs }) =>
      `<tr><td class="figure">${percent(selfMs / busyMs)}</td><td><span class="share" style="width: ${((100 * selfMs) / top[0]!.selfMs).toFixed(1)}px"></span></td><td>${escapeHtml(called)}</td><td class="soft">${escapeHtml(where)}</td></tr>`,
  );
  return `<section class="card">
<div class="bar"><h2>${escapeHtml(name)}: busy ${percent(busyMs / spanMs)} of ${(spanMs / 1_000).toFixed(1)} s</h2><div>${links.join(' · ')}</div></div>
<div class="scroll"><table>
<thead><tr><th class="figure">itself</th><th></th><th>function</th><th>where</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>
</section>`;
}

function page(title: string, main: string, after = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}${flameStyle}</style>
</head>
<body>
<main>
${main}
</main>
${after}
</body>
</html>
`;
}

const flameStyle = `
:root { --own: #8fc4e8; --dependency: #f2c46d; --runtime: #bfe3d4; --native: #c9ced6; --ink: #10151d; }
@media (prefers-color-scheme: dark) { :root { --own: #5ba3d0; --dependency: #d9a441; --runtime: #78b89f; --native: #8d96a3; } }
.flame { position: relative; }
.frame { position: absolute; height: 19px; padding: 0 3px; border: 0; border-radius: 2px; overflow: hidden; text-align: left; white-space: nowrap; font-size: 11.5px; line-height: 19px; color: var(--ink); }
.frame.own { background: var(--own); } .frame.dependency { background: var(--dependency); } .frame.runtime { background: var(--runtime); } .frame.native { background: var(--native); }
.frame.above { opacity: .55; }
.frame.found { outline: 2px solid var(--mark); outline-offset: -2px; }
.frame:hover { filter: brightness(1.1); }
.swatch { display: inline-block; width: 14px; height: 12px; border-radius: 2px; }
.share { display: inline-block; height: 9px; border-radius: 2px; background: var(--add); }
input { font: inherit; font-size: 13px; color: inherit; background: var(--page); border: 1px solid var(--line); border-radius: 7px; padding: 2px 8px; }
a { color: var(--add); }
.card > .bar { margin-top: 2px; }
td { white-space: normal; overflow-wrap: anywhere; }
`;

function key(kind: string, label: string): string {
  return `<span class="key"><span class="swatch" style="background: var(--${kind})"></span>${label}</span>`;
}

function pruned(frame: Frame, leastMs: number): Frame {
  return {
    ...frame,
    selfMs: round(frame.selfMs),
    totalMs: round(frame.totalMs),
    children: frame.children.filter(({ totalMs }) => totalMs >= leastMs).map((child) => pruned(child, leastMs)),
  };
}

function round(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
