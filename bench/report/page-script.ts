/**
 * The report page's script: draws the plots of the `PlotData` in the element `data`. Plain
 * JavaScript for any browser of recent years, kept as text because it runs only in the page. It
 * never makes HTML of what it shows, only text.
 */
export const pageScript = String.raw`
'use strict';
(() => {
const data = JSON.parse(document.getElementById('data').textContent);
const id = (name) => document.getElementById(name);

// Columns back to absolute numbers, once; typed, so that a redraw of tens of thousands of points
// stays under a frame or two.
const size = data.points.index.length;
const index = new Float64Array(size), start = new Float64Array(size), latency = new Float64Array(size);
for (let i = 0, at = 0, us = 0; i < size; i += 1) {
  index[i] = at += data.points.index[i];
  start[i] = (us += data.points.invokedUs[i]) / 1000;
  latency[i] = data.points.latencyUs[i] / 1000;
}
const kindOf = data.points.kind, nodeOf = data.points.node, values = data.points.value;
const above = data.points.aboveLowest, room = data.points.room;
// 1: counts in the verdict. 2: out of bounds, but not held against the node.
const mark = data.points.mark;
const seriesOf = data.kinds.map((kind) => kind.outcome === 'ok' ? kind.f : kind.outcome);

let colours = {};
const readColours = () => {
  const style = getComputedStyle(document.documentElement);
  colours = {};
  for (const name of ['text', 'soft', 'line', 'grid', 'card', 'add', 'read', 'echo', 'fail', 'info', 'fault', 'mark', 'ok', 'band', 'p50', 'p99', 'node0', 'node1', 'node2', 'node3', 'node4', 'node5', 'node6']) {
    colours[name] = style.getPropertyValue('--' + (name === 'echo' ? 'read' : name)).trim();
  }
};
const nodeColour = (node) => colours['node' + node % 7];

const full = { from: 0, to: data.endMs * 1.005 };
let view = { ...full };
const hidden = new Set();
let relative = true;

const margin = { left: 66, right: 14, top: 10, bottom: 26 };
const seconds = (ms, places) => (ms / 1000).toFixed(places === undefined ? 3 : places) + ' s';
const duration = (ms) => ms >= 10000 ? (ms / 1000).toFixed(0) + ' s' : ms >= 1000 ? (ms / 1000).toFixed(2) + ' s' : ms >= 10 ? ms.toFixed(1) + ' ms' : ms.toFixed(2) + ' ms';
const grouped = (n) => n.toLocaleString('en-US', { maximumFractionDigits: 2 });
const niceStep = (span, count) => {
  const raw = span / Math.max(1, count), power = 10 ** Math.floor(Math.log10(raw)), ratio = raw / power;
  return power * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
};
const linearTicks = (low, high, count) => {
  const step = niceStep(high - low || 1, count), ticks = [];
  for (let n = Math.ceil(low / step); n * step <= high + step * 1e-9; n += 1) ticks.push(n * step + 0);
  return ticks;
};

// ---- one plot: a canvas, its y scale, and what is drawn on it ----
const plots = [];
const makePlot = (name, height, draw, hit) => {
  const box = id(name);
  if (!box) return;
  const canvas = document.createElement('canvas');
  canvas.style.height = height + 'px';
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', box.dataset.label);
  const select = document.createElement('div'), ring = document.createElement('div');
  select.className = 'select';
  ring.className = 'ring';
  box.append(canvas, select, ring);
  const plot = { name, box, canvas, select, ring, height, draw, hit, width: 0 };
  plot.x = (ms) => margin.left + (ms - view.from) / (view.to - view.from) * (plot.width - margin.left - margin.right);
  plot.ms = (x) => view.from + (x - margin.left) / (plot.width - margin.left - margin.right) * (view.to - view.from);
  plots.push(plot);
  listen(plot);
};
const redraw = (plot) => {
  const ratio = window.devicePixelRatio || 1;
  plot.width = plot.box.clientWidth;
  plot.canvas.width = Math.round(plot.width * ratio);
  plot.canvas.height = Math.round(plot.height * ratio);
  const g = plot.canvas.getContext('2d');
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.font = '12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
  g.clearRect(0, 0, plot.width, plot.height);
  plot.ring.style.display = 'none';
  plot.draw(g, plot);
};
let queued = false;
const redrawAll = () => {
  if (queued) return;
  queued = true;
  requestAnimationFrame(() => { queued = false; for (const plot of plots) redraw(plot); });
};
const clipped = (g, plot, draw) => {
  g.save();
  g.beginPath();
  g.rect(margin.left, 0, plot.width - margin.left - margin.right, plot.height - (plot.bare ? 0 : margin.bottom));
  g.clip();
  draw();
  g.restore();
};
const bottom = (plot) => plot.height - margin.bottom;

const drawFaultShades = (g, plot) => clipped(g, plot, () => {
  g.fillStyle = colours.fault;
  for (const fault of data.faults) {
    // Faults that overlap darken, so the shade also says how many are on.
    g.globalAlpha = 0.07;
    g.fillRect(plot.x(fault.fromMs), margin.top, Math.max(1, plot.x(fault.toMs) - plot.x(fault.fromMs)), bottom(plot) - margin.top);
  }
  g.globalAlpha = 1;
  if (data.finalMs !== null) {
    g.strokeStyle = colours.soft;
    g.setLineDash([4, 4]);
    g.beginPath();
    g.moveTo(plot.x(data.finalMs), margin.top);
    g.lineTo(plot.x(data.finalMs), bottom(plot));
    g.stroke();
    g.setLineDash([]);
  }
});
const drawAxes = (g, plot, ticks) => {
  g.lineWidth = 1;
  g.textBaseline = 'middle';
  g.textAlign = 'right';
  for (const [y, label] of ticks) {
    g.strokeStyle = colours.grid;
    g.beginPath();
    g.moveTo(margin.left, Math.round(y) + 0.5);
    g.lineTo(plot.width - margin.right, Math.round(y) + 0.5);
    g.stroke();
    if (label) { g.fillStyle = colours.soft; g.fillText(label, margin.left - 8, y); }
  }
  g.textBaseline = 'top';
  g.textAlign = 'center';
  const spanMs = view.to - view.from;
  const step = niceStep(spanMs / 1000, Math.max(2, plot.width / 110));
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  for (const at of linearTicks(view.from / 1000, view.to / 1000, Math.max(2, plot.width / 110))) {
    const x = plot.x(at * 1000);
    if (x < margin.left + 4 || x > plot.width - margin.right - 14) continue;
    g.strokeStyle = colours.line;
    g.beginPath();
    g.moveTo(x, bottom(plot));
    g.lineTo(x, bottom(plot) + 4);
    g.stroke();
    g.fillStyle = colours.soft;
    g.fillText(at.toFixed(places) + ' s', x, bottom(plot) + 8);
  }
  g.strokeStyle = colours.line;
  g.beginPath();
  g.moveTo(margin.left, bottom(plot) + 0.5);
  g.lineTo(plot.width - margin.right, bottom(plot) + 0.5);
  g.stroke();
};
const line = (g, xs, ys, colour, width, dash) => {
  g.strokeStyle = colour;
  g.lineWidth = width;
  g.setLineDash(dash || []);
  g.beginPath();
  let pen = false;
  for (let i = 0; i < xs.length; i += 1) {
    if (ys[i] === null) { pen = false; continue; }
    if (pen) g.lineTo(xs[i], ys[i]);
    else { g.moveTo(xs[i], ys[i]); g.lineTo(xs[i] + 0.01, ys[i]); }
    pen = true;
  }
  g.stroke();
  g.setLineDash([]);
};
const cross = (g, x, y, r) => { g.beginPath(); g.moveTo(x - r, y - r); g.lineTo(x + r, y + r); g.moveTo(x - r, y + r); g.lineTo(x + r, y - r); g.stroke(); };
const triangle = (g, x, y, r) => { g.beginPath(); g.moveTo(x, y - r); g.lineTo(x + r, y + r); g.lineTo(x - r, y + r); g.closePath(); g.stroke(); };
const circle = (g, x, y, r) => { g.beginPath(); g.arc(x, y, r, 0, 2 * Math.PI); g.stroke(); };
const bucketMiddles = data.buckets.ok.map((_, i) => (i + 0.5) * data.buckets.widthMs);
const dotSize = (visible) => visible > 8000 ? 2 : visible > 800 ? 3 : 4;
const firstVisible = () => { let low = 0, high = size; const from = view.from; while (low < high) { const middle = (low + high) >> 1; if (start[middle] < from) low = middle + 1; else high = middle; } return low; };

// ---- faults as bars, one row for each kind ----
const faultKinds = [...new Set(data.faults.map((fault) => fault.fault))];
const rowHeight = 22;
makePlot('faults', faultKinds.length * rowHeight + 6, (g, plot) => {
  plot.bare = true;
  plot.bars = [];
  g.textBaseline = 'middle';
  for (const [row, kind] of faultKinds.entries()) {
    const y = 3 + row * rowHeight;
    g.fillStyle = colours.soft;
    g.textAlign = 'right';
    g.fillText(kind, margin.left - 8, y + rowHeight / 2);
    g.fillStyle = colours.grid;
    g.fillRect(margin.left, y + rowHeight - 1, plot.width - margin.left - margin.right, 1);
    clipped(g, plot, () => {
      g.textAlign = 'left';
      for (const fault of data.faults) {
        if (fault.fault !== kind) continue;
        const x = Math.max(margin.left, plot.x(fault.fromMs)), to = Math.min(plot.width - margin.right, plot.x(fault.toMs));
        if (to < x) continue;
        g.fillStyle = colours.fault;
        g.globalAlpha = 0.5;
        g.fillRect(x, y + 2, Math.max(2, to - x), rowHeight - 5);
        g.globalAlpha = 1;
        plot.bars.push({ x, to: Math.max(x + 2, to), y, fault });
        g.fillStyle = colours.text;
        if (g.measureText(fault.detail).width < to - x - 8) g.fillText(fault.detail, x + 5, y + rowHeight / 2);
      }
    });
  }
}, (plot, x, y) => {
  for (const bar of plot.bars) {
    if (x < bar.x - 2 || x > bar.to + 2 || y < bar.y || y > bar.y + rowHeight) continue;
    return { x: Math.min(Math.max(x, bar.x), bar.to), y: null, text: bar.fault.fault + (bar.fault.detail ? ': ' + bar.fault.detail : '') + '\n' + seconds(bar.fault.fromMs) + ' to ' + seconds(bar.fault.toMs) };
  }
  return null;
});

// ---- 1: latency of every operation ----
const positive = latency.filter((ms) => ms > 0);
const leastLog = Math.max(-2, Math.floor(Math.log10(positive.reduce((a, b) => Math.min(a, b), 1000))));
const mostLog = Math.max(leastLog + 1, Math.log10(latency.reduce((a, b) => Math.max(a, b), 1)) + 0.12);
const latencyY = (plot, ms) => bottom(plot) - (Math.log10(Math.max(ms, 10 ** leastLog)) - leastLog) / (mostLog - leastLog) * (bottom(plot) - margin.top);
makePlot('latency', 340, (g, plot) => {
  const ticks = [];
  for (let power = leastLog; power <= mostLog; power += 1) {
    const ms = 10 ** power;
    ticks.push([latencyY(plot, ms), ms >= 1000 ? ms / 1000 + ' s' : ms + ' ms']);
  }
  drawFaultShades(g, plot);
  drawAxes(g, plot, ticks);
  clipped(g, plot, () => {
    for (const wanted of ['read', 'echo', 'add', 'info', 'fail']) {
      if (hidden.has(wanted)) continue;
      g.fillStyle = g.strokeStyle = colours[wanted];
      g.lineWidth = 1.5;
      const ok = wanted !== 'info' && wanted !== 'fail';
      g.globalAlpha = ok ? (size > 10000 ? 0.45 : 0.7) : 0.9;
      let visible = 0;
      for (let i = firstVisible(); i < size && start[i] <= view.to; i += 1) if (seriesOf[kindOf[i]] === wanted) visible++;
      const dot = dotSize(visible), crowded = !ok && visible > 600;
      if (crowded) { g.globalAlpha = 0.45; g.lineWidth = 1; }
      for (let i = firstVisible(); i < size && start[i] <= view.to; i += 1) {
        if (seriesOf[kindOf[i]] !== wanted) continue;
        const x = plot.x(start[i]), y = latencyY(plot, latency[i]);
        if (ok) g.fillRect(x - dot / 2, y - dot / 2, dot, dot);
        else if (wanted === 'fail') cross(g, x, y, crowded ? 2.5 : 3.5);
        else triangle(g, x, y, crowded ? 3 : 4);
      }
    }
    g.globalAlpha = 1;
    const xs = bucketMiddles.map(plot.x);
    const at = (values) => values.map((ms) => ms === null ? null : latencyY(plot, ms));
    if (!hidden.has('p50')) line(g, xs, at(data.buckets.p50Ms), colours.p50, 1.6);
    if (!hidden.has('p99')) line(g, xs, at(data.buckets.p99Ms), colours.p50, 1.4, [5, 3]);
    g.strokeStyle = colours.mark;
    g.lineWidth = 2;
    for (let i = firstVisible(); i < size && start[i] <= view.to; i += 1) {
      if (mark[i] === 1) circle(g, plot.x(start[i]), latencyY(plot, latency[i]), 6);
    }
  });
}, (plot, x, y) => nearest(plot, x, y, (i) => hidden.has(seriesOf[kindOf[i]]) ? null : latencyY(plot, latency[i])));

// ---- 2: rate, and key-value round trips for each operation ----
const rates = ['ok', 'info', 'fail'].map((outcome) => data.buckets[outcome].map((count) => count * 1000 / data.buckets.widthMs));
const rateColour = (i) => [colours.ok, colours.info, colours.fail][i];
makePlot('rate', 170, (g, plot) => {
  const most = Math.max(1, ...bucketMiddles.map((ms, i) => ms < view.from || ms > view.to ? 0 : rates[0][i] + rates[1][i] + rates[2][i])) * 1.08;
  const y = (rate) => bottom(plot) - rate / most * (bottom(plot) - margin.top);
  plot.y = y;
  drawFaultShades(g, plot);
  drawAxes(g, plot, linearTicks(0, most, 4).map((tick) => [y(tick), grouped(tick)]));
  clipped(g, plot, () => {
    const width = plot.x(data.buckets.widthMs) - plot.x(0);
    const base = bucketMiddles.map(() => 0);
    for (const [series, rate] of rates.entries()) {
      g.fillStyle = rateColour(series);
      g.globalAlpha = series === 0 ? 0.6 : 0.95;
      for (let i = 0; i < rate.length; i += 1) {
        if (rate[i] === 0) continue;
        const x = plot.x(i * data.buckets.widthMs), top = y(base[i] + rate[i]);
        g.fillRect(x, top, Math.max(1, width - (width > 4 ? 1 : 0)), Math.max(series === 0 ? 0 : 2, y(base[i]) - top));
        base[i] += rate[i];
      }
    }
    g.globalAlpha = 1;
  });
}, (plot, x) => {
  const i = Math.floor(plot.ms(x) / data.buckets.widthMs);
  if (i < 0 || i >= bucketMiddles.length) return null;
  return { x: plot.x(bucketMiddles[i]), y: plot.y(rates[0][i] + rates[1][i] + rates[2][i]), text: seconds(i * data.buckets.widthMs, 2) + ' to ' + seconds((i + 1) * data.buckets.widthMs, 2) + '\nok ' + grouped(rates[0][i]) + ' op/s, info ' + grouped(rates[1][i]) + ' op/s, fail ' + grouped(rates[2][i]) + ' op/s' };
});
makePlot('kv', 130, (g, plot) => {
  const shown = data.kv.perOperation.filter((ratio, i) => ratio !== null && data.kv.atMs[i] >= view.from - 600 && data.kv.atMs[i] <= view.to + 600);
  // A moment with hardly an operation has a huge ratio: it may leave the plot, lest all the others
  // lie flat.
  const ranked = shown.sort((a, b) => a - b), usual = ranked[Math.floor(ranked.length * 0.9)] || 0;
  const most = Math.max(0.1, Math.min(ranked[ranked.length - 1] || 0, usual * 2.5)) * 1.12;
  const y = (ratio) => bottom(plot) - ratio / most * (bottom(plot) - margin.top);
  plot.y = y;
  drawFaultShades(g, plot);
  drawAxes(g, plot, linearTicks(0, most, 3).map((tick) => [y(tick), String(Number(tick.toFixed(4)))]));
  clipped(g, plot, () => line(g, data.kv.atMs.map(plot.x), data.kv.perOperation.map((ratio) => ratio === null ? null : y(ratio)), colours.add, 2));
}, (plot, x) => {
  let best = -1;
  for (let i = 0; i < data.kv.atMs.length; i += 1) {
    if (data.kv.perOperation[i] !== null && (best < 0 || Math.abs(plot.x(data.kv.atMs[i]) - x) < Math.abs(plot.x(data.kv.atMs[best]) - x))) best = i;
  }
  if (best < 0 || Math.abs(plot.x(data.kv.atMs[best]) - x) > 40) return null;
  return { x: plot.x(data.kv.atMs[best]), y: Math.max(4, plot.y(data.kv.perOperation[best])), text: 'around ' + seconds(data.kv.atMs[best], 2) + '\n' + data.kv.perOperation[best].toFixed(3) + ' KV round trips per operation' };
});

// ---- 3: what each node answered, against the true bounds ----
const answer = (i) => relative ? above[i] : values[i];
makePlot('answers', 320, (g, plot) => {
  const { lowest, highest, widest, widthMs } = data.buckets;
  let least = Infinity, most = -Infinity;
  const take = (value) => { if (value < least) least = value; if (value > most) most = value; };
  for (let i = 0; i < lowest.length; i += 1) {
    if (lowest[i] === null || (i + 1) * widthMs < view.from || i * widthMs > view.to) continue;
    take(relative ? 0 : lowest[i]);
    take(relative ? widest[i] : highest[i]);
  }
  for (let i = firstVisible(); i < size && start[i] <= view.to; i += 1) {
    if (above[i] !== null && !hidden.has('node' + nodeOf[i])) take(answer(i));
  }
  if (least > most) { least = 0; most = 1; }
  const pad = Math.max(1, (most - least) * 0.06);
  least -= pad;
  most += pad;
  const y = (value) => bottom(plot) - (value - least) / (most - least) * (bottom(plot) - margin.top);
  plot.y = y;
  drawFaultShades(g, plot);
  drawAxes(g, plot, linearTicks(least, most, 6).map((tick) => [y(tick), (relative && tick > 0 ? '+' : '') + grouped(tick)]));
  clipped(g, plot, () => {
    const width = plot.x(widthMs) - plot.x(0);
    let visible = 0;
    for (let i = firstVisible(); i < size && start[i] <= view.to; i += 1) if (above[i] !== null) visible++;
    // Close up, each read has room for bounds of its own.
    const closeUp = visible < 250;
    g.fillStyle = colours.band;
    g.globalAlpha = closeUp ? 0.5 : 0.28;
    for (let i = firstVisible(); closeUp && i < size && start[i] <= view.to; i += 1) {
      if (above[i] === null || hidden.has('node' + nodeOf[i])) continue;
      const low = answer(i) - above[i], top = y(low + room[i]);
      g.fillRect(plot.x(start[i]) - 3, top - 2, 6, Math.max(4, y(low) - top + 4));
    }
    for (let i = 0; !closeUp && i < lowest.length; i += 1) {
      if (lowest[i] === null) continue;
      const top = y(relative ? widest[i] : highest[i]), low = y(relative ? 0 : lowest[i]);
      g.fillRect(plot.x(i * widthMs), top, width + 0.4, Math.max(1.5, low - top));
    }
    g.globalAlpha = 1;
    if (relative) {
      g.strokeStyle = colours.soft;
      g.lineWidth = 1;
      g.beginPath();
      g.moveTo(margin.left, Math.round(y(0)) + 0.5);
      g.lineTo(plot.width, Math.round(y(0)) + 0.5);
      g.stroke();
    }
    const dot = dotSize(visible);
    // Together in order of time, so that no node's dots cover all of another's.
    for (let i = firstVisible(); i < size && start[i] <= view.to; i += 1) {
      if (above[i] === null || hidden.has('node' + nodeOf[i])) continue;
      g.fillStyle = nodeColour(nodeOf[i]);
      g.globalAlpha = 0.75;
      g.fillRect(plot.x(start[i]) - dot / 2, y(answer(i)) - dot / 2, dot, dot);
    }
    g.globalAlpha = 1;
    g.lineWidth = 2;
    for (let i = firstVisible(); i < size && start[i] <= view.to; i += 1) {
      if (above[i] === null || hidden.has('node' + nodeOf[i])) continue;
      if (mark[i] === 1) { g.strokeStyle = colours.mark; circle(g, plot.x(start[i]), y(answer(i)), 6.5); }
      else if (mark[i] === 2) { g.strokeStyle = colours.soft; g.lineWidth = 1.2; circle(g, plot.x(start[i]), y(answer(i)), 3.5); g.lineWidth = 2; }
    }
  });
}, (plot, x, y) => nearest(plot, x, y, (i) => above[i] === null || hidden.has('node' + nodeOf[i]) ? null : plot.y(answer(i))));

// ---- hovering, zooming ----
const describe = (i) => {
  const kind = data.kinds[kindOf[i]];
  let text = (kind.final ? 'final ' : '') + kind.f + ' ' + index[i] + (kind.f === 'add' ? ' of ' + values[i] : '') + ': ' + kind.outcome + ' in ' + duration(latency[i]);
  text += '\n' + data.clients[data.points.client[i]] + ' on ' + data.nodes[nodeOf[i]] + ', sent at ' + seconds(start[i]);
  if (above[i] !== null) {
    const low = values[i] - above[i];
    text += '\nanswered ' + grouped(values[i]) + '; bounds ' + grouped(low) + ' to ' + grouped(low + room[i]);
    if (above[i] < 0) text += ' (' + grouped(-above[i]) + ' missing)';
    if (above[i] > room[i]) text += ' (' + grouped(above[i] - room[i]) + ' too many)';
  } else if (kind.outcome === 'ok' && kind.f === 'read') text += '\nanswered ' + values[i];
  if (data.errors[index[i]] !== undefined) text += '\n' + data.errors[index[i]];
  if (data.violations[index[i]] !== undefined) text += '\n✗ ' + data.violations[index[i]];
  return text;
};
function nearest(plot, x, y, yOf) {
  let best = -1, bestSquare = 14 * 14;
  const reach = 14 / (plot.width - margin.left - margin.right) * (view.to - view.from), at = plot.ms(x);
  for (let i = 0; i < size; i += 1) {
    if (start[i] < at - reach) continue;
    if (start[i] > at + reach) break;
    const py = yOf(i);
    if (py === null) continue;
    const dx = plot.x(start[i]) - x, dy = py - y;
    // Ringed and failed ones are easier to get at than the dots around them.
    const square = (dx * dx + dy * dy) * (mark[i] === 1 ? 0.2 : data.kinds[kindOf[i]].outcome === 'ok' ? 1 : 0.5);
    if (square < bestSquare) { bestSquare = square; best = i; }
  }
  return best < 0 ? null : { x: plot.x(start[best]), y: yOf(best), text: describe(best) };
}
const tip = id('tip');
const hideTip = (plot) => { tip.style.display = 'none'; plot.ring.style.display = 'none'; };
function listen(plot) {
  let from = null;
  const place = (event) => { const box = plot.canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  plot.canvas.addEventListener('pointerdown', (event) => { from = place(event)[0]; plot.canvas.setPointerCapture(event.pointerId); hideTip(plot); });
  plot.canvas.addEventListener('pointermove', (event) => {
    const [x, y] = place(event);
    if (from !== null) {
      plot.select.style.display = 'block';
      plot.select.style.left = Math.max(margin.left, Math.min(from, x)) + 'px';
      plot.select.style.width = Math.abs(Math.min(Math.max(x, margin.left), plot.width - margin.right) - Math.max(margin.left, from)) + 'px';
      return;
    }
    const found = plot.hit(plot, x, y);
    if (found === null) { hideTip(plot); return; }
    tip.textContent = found.text;
    tip.style.display = 'block';
    const wide = tip.offsetWidth, high = tip.offsetHeight;
    tip.style.left = Math.max(4, Math.min(event.clientX + 16, document.documentElement.clientWidth - wide - 8)) + 'px';
    tip.style.top = (event.clientY + 18 + high > window.innerHeight ? Math.max(4, event.clientY - high - 14) : event.clientY + 18) + 'px';
    plot.ring.style.display = found.y === null ? 'none' : 'block';
    plot.ring.style.left = found.x + 'px';
    plot.ring.style.top = found.y + 'px';
  });
  const end = (event) => {
    plot.select.style.display = 'none';
    if (from === null) return;
    const [a, b] = [plot.ms(from), plot.ms(place(event)[0])].sort((p, q) => p - q);
    const dragged = Math.abs(place(event)[0] - from);
    from = null;
    if (dragged > 5) zoom(a, b);
  };
  plot.canvas.addEventListener('pointerup', end);
  plot.canvas.addEventListener('pointercancel', () => { from = null; plot.select.style.display = 'none'; });
  plot.canvas.addEventListener('pointerleave', () => hideTip(plot));
  plot.canvas.addEventListener('dblclick', () => zoom(full.from, full.to));
}
const zoom = (from, to) => {
  const middle = (from + to) / 2, half = Math.max(5, to - from) / 2;
  view = { from: Math.max(full.from, middle - half), to: Math.min(full.to, middle + half) };
  for (const button of document.querySelectorAll('[data-reset]')) button.hidden = view.from === full.from && view.to === full.to;
  redrawAll();
};
for (const button of document.querySelectorAll('[data-reset]')) button.addEventListener('click', () => zoom(full.from, full.to));
for (const button of document.querySelectorAll('[data-toggle]')) {
  button.addEventListener('click', () => {
    const name = button.dataset.toggle;
    if (!hidden.delete(name)) hidden.add(name);
    button.setAttribute('aria-pressed', String(!hidden.has(name)));
    redrawAll();
  });
}
for (const button of document.querySelectorAll('[data-scale]')) {
  button.addEventListener('click', () => {
    relative = button.dataset.scale === 'relative';
    for (const other of document.querySelectorAll('[data-scale]')) other.setAttribute('aria-pressed', String(other === button));
    redrawAll();
  });
}
for (const button of document.querySelectorAll('[data-operation]')) {
  button.addEventListener('click', () => {
    const at = start[index.indexOf(Number(button.dataset.operation))];
    if (at === undefined) return;
    const half = Math.max(50, data.endMs / 60);
    zoom(at - half, at + half);
    (id('answers') || id('latency')).scrollIntoView({ block: 'center', behavior: 'smooth' });
  });
}
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { readColours(); redrawAll(); });
window.addEventListener('resize', redrawAll);
window.addEventListener('beforeprint', () => { for (const plot of plots) redraw(plot); });
readColours();
for (const plot of plots) redraw(plot);
})();
`;
