/**
 * The report page's style sheet. Colours are Okabe and Ito's, which people with any colour vision
 * can tell apart; a lighter set for dark screens.
 */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --text: #1c2330; --soft: #5b6575; --line: #d9dee6; --grid: #e8ebf0;
  --good: #00704f; --good-back: #e0f3ec; --bad: #a83a00; --bad-back: #fdeae0;
  --add: #0072b2; --read: #009e73; --fail: #d55e00; --info: #8f4f9f; --fault: #e69f00; --mark: #c2002f; --ok: #4b8fc4; --band: #56b4e9;
  --node0: #0072b2; --node1: #e69f00; --node2: #009e73; --node3: #cc79a7; --node4: #56b4e9; --node5: #d55e00; --node6: #6b7280;
  --p50: #1c2330; --p99: #7a8496;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161d; --card: #1a2029; --text: #e6eaf1; --soft: #9aa5b5; --line: #333c49; --grid: #262e39;
    --good: #5fd3a8; --good-back: #12372b; --bad: #ff9a66; --bad-back: #42220f;
    --add: #56b4e9; --read: #2fc795; --fail: #ff8a3d; --info: #d9a0e6; --fault: #f0c14b; --mark: #ff5c7f; --ok: #5a9bd0; --band: #3d7ea8;
    --node0: #56b4e9; --node1: #f0b93a; --node2: #2fc795; --node3: #e39ac4; --node4: #8fb8ff; --node5: #ff8a3d; --node6: #aab4c3;
    --p50: #f2f5fa; --p99: #8b97a8;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--page); color: var(--text); font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 1240px; margin: 0 auto; padding: 20px 16px 48px; }
h1 { font-size: 22px; line-height: 1.25; margin: 0; }
h2 { font-size: 16px; margin: 0; }
code, td.figure, .tip { font-variant-numeric: tabular-nums; }
code { font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; margin-top: 14px; }
.head { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center; }
.badge { font-weight: 700; padding: 3px 12px; border-radius: 999px; font-size: 15px; }
.good { color: var(--good); background: var(--good-back); }
.bad { color: var(--bad); background: var(--bad-back); }
.soft { color: var(--soft); }
.lead { margin: 8px 0 0; }
dl { display: grid; grid-auto-flow: row dense; grid-template-columns: repeat(auto-fill, minmax(min(100%, 230px), 1fr)); gap: 10px 18px; margin: 14px 0 0; }
dl div.wide { grid-column: 1 / -1; }
dt { color: var(--soft); font-size: 12px; }
dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
ol.violations { margin: 8px 0 0; padding-left: 26px; }
details.more { margin-top: 6px; }
summary { cursor: pointer; }
ol.violations li { padding: 2px 0; overflow-wrap: anywhere; }
ol.violations .checker { font-weight: 600; color: var(--bad); }
button { font: inherit; font-size: 13px; color: var(--text); background: transparent; border: 1px solid var(--line); border-radius: 7px; padding: 2px 10px; cursor: pointer; }
button:hover { border-color: var(--soft); }
button[aria-pressed="true"] { background: var(--grid); border-color: var(--soft); }
ol.violations button { padding: 0 8px; margin-left: 6px; font-size: 12px; }
.bar { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; justify-content: space-between; }
.keys { display: flex; flex-wrap: wrap; gap: 4px 6px; }
.keys button { display: inline-flex; align-items: center; gap: 6px; }
.keys button[data-toggle][aria-pressed="false"] { color: var(--soft); text-decoration: line-through; }
.keys button[data-toggle][aria-pressed="false"] svg { opacity: .35; }
.keys span.key { display: inline-flex; align-items: center; gap: 6px; font-size: 13px; padding: 2px 6px; }
.keys svg { width: 14px; height: 14px; flex: none; }
.plot { position: relative; margin-top: 8px; min-width: 0; touch-action: pan-y; border-radius: 6px; }
.plot .u-over { cursor: crosshair; }
.plot .u-select { background: var(--add); opacity: .16; }
.plot .u-hz .u-cursor-x { border-right: 1px dashed var(--soft); }
:focus-visible { outline: 2px solid var(--add); outline-offset: 2px; }
.ring { position: absolute; width: 15px; height: 15px; margin: -7.5px 0 0 -7.5px; border: 2px solid var(--text); border-radius: 50%; pointer-events: none; display: none; }
.selected { position: sticky; bottom: 10px; z-index: 5; border-color: var(--soft); box-shadow: 0 4px 18px rgb(0 0 0 / 22%); }
.selected p { margin: 4px 0 0; white-space: pre-line; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.empty { text-align: center; padding: 34px 16px; }
.empty p { color: var(--soft); margin: 6px 0 0; }
kbd { font: inherit; font-size: 11.5px; padding: 0 5px; border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; }
.tip { position: fixed; z-index: 9; max-width: 400px; padding: 8px 11px; border-radius: 8px; background: var(--card); border: 1px solid var(--soft); box-shadow: 0 4px 18px rgb(0 0 0 / 22%); font-size: 12.5px; line-height: 1.45; pointer-events: none; display: none; overflow-wrap: anywhere; white-space: pre-line; }
.note { color: var(--soft); font-size: 12.5px; margin: 6px 0 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin-top: 8px; font-size: 13px; }
th, td { padding: 4px 10px; border-bottom: 1px solid var(--grid); text-align: left; white-space: nowrap; }
th { color: var(--soft); font-weight: 600; }
th.figure, td.figure { text-align: right; }
tr.first td { border-top: 1px solid var(--line); }
`;
