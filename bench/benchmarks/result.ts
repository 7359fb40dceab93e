import type { Figure } from './figure.ts';

/** What a figure is measured in, which decides how it is shown. */
export type Unit =
  | 'per second'
  | 'ms'
  | 'times'
  | 'share'
  | 'cores'
  | 'bytes'
  | 'count'
  | 'per op'
  | 'bytes per second';

/** A column of figures. */
export interface Column {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
}

/** A row: what was measured, in words, and its figures by column; null where one doesn't apply. */
export interface Row {
  readonly labels: readonly string[];
  readonly figures: Readonly<Record<string, Figure | null>>;
}

/** A table of figures. */
export interface Table {
  readonly id: string;
  readonly title: string;
  /** Heads of the rows' labels. */
  readonly keys: readonly string[];
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** One line of a chart. */
export interface Series {
  readonly name: string;
  /** x is a number, or the place of a category in {@link Chart.categories}. */
  readonly points: readonly { readonly x: number; readonly y: Figure }[];
  /** Drawn with dashes: a limit, or the higher percentile. */
  readonly dashed?: boolean;
  /** Takes the colour of this series, when two belong together. */
  readonly colourOf?: string;
}

/** A chart. */
export interface Chart {
  readonly id: string;
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly unit: Unit;
  readonly xUnit?: Unit;
  readonly xScale: 'logarithmic' | 'linear' | 'categories';
  readonly yScale: 'logarithmic' | 'linear';
  readonly categories?: readonly string[];
  readonly series: readonly Series[];
  /** One sentence for people, when the titles don't say it all. */
  readonly note?: string;
}

/** A checksum of the measured work: what it must be, and what it was. */
export interface Check {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/** The results of a scope. */
export interface ScopeFindings {
  /** How it was measured, in a few sentences. */
  readonly about: string;
  readonly tables: readonly Table[];
  readonly charts: readonly Chart[];
  readonly checks: readonly Check[];
  /** What was left out, and why. */
  readonly notes: readonly string[];
}

/** A scope's findings and its name. */
export interface ScopeResult extends ScopeFindings {
  readonly scope: string;
  readonly tookMs: number;
}

/** What the figures were measured on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  /**
   * Mean number of runnable processes in the minute before: above 0.5 or so, others were at work
   * too.
   */
  readonly loadAverage: number;
}

/**
 * The version of {@link BenchResult}'s shape. It goes up when a field is removed or changes its
 * meaning, not when one is added.
 */
export const benchFormat = 1;

/** The results of one `npm run bench`; `bench.json` is this. */
export interface BenchResult {
  readonly format: typeof benchFormat;
  /** ISO date and time. */
  readonly startedAt: string;
  /** The command line that repeats it. */
  readonly command: string;
  readonly machine: Machine;
  /** True: everything was tiny, and the figures mean nothing. */
  readonly quick: boolean;
  /** How often each figure was measured. */
  readonly runs: number;
  readonly scopes: readonly ScopeResult[];
}

/** Whether the measured work was done right. */
export function isRight({ expected, found }: Check): boolean {
  return expected === found;
}
