/** The script of a flame-graph page: draws the frames as boxes, the called below their callers; a click makes one as wide as the page. */
export const flameScript = `
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const chart = document.getElementById('flame');
const search = document.getElementById('search');
const matched = document.getElementById('matched');
const tip = document.getElementById('tip');
const rowHeight = 20;
let focus = data.root;
let boxes = [];

const link = (frame, parent) => { frame.parent = parent; for (const child of frame.children) link(child, frame); };
link(data.root, null);

const percent = (ms) => (100 * ms / data.busyMs).toFixed(1) + ' %';

function draw() {
  chart.textContent = '';
  boxes = [];
  const above = [];
  for (let frame = focus.parent; frame; frame = frame.parent) above.unshift(frame);
  above.forEach((frame, depth) => box(frame, 0, 1, depth, true));
  const deepest = place(focus, 0, 1, above.length);
  chart.style.height = (deepest + 1) * rowHeight + 'px';
  mark();
}

function place(frame, left, width, depth) {
  if (width * chart.clientWidth < 1.5) return depth - 1;
  box(frame, left, width, depth, false);
  let deepest = depth;
  let at = left;
  for (const child of frame.children) {
    const part = frame.totalMs === 0 ? 0 : width * child.totalMs / frame.totalMs;
    deepest = Math.max(deepest, place(child, at, part, depth + 1));
    at += part;
  }
  return deepest;
}

function box(frame, left, width, depth, isAbove) {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'frame ' + frame.kind + (isAbove ? ' above' : '');
  element.style.left = 100 * left + '%';
  element.style.width = 'calc(' + 100 * width + '% - 1px)';
  element.style.top = depth * rowHeight + 'px';
  element.textContent = frame.name;
  element.onclick = () => { focus = frame; hide(); draw(); };
  element.onmousemove = (event) => show(event, frame);
  element.onmouseleave = hide;
  element.setAttribute('aria-label', frame.name + ', ' + percent(frame.totalMs));
  chart.append(element);
  boxes.push({ element, frame });
}

function show(event, frame) {
  tip.textContent = frame.name + '\\n' + (frame.where || 'not JavaScript') + '\\n' + percent(frame.totalMs) + ' with all it called, ' + percent(frame.selfMs) + ' itself';
  tip.style.display = 'block';
  tip.style.left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8) + 'px';
  tip.style.top = Math.min(event.clientY + 14, innerHeight - tip.offsetHeight - 8) + 'px';
}
function hide() { tip.style.display = 'none'; }

function mark() {
  const words = search.value.toLowerCase();
  const is = (frame) => words !== '' && (frame.name + ' ' + frame.where).toLowerCase().includes(words);
  for (const { element, frame } of boxes) element.classList.toggle('found', is(frame));
  const sum = (frame) => is(frame) ? frame.totalMs : frame.children.reduce((total, child) => total + sum(child), 0);
  matched.textContent = words === '' ? '' : percent(sum(data.root)) + ' of the busy time';
}

search.oninput = mark;
document.getElementById('reset').onclick = () => { focus = data.root; search.value = ''; draw(); };
addEventListener('resize', draw);
draw();
`;
