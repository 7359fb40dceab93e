import { type Figure, figure } from './figure.ts';

/** The median alone, for tables that would be too wide to read with the least and the greatest of each figure. */
export function medianFigure(values: readonly (number | null)[]): Figure | null {
  return figure([figure(values)?.median]);
}
