/**
 * The style sheet inside a flame graph's picture. All of it is for `.flame` only, since the picture
 * may be part of a page.
 */
export const flameSvgStyle = `
.flame { --back: #ffffff; --edge: #d9dee6; --words: #1c2330; --weak: #5b6575; --own: #8fc4e8; --dependency: #f2c46d; --runtime: #bfe3d4; --native: #d3d7dd; }
@media (prefers-color-scheme: dark) {
  .flame { --back: #161b22; --edge: #333c49; --words: #e6eaf1; --weak: #9aa5b5; --own: #5ba3d0; --dependency: #d9a441; --runtime: #78b89f; --native: #8d96a3; }
}
.flame text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #10151d; }
.flame .head, .flame .soft { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
.flame .head { font-size: 19px; font-weight: 700; fill: var(--words); }
.flame .soft { fill: var(--weak); }
.flame .page { fill: var(--back); stroke: var(--edge); }
.flame .own { fill: var(--own); } .flame .dependency { fill: var(--dependency); } .flame .runtime { fill: var(--runtime); } .flame .native { fill: var(--native); }
`;
