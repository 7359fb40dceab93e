import uPlotStyle from 'uplot/dist/uPlot.min.css';
import type { PlotData } from '../run-page-data.ts';
import { answersPlot } from './answers-plot.ts';
import { faultsPlot } from './faults-plot.ts';
import { latencyPlot } from './latency-plot.ts';
import { readPalette } from './palette.ts';
import { Points } from './points.ts';
import { ratePlot } from './rate-plot.ts';
import { roundTripsPlot } from './round-trips-plot.ts';
import { type PlotContext, TimePlot } from './time-plot.ts';
import { Tip } from './tip.ts';
import { View } from './view.ts';

/*
 * The script of a run's page: draws the plots of the data in the element `data` into their places,
 * and lets the reader point at what is in them, zoom, and hide parts of it.
 */
const data = JSON.parse(element('data').textContent) as PlotData;
const points = new Points(data);
const hidden = new Set<string>();
let isRelative = true;
let palette = readPalette();
let selected = -1;

const style = document.createElement('style');
style.textContent = uPlotStyle;
// Before the page's own rules, which say how some of it is to look.
document.head.prepend(style);

const view = new View(data.endMs, () => {
  for (const button of all('[data-reset]')) {
    button.hidden = view.isFull();
  }
  redraw();
});
const context: PlotContext = {
  data,
  view,
  tip: new Tip(element('tip')),
  palette: () => palette,
  isHidden: (key) => hidden.has(key),
  select: (point) => {
    location.hash = `#operation-${points.index[point]}`;
    showLinked();
  },
  selected: () => selected,
};
const plots = [
  faultsPlot(context),
  latencyPlot(points, context),
  ratePlot(context),
  roundTripsPlot(context),
  answersPlot(points, context, () => isRelative),
].flatMap((spec) => {
  const box = document.getElementById(spec.id);
  return box === null ? [] : [new TimePlot(context, spec, box)];
});

function redraw(): void {
  for (const plot of plots) {
    plot.redraw();
  }
}

/** Shows the operation that the address names, so that the way back and a link work as well. */
function showLinked(): void {
  const linked = /^#operation-(\d+)$/.exec(location.hash);
  selected = linked === null ? -1 : points.placeOf(Number(linked[1]));
  const card = element('selected');
  card.hidden = selected < 0;
  if (selected >= 0) {
    const [first = '', ...facts] = points.describe(selected).split('\n');
    element('selected-name').textContent = first;
    element('selected-facts').textContent = facts.join('\n');
    view.bringIn(points.start[selected]!);
  }
  redraw();
}

for (const button of all('[data-reset]')) {
  button.addEventListener('click', () => view.showAll());
}
for (const button of all('[data-toggle]')) {
  button.addEventListener('click', () => {
    const key = button.dataset.toggle!;
    if (!hidden.delete(key)) {
      hidden.add(key);
    }
    button.setAttribute('aria-pressed', String(!hidden.has(key)));
    redraw();
  });
}
for (const button of all('[data-scale]')) {
  button.addEventListener('click', () => {
    isRelative = button.dataset.scale === 'relative';
    for (const other of all('[data-scale]')) {
      other.setAttribute('aria-pressed', String(other === button));
    }
    redraw();
  });
}
for (const button of all('[data-operation]')) {
  button.addEventListener('click', () => {
    const point = points.placeOf(Number(button.dataset.operation));
    if (point < 0) {
      return;
    }
    const half = Math.max(50, data.endMs / 60);
    view.show(points.start[point]! - half, points.start[point]! + half);
    context.select(point);
    (document.getElementById('answers') ?? element('latency')).scrollIntoView({ block: 'center' });
  });
}
element('unselect').addEventListener('click', () => {
  // Not by the hash, which would take the reader to the top of the page.
  history.pushState(null, '', location.href.replace(/#.*/, ''));
  showLinked();
});
addEventListener('hashchange', showLinked);
addEventListener('popstate', showLinked);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  palette = readPalette();
  redraw();
});
addEventListener('beforeprint', redraw);
showLinked();

function element(id: string): HTMLElement {
  return document.getElementById(id)!;
}

function all(selector: string): NodeListOf<HTMLElement> {
  return document.querySelectorAll<HTMLElement>(selector);
}
