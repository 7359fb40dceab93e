/**
 * The style sheet inside the heat map: one hue from light to dark for shares (dark to light on dark
 * screens), and a blue for none where the design claims so, which people with any colour vision can
 * tell apart.
 */
export const heatMapStyle = `
svg { --page: #ffffff; --text: #1c2330; --soft: #5b6575; --edge: #d9dee6;
  --l0: #e6eef5; --l1: #fff0cf; --l2: #fbc877; --l3: #d9762b; --l4: #8c2d04; --kept: #b5d8f2;
  --t0: #3c5468; --t1: #3b2200; --t2: #3b2200; --t3: #1d0f00; --t4: #ffffff; --tkept: #0a3f68; }
@media (prefers-color-scheme: dark) {
  svg { --page: #161b22; --text: #e6eaf1; --soft: #9aa5b5; --edge: #333c49;
    --l0: #222d38; --l1: #3a2c17; --l2: #7a4312; --l3: #d9803a; --l4: #ffb26b; --kept: #14466e;
    --t0: #9fb4c6; --t1: #ffe7cd; --t2: #ffe7cd; --t3: #1d0f00; --t4: #2a1500; --tkept: #d6ecff; }
}
text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; fill: var(--text); }
.page { fill: var(--page); stroke: var(--edge); }
.title { font-size: 19px; font-weight: 700; }
.soft { fill: var(--soft); font-size: 12px; }
.head, .fault, .share { text-anchor: middle; }
.head { font-weight: 600; font-size: 12px; }
.fault { fill: var(--soft); font-size: 12px; }
.name { font-weight: 600; }
.summary { fill: var(--soft); font-size: 11px; }
.share { font-size: 14px; font-weight: 600; font-variant-numeric: tabular-nums; }
${['0', '1', '2', '3', '4'].map((level) => `.level${level} { fill: var(--l${level}); } .on-level${level} { fill: var(--t${level}); }`).join('\n')}
.kept { fill: var(--kept); } .on-kept { fill: var(--tkept); }
`;
