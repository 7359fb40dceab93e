import { type Figure, figure, medianFigure } from '../figure.ts';
import { interleave } from '../measure/interleave.ts';
import { oneWayMs, type SimulatedLoad, simulateLoad } from '../measure/simulated-load.ts';
import type { Chart, Row, ScopeFindings, Table } from '../result.ts';
import type { BenchContext, Scope } from '../scope.ts';

/** `economy`: messages to the store for each operation. */
export const economy: Scope = {
  name: 'economy',
  summary: 'messages per operation at rates from 100 to 100,000, by flush interval and staleness (virtual time)',
  run,
};

/** One cluster of the scope `economy`. */
export interface EconomySetting {
  readonly name: string;
  readonly design: string;
  /** Its settings in words. */
  readonly label: string;
  readonly flushIntervalMs: number;
  readonly readStalenessMs: number;
  readonly rate: number;
  readonly timeLimitMs: number;
}

/**
 * How long each rate is kept up, in milliseconds: at least a few thousand operations, at most what
 * memory holds.
 */
const timeLimitsMs: Readonly<Record<number, number>> = { 100: 10_000, 1000: 4_000, 10000: 2_000, 100000: 1_000 };

/** As many clients as operations of this length need, in milliseconds. */
const openMs = 100;

/** Rates for other designs, which answer each request by itself. */
const otherRateMax = 10_000;

async function run(context: BenchContext): Promise<ScopeFindings> {
  const settings = economySettings(context.quick);
  const found = await interleave(context, settings, (setting, seed) => {
    const { design, flushIntervalMs, readStalenessMs, rate, timeLimitMs } = setting;
    return simulateLoad(1 + seed, { design, flushIntervalMs, readStalenessMs, rate, timeLimitMs, openMs });
  });
  const results = [...found];
  return {
    about:
      `The workbench with 3 nodes in virtual time, Maelstrom’s mix of adds and reads, no faults, ${2 * oneWayMs} ms ` +
      `on the average from a node to the store and back; each run has another seed. ` +
      'Messages are those in which no client takes part, both ways, as Maelstrom counts them; a KV round trip is ' +
      'two. Computing takes no time here, so what is gathered is what a round trip gathers.',
    tables: [
      table('messages', 'Messages per operation', results, messages),
      table('kv', 'KV round trips per operation', results, ({ kvPerOperation }) => kvPerOperation),
    ],
    charts: [
      chart('sluice-per-key', 'Strategy per-key: KV round trips per operation against rate', results),
      chart('sluice-cas', 'Strategy cas: KV round trips per operation against rate', results),
    ],
    // Wrong answers of other designs are not the measurement's fault.
    checks: results
      .filter(([{ design }]) => design.startsWith('sluice') || design === 'json-parse')
      .flatMap(([, runs]) => runs.map(({ check }) => check)),
    notes: [spreadNote(results), ...fellShortNotes(results)],
  };
}

const messages = ({ messagesPerOperation }: SimulatedLoad) => messagesPerOperation;

/** All clusters that are measured. */
export function economySettings(quick: boolean): EconomySetting[] {
  const rates = quick ? [100, 1_000] : [100, 1_000, 10_000, 100_000];
  const flushIntervalsMs = quick ? [0] : [0, 5, 20];
  const stalenessesMs = quick ? [0, 100] : [0, 100, 500];
  const own = ['sluice-per-key', 'sluice-cas'].flatMap((design) =>
    flushIntervalsMs.flatMap((flushIntervalMs) =>
      stalenessesMs.map((readStalenessMs) => ({
        design,
        flushIntervalMs,
        readStalenessMs,
        label: `flush every ${flushIntervalMs} ms, reads ${readStalenessMs} ms old`,
      })),
    ),
  );
  const others = ['json-parse', 'cas-loop'].map((design) => ({
    design,
    flushIntervalMs: 0,
    readStalenessMs: 0,
    label: 'has no such settings',
  }));
  return [...own, ...others].flatMap((setting) =>
    rates
      .filter((rate) => setting.design.startsWith('sluice') || rate <= otherRateMax)
      .map((rate) => ({
        ...setting,
        name: `${setting.design}, ${setting.label}, rate ${rate}`,
        rate,
        timeLimitMs: quick ? 1_000 : timeLimitsMs[rate]!,
      })),
  );
}

