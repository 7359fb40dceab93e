/**
 * The script of the matrix's page: other figures in the table, a cell's meaning when pointed at,
 * and its details when clicked. It sets texts only as text.
 */
export const matrixScript = `
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const buttons = [...document.querySelectorAll('[data-cell]')];
const tip = document.getElementById('tip');
const detail = document.getElementById('detail');

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className !== undefined) made.className = className;
  return made;
}

let metric = 0;
for (const button of document.querySelectorAll('[data-metric]')) {
  button.addEventListener('click', () => {
    metric = Number(button.dataset.metric);
    for (const other of document.querySelectorAll('[data-metric]')) other.setAttribute('aria-pressed', other === button);
    document.getElementById('metric').textContent = data.metrics[metric].name;
    document.getElementById('meaning').textContent = data.metrics[metric].meaning;
    for (const cell of buttons) show(cell);
  });
}

function show(button) {
  const { text, heat } = data.cells[button.dataset.cell].figures[metric];
  button.textContent = text;
  button.style.setProperty('--heat', heat ?? 0);
  button.classList.toggle('none', heat === null);
  button.classList.toggle('zero', heat === 0);
  button.classList.toggle('some', heat !== null && heat > 0);
  button.classList.toggle('deep', heat !== null && heat > 0.62);
}

for (const button of buttons) {
  const cell = data.cells[button.dataset.cell];
  button.addEventListener('pointerenter', () => {
    const seen = [...cell.failures, ...cell.breaches].map(({ name, share }) => '\\n' + share + ' ' + name);
    tip.textContent = cell.title + '\\n' + cell.claim + (seen.length > 0 ? '\\n' + seen.join('') : '\\n\\nNo run failed.');
    tip.style.display = 'block';
    const at = button.getBoundingClientRect();
    const size = tip.getBoundingClientRect();
    tip.style.left = Math.max(8, Math.min(at.left, innerWidth - size.width - 8)) + 'px';
    tip.style.top = (at.bottom + size.height + 14 > innerHeight ? at.top - size.height - 6 : at.bottom + 6) + 'px';
  });
  button.addEventListener('pointerleave', () => { tip.style.display = 'none'; });
  button.addEventListener('click', () => select(button, cell));
}

function select(button, cell) {
  for (const other of buttons) other.removeAttribute('aria-current');
  button.setAttribute('aria-current', 'true');
  const facts = element('dl');
  for (const [name, figure] of cell.facts) {
    const fact = element('div');
    fact.append(element('dt', name), element('dd', figure));
    facts.append(fact);
  }
  const list = element('ul');
  const told = new Set();
  for (const seen of [...cell.failures, ...cell.breaches]) {
    list.append(item(seen, !told.has(seen.seed)));
    told.add(seen.seed);
  }
  detail.replaceChildren(element('h3', cell.title), element('p', cell.claim, 'soft'), facts, list);
}

function item({ name, share, meaning, seed, command, explain }, isNew) {
  const made = element('li');
  made.append(element('b', share + ' ' + name), ': ' + meaning + '. Seed ' + seed + ' shows it' + (isNew ? ':' : ' too.'));
  for (const text of isNew ? [command, explain] : []) {
    const line = element('div', undefined, 'command');
    const copy = element('button', 'copy');
    copy.type = 'button';
    copy.addEventListener('click', () => copyText(text, copy));
    line.append(copy, element('code', text));
    made.append(line);
  }
  return made;
}

async function copyText(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'copied';
    setTimeout(() => { button.textContent = 'copy'; }, 1500);
  } catch {
    // Not allowed here: at least it is selected.
    getSelection().selectAllChildren(button.nextSibling);
  }
}

// A link to a cell: #cell-12 shows its details at once.
const linked = /^#cell-(\\d+)$/.exec(location.hash);
if (linked && buttons[linked[1]]) buttons[linked[1]].click();
`;
