/**
 * The style sheet inside the picture: the report page's colours, which people with any colour
 * vision can tell apart.
 */
export const svgStyle = `
svg { --page: #ffffff; --text: #1c2330; --soft: #5b6575; --line: #aeb6c2; --edge: #d9dee6; --head: #eef1f5;
  --wrong: #b3002b; --wash: #fdecef; --old: #8a5a00; --old-wash: #fdf3da; --store: #00704f; --store-wash: #e3f4ed; --node: #0062a0; --node-wash: #e4f1fa; --fault: #e69f00; }
@media (prefers-color-scheme: dark) {
  svg { --page: #161b22; --text: #e6eaf1; --soft: #9aa5b5; --line: #55606f; --edge: #333c49; --head: #222a35;
    --wrong: #ff7d97; --wash: #43151f; --old: #f0c14b; --old-wash: #3a2d0d; --store: #5fd3a8; --store-wash: #12372b; --node: #7cc4f2; --node-wash: #12304a; --fault: #f0c14b; }
}
text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; fill: var(--text); }
.page { fill: var(--page); stroke: var(--edge); }
.title { font-size: 19px; font-weight: 700; }
.subtitle, .time { fill: var(--soft); font-size: 12px; }
.time { text-anchor: end; font-variant-numeric: tabular-nums; }
.centre, .label, .note { text-anchor: middle; }
.label { paint-order: stroke; stroke: var(--page); stroke-width: 5px; stroke-linejoin: round; }
.note { font-size: 12px; }
.head { fill: var(--head); stroke: var(--line); }
.head.node { fill: var(--node-wash); stroke: var(--node); }
.head.store { fill: var(--store-wash); stroke: var(--store); }
.name { font-weight: 600; text-anchor: middle; }
.lifeline { stroke: var(--line); stroke-width: 1.5; }
.down { stroke: var(--page); stroke-width: 4; }
.gone { stroke: var(--line); stroke-width: 1.5; stroke-dasharray: 2 5; }
.arrow { stroke: var(--text); stroke-width: 1.4; fill: none; }
.tip { fill: var(--text); }
.slanted, .lost { stroke-dasharray: 6 3; }
.wrong.arrow { stroke: var(--wrong); stroke-width: 2.2; }
.wrong.tip { fill: var(--wrong); }
text.wrong { fill: var(--wrong); font-weight: 700; }
text.label.wrong { stroke: var(--wash); }
text.old { fill: var(--old); }
.box { fill: var(--store-wash); stroke: var(--store); stroke-width: .8; }
.box.other { fill: var(--head); stroke: var(--line); }
.box.old { fill: var(--old-wash); stroke: var(--old); }
.box.wrong { fill: var(--page); stroke: var(--wrong); stroke-width: 2; }
.wash { fill: var(--wash); }
.fault { fill: var(--fault); opacity: .14; }
.faultname { fill: var(--old); font-size: 12px; font-weight: 600; }
.divider { stroke: var(--edge); stroke-dasharray: 3 4; }
.dividertext { fill: var(--soft); font-size: 12px; text-anchor: middle; paint-order: stroke; stroke: var(--page); stroke-width: 8px; }
`;
