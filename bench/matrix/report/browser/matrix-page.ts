import { Tip } from '../../../report/browser/tip.ts';
import type { PageCell, PageData } from '../page-data.ts';
import { cellDetails } from './cell-details.ts';
import { moveByKeys } from './grid-keys.ts';

/*
 * The script of the matrix's page: other figures in the table, what a cell means when it is pointed
 * at, and its details when it is chosen. It sets texts only as text.
 */
const data = JSON.parse(element('data').textContent) as PageData;
const buttons = [...document.querySelectorAll<HTMLElement>('[data-cell]')];
const metricButtons = [...document.querySelectorAll<HTMLElement>('[data-metric]')];
const tip = new Tip(element('tip'));
const hint = [...element('detail').childNodes];

for (const [metric, button] of metricButtons.entries()) {
  button.addEventListener('click', () => showMetric(metric));
}

function showMetric(metric: number): void {
  const { name, meaning, zero, from, to } = data.metrics[metric]!;
  for (const [i, button] of metricButtons.entries()) {
    button.setAttribute('aria-pressed', String(i === metric));
  }
  element('metric').textContent = name;
  element('meaning').textContent = meaning;
  element('legend-zero').textContent = zero;
  element('legend-from').textContent = from;
  element('legend-to').textContent = to;
  for (const [i, button] of buttons.entries()) {
    const { text, heat } = data.cells[i]!.figures[metric]!;
    button.textContent = text;
    button.style.setProperty('--heat', String(heat ?? 0));
    button.classList.toggle('none', heat === null);
    button.classList.toggle('zero', heat === 0);
    button.classList.toggle('some', heat !== null && heat > 0);
    button.classList.toggle('deep', heat !== null && heat > 0.62);
    button.setAttribute('aria-label', `${data.cells[i]!.title}; ${name}: ${text}`);
  }
}

for (const [i, button] of buttons.entries()) {
  const cell = data.cells[i]!;
  const point = () => {
    const { left, bottom } = button.getBoundingClientRect();
    tip.show(tipText(cell), left - 12, bottom - 12);
  };
  button.addEventListener('pointerenter', point);
  button.addEventListener('focus', point);
  button.addEventListener('pointerleave', () => tip.hide());
  button.addEventListener('blur', () => tip.hide());
  button.addEventListener('click', () => {
    location.hash = `#${cell.address}`;
    showLinked();
  });
}
moveByKeys(buttons, data.columns);

function tipText({ title, claim, failures, breaches }: PageCell): string {
  const seen = [...failures, ...breaches].map(({ name, share }) => `\n${share} ${name}`);
  return `${title}\n${claim}\n${seen.length > 0 ? seen.join('') : '\nNo run failed.'}`;
}

/** Shows the cell that the address names, so that links and the way back work as well. */
function showLinked(): void {
  const wanted = decodeURIComponent(location.hash.slice(1));
  const linked = data.cells.findIndex(({ address }) => decodeURIComponent(address) === wanted);
  for (const [i, button] of buttons.entries()) {
    if (i === linked) {
      button.setAttribute('aria-current', 'true');
      button.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    } else {
      button.removeAttribute('aria-current');
    }
  }
  element('detail').replaceChildren(...(linked < 0 ? hint : cellDetails(data.cells[linked]!)));
}

addEventListener('hashchange', showLinked);
showLinked();

function element(id: string): HTMLElement {
  return document.getElementById(id)!;
}
