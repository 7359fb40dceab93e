/**
 * What the matrix's page adds to the style of the reports. Shares are one hue from light to dark
 * (dark to light on dark screens) beside a blue for none, which people with any colour vision can
 * tell apart; the number is always there too.
 */
export const matrixStyle = `
:root { --heat-low: #fff0cf; --heat-mid: #f4a259; --heat-high: #8c2d04; --heat-text: #3b2200; --heat-deep: #ffffff; --zero: #e6eef5; --zero-text: #3c5468; --kept: #b5d8f2; --kept-text: #0a3f68; --claim: #2577b4; --breach: #6a1b9a; }
@media (prefers-color-scheme: dark) {
  :root { --heat-low: #3a2c17; --heat-mid: #a35413; --heat-high: #ffb26b; --heat-text: #ffe7cd; --heat-deep: #2a1500; --zero: #222d38; --zero-text: #9fb4c6; --kept: #14466e; --kept-text: #d6ecff; --claim: #5fb0ec; --breach: #d9a0e6; }
}
main { max-width: 1480px; }
.matrix-scroll { overflow: auto; max-height: 94vh; padding: 0 3px 3px 0; margin-top: 8px; }
table.matrix { border-collapse: separate; border-spacing: 1px 2px; width: auto; margin: 0; font-size: 12.5px; }
table.matrix th, table.matrix td { padding: 0; border: 0; background: var(--card); }
table.matrix thead th { position: sticky; top: 0; z-index: 2; color: var(--text); vertical-align: bottom; }
table.matrix thead th.store { height: 26px; text-align: center; vertical-align: middle; border-left: 5px solid var(--card); border-bottom: 2px solid var(--line); font-size: 13px; overflow: hidden; text-overflow: ellipsis; }
table.matrix thead th.fault { top: 28px; height: 78px; text-align: center; font-weight: 500; color: var(--soft); }
table.matrix thead th.fault span { writing-mode: vertical-rl; transform: rotate(180deg); }
table.matrix th[scope="row"], table.matrix th.corner { position: sticky; left: 0; z-index: 1; color: var(--text); font-weight: 600; padding-right: 8px; white-space: nowrap; }
table.matrix th.corner { z-index: 3; color: var(--soft); padding-bottom: 4px; }
table.matrix th small { float: right; margin-left: 12px; font-weight: 400; font-size: 11.5px; color: var(--soft); font-variant-numeric: tabular-nums; line-height: 1.7; }
table.matrix th.edge, table.matrix td.edge { border-left: 5px solid var(--card); }
table.matrix td button { position: relative; overflow: hidden; display: block; width: 28px; height: 27px; padding: 0; border: 0; border-radius: 4px; font-size: 12px; font-variant-numeric: tabular-nums; letter-spacing: -.02em; text-align: center; }
.some { --lower: color-mix(in oklab, var(--heat-low), var(--heat-mid) min(100%, calc(var(--heat) * 200%))); background: color-mix(in oklab, var(--lower), var(--heat-high) max(0%, calc(var(--heat) * 200% - 100%))); color: var(--heat-text); }
.some.deep { color: var(--heat-deep); }
.none { background: transparent; color: var(--soft); }
.zero { background: var(--zero); color: var(--zero-text); }
.zero.claimed { background: var(--kept); color: var(--kept-text); font-weight: 700; }
.claimed { box-shadow: inset 0 0 0 1.5px var(--claim); }
.broken { box-shadow: inset 0 0 0 3px var(--breach); font-weight: 700; }
.reads::after { content: ""; position: absolute; top: 0; right: 0; border: 4px solid; border-color: var(--breach) var(--breach) transparent transparent; }
table.matrix td button:hover, table.matrix td button:focus-visible { outline: 2px solid var(--text); outline-offset: 0; }
table.matrix td button[aria-current="true"] { z-index: 1; outline: 3px solid var(--text); outline-offset: 0; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 8px 0 0; font-size: 12.5px; color: var(--soft); }
.legend span { display: inline-flex; align-items: center; gap: 6px; }
.swatch { position: relative; overflow: hidden; display: inline-block; width: 18px; height: 16px; border-radius: 3px; --heat: .15; }
.ramp { display: inline-block; width: 90px; height: 16px; border-radius: 3px; background: linear-gradient(90deg in oklab, var(--heat-low), var(--heat-mid), var(--heat-high)); }
.detail { border-top: 1px solid var(--line); margin-top: 12px; padding-top: 10px; }
.detail h3 { font-size: 15px; margin: 0 0 2px; }
.detail p { margin: 0 0 6px; }
.detail ul { margin: 10px 0 0; padding: 0; list-style: none; }
.detail li { padding: 7px 0; border-top: 1px solid var(--grid); }
.detail .command { display: flex; gap: 8px; align-items: baseline; margin-top: 3px; }
.detail .command button { flex: none; padding: 0 8px; font-size: 12px; }
td.wrap { white-space: normal; min-width: 220px; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(340px, 1fr)); gap: 0 28px; }
dl.terms { display: grid; grid-template-columns: max-content 1fr; gap: 4px 14px; margin-top: 10px; align-content: start; }
dl.terms dt { color: var(--text); font-weight: 600; font-size: 13px; }
dl.terms dd { color: var(--soft); font-size: 13px; }
summary h2 { display: inline; }
`;
