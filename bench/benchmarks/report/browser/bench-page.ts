import uPlotStyle from 'uplot/dist/uPlot.min.css';
import { readPalette } from '../../../report/browser/palette.ts';
import { Tip } from '../../../report/browser/tip.ts';
import type { Chart } from '../../result.ts';
import { ChartPlot } from './chart-plot.ts';

/*
 * The script of the benchmarks' page: draws the charts of the data in the element `data` into their
 * places, shows each point's figures, and hides the series that the reader doesn't want.
 */
const charts = JSON.parse(document.getElementById('data')!.textContent) as readonly Chart[];
const tip = new Tip(document.getElementById('tip')!);
let palette = readPalette();

const style = document.createElement('style');
style.textContent = uPlotStyle;
// Before the page's own rules, which say how some of it is to look.
document.head.prepend(style);

const plots = [...document.querySelectorAll<HTMLElement>('[data-chart]')].map((box) => {
  const plot = new ChartPlot(charts[Number(box.dataset.chart)]!, box, tip, () => palette);
  for (const button of box.nextElementSibling!.querySelectorAll<HTMLElement>('[data-series]')) {
    button.addEventListener('click', () => {
      const isShown = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(isShown));
      plot.show(Number(button.dataset.series), isShown);
    });
  }
  return plot;
});

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  palette = readPalette();
  for (const plot of plots) {
    plot.redraw();
  }
});
