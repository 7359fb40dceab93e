import type { Series } from '../result.ts';

/** The shapes of a chart's marks around (0, 0), as SVG paths of some 9 pixels. */
const markShapes: readonly string[] = [
  'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0',
  'M-4 -4h8v8h-8z',
  'M0 -5l5 9h-10z',
  'M0 -5l5 5l-5 5l-5 -5z',
  'M0 5l5 -9h-10z',
  'M-5 -1.5h3.5v-3.5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5z',
];

/** How a series looks. Colours and shapes differ, so that either is enough. */
export interface Look {
  /** Of the page's style sheet. */
  readonly colour: string;
  /** An SVG path around (0, 0). */
  readonly shape: string;
}

/** How each series of a chart looks. */
export function looksOf(series: readonly Series[]): readonly Look[] {
  const own = series.filter(({ colourOf }) => colourOf === undefined).map(({ name }) => name);
  return series.map(({ name, colourOf }) => {
    const place = Math.max(0, own.indexOf(colourOf ?? name));
    return { colour: `node${place % 7}`, shape: markShapes[place % markShapes.length]! };
  });
}