type Results = readonly (readonly [EconomySetting, readonly SimulatedLoad[]])[];

/**
 * A row for each rate, a column for each pair of settings; only medians, or it would be too wide to
 * read. A design without settings is in the first column, which stands for the default ones.
 */
function table(id: string, title: string, results: Results, value: (load: SimulatedLoad) => number): Table {
  const columns = new Map(results.map(([setting]) => [columnOf(setting), columnTitle(setting)]));
  const none = Object.fromEntries([...columns.keys()].map((column) => [column, null]));
  const rows = new Map<string, { labels: readonly string[]; figures: Record<string, Figure | null> }>();
  for (const [setting, runs] of results) {
    const labels = [setting.design, setting.rate.toLocaleString('en-US')];
    const row = rows.get(labels.join(' ')) ?? { labels, figures: { ...none } };
    row.figures[columnOf(setting)] = medianFigure(runs.map(value));
    rows.set(labels.join(' '), row);
  }
  return {
    id,
    title: `${title}, by flush interval / read staleness in ms`,
    keys: ['design', 'rate'],
    columns: [...columns].map(([column, head]) => ({ id: column, title: head, unit: 'per op' })),
    rows: [...rows.values()] satisfies Row[],
  };
}

function columnOf({ flushIntervalMs, readStalenessMs }: EconomySetting): string {
  return `flush${flushIntervalMs}stale${readStalenessMs}`;
}

function columnTitle({ flushIntervalMs, readStalenessMs }: EconomySetting): string {
  return `${flushIntervalMs} / ${readStalenessMs}`;
}

function spreadNote(results: Results): string {
  const spreads = results.map(([, runs]) => {
    const all = figure(runs.map(messages));
    return all === null ? 0 : Math.max(all.max / all.median, all.median / all.min) - 1;
  });
  const within = (limit: number) => spreads.filter((spread) => spread <= limit).length;
  return (
    `The tables have medians: ${within(0.05)} of ${spreads.length} figures for messages differ by at most 5 % ` +
    `from run to run, the others by at most ${(100 * Math.max(...spreads)).toFixed(0)} %.`
  );
}

function fellShortNotes(results: Results): string[] {
  const short = results.flatMap(([{ name, rate }, runs]) => {
    const reached = figure(runs.map(({ operationsPerSecond }) => operationsPerSecond))?.median ?? 0;
    return reached < rateShareMin * rate ? [`${name} (${Math.round(reached).toLocaleString('en-US')}/s)`] : [];
  });
  return short.length === 0 ? [] : [`The rate was not kept up by: ${short.join('; ')}.`];
}

/** Chance makes a rate a few percent lower. */
const rateShareMin = 0.9;

function chart(design: string, title: string, results: Results): Chart {
  const drawn = results.filter(
    ([setting]) => setting.design === design && (setting.flushIntervalMs === 0 || setting.readStalenessMs === 500),
  );
  const labels = [...new Set(drawn.map(([{ label }]) => label))];
  return {
    id: design,
    title,
    xTitle: 'operations a second',
    yTitle: 'KV round trips per operation',
    unit: 'per op',
    xUnit: 'per second',
    xScale: 'logarithmic',
    yScale: 'logarithmic',
    series: labels.map((name) => ({
      name,
      points: drawn.flatMap(([{ label, rate }, runs]) => {
        const y = label === name ? figure(runs.map(({ kvPerOperation }) => kvPerOperation)) : null;
        return y === null ? [] : [{ x: rate, y }];
      }),
    })),
  };
}
