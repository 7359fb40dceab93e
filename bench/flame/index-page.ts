import { escapeHtml } from '../report/html-escape.ts';
import { pageHead } from '../report/page-head.ts';
import { scrollRegion } from '../report/scroll-region.ts';
import type { ThreadProfile } from './profile.ts';
import { busyText, percent } from './share-text.ts';
import { zeroXShowsAll } from './zero-x.ts';

/** A thread's profile and what was made of it; file names are relative to the index page. */
export interface ThreadPage {
  readonly name: string;
  readonly profile: ThreadProfile;
  /** The flame graph as a picture. */
  readonly svg: string;
  readonly svgFile: string;
  /** The interactive flame graph, by 0x. */
  readonly page: string;
  /** What `node --cpu-prof` wrote. */
  readonly raw: string;
}

/**
 * The page that shows and links the flame graphs of all threads, and lists the functions each spent
 * its time in.
 */
export function indexPage(title: string, facts: readonly string[], threads: readonly ThreadPage[]): string {
  return `${pageHead({ title, style: indexStyle })}
<body>
<main>
<header class="card">
<div class="head"><h1>${escapeHtml(title)}</h1></div>
${facts.map((fact) => `<p class="lead soft">${escapeHtml(fact)}</p>`).join('\n')}
<p class="note">Shares are of a thread’s busy time; 0x’s pages count samples. There the colour is a function’s own
share, pale, red, pink and, beyond 0x’s scale, white: the hottest.</p>
</header>
${threads.map(threadSection).join('\n')}
</main>
</body>
</html>
`;
}

function threadSection({ name, profile, svg, svgFile, page, raw }: ThreadPage): string {
  const { busyMs, top } = profile;
  const rows = top.map(
    ({ name: called, where, selfMs }) =>
      `<tr><td class="figure">${percent(selfMs / busyMs)}</td><td><span class="share" style="width: ` +
      `${((100 * selfMs) / top[0]!.selfMs).toFixed(1)}px"></span></td><td>${escapeHtml(called)}</td><td ` +
      `class="soft">${escapeHtml(where)}</td></tr>`,
  );
  return `<section class="card">
<div class="bar"><h2>${escapeHtml(name)}: ${busyText(profile)}</h2>
<div><a href="${page}${zeroXShowsAll}">interactive flame graph (0x)</a> ·
<a href="${svgFile}">picture</a> · <a href="${raw}">profile for developer tools</a></div></div>
${scrollRegion(`Flame graph of ${name}`, svg)}
${scrollRegion(
  `Functions of ${name}`,
  `<table>
<thead><tr><th colspan="2">itself</th><th>function</th><th>where</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`,
)}
</section>`;
}

const indexStyle = `
.share { display: inline-block; height: 9px; border-radius: 2px; background: var(--add); }
a { color: var(--add); }
.card > .bar { margin-top: 2px; }
.flame { display: block; min-width: 760px; margin-top: 10px; }
td { white-space: normal; overflow-wrap: anywhere; }
td.figure { white-space: nowrap; }
`;
