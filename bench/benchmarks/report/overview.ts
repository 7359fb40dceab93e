import type { ScopeResult } from '../result.ts';
import { challengeRow } from '../scopes/simulator.ts';
import { valueText } from './figure-text.ts';

/** The median of a figure as text: in this table, in the row with these labels, in this column. */
type Find = (table: string, labels: readonly string[], column: string) => string;

/** The result of a scope in a sentence or two. */
export function overview(scope: ScopeResult): string {
  const find: Find = (tableId, labels, column) => {
    const table = scope.tables.find(({ id }) => id === tableId);
    const row = table?.rows.find((each) => labels.every((label, i) => each.labels[i] === label));
    const figure = row?.figures[column] ?? null;
    const unit = table?.columns.find(({ id }) => id === column)?.unit;
    return figure === null || unit === undefined ? '–' : valueText(figure.median, unit);
  };
  return sentences[scope.scope]?.(find) ?? '';
}

const sentences: Readonly<Record<string, (find: Find) => string>> = {
  codec: (find) =>
    `Decoding adds: **${find('codec', ['adds'], 'linesPerSecond')} lines/s** in one thread, ` +
    `${find('codec', ['adds'], 'ratio')} the speed of JSON.parse.`,
  firehose: (find) => {
    const at = (node: string, column: string) => find('firehose', [node, 'unbounded'], column);
    const withWorkers = ['0', '1', '2'].map((workers) => {
      const node = `sluice, workers ${workers}`;
      return `${workers}: ${at(node, 'addsPerSecond')} and ${at(node, 'mainBusy')}`;
    });
    return (
      `One node at full speed, adds durable in a store 1 ms away, over pipes: ` +
      `**${at('sluice, workers auto', 'addsPerSecond')} adds/s**, ` +
      `${at('sluice, workers auto', 'timesJsonParse')} a \`JSON.parse\` node’s ${at('json-parse', 'addsPerSecond')}, ` +
      `with ${at('sluice, workers auto', 'kvPerRoundTrip')} KV round trips per RTT. Adds/s and the main thread’s ` +
      `busy share by \`--workers\`: ${withWorkers.join('; ')}.`
    );
  },
  latency: (find) => {
    const at = (load: string, column: string) => find('loaded', ['sluice', load], column);
    const percentiles = (load: string) => `median ${at(load, 'p50Ms')}, 99th percentile ${at(load, 'p99Ms')}`;
    // Only where the node is that fast.
    const keepsUp = at('1.5 million/s', 'p50Ms') !== '–';
    const fixed = keepsUp ? `1.5 million adds/s: ${percentiles('1.5 million/s')}; at ` : '';
    return (
      `One client alone: an add takes **${find('alone', ['sluice, adds alone'], 'aboveStoreMs')}** more than the ` +
      `store’s round trip of 1 ms, a cached read ` +
      `${find('alone', ['sluice, cached reads alone'], 'p50Ms')}; start to \`init_ok\` ` +
      `${find('alone', ['sluice, adds alone'], 'startUpMs')}. ` +
      `At ${fixed}half of full speed, ${at('50 %', 'offeredPerSecond')}: ${percentiles('50 %')}.`
    );
  },
  economy: (find) => {
    const messages = (design: string, rate: string, settings = 'flush0stale0') =>
      find('messages', [design, rate], settings);
    const fall = (design: string) =>
      `${messages(design, '100')} at rate 100, ${messages(design, '100,000')} at 100,000`;
    return (
      `Messages per operation between servers, 3 nodes: \`per-key\` ${fall('sluice-per-key')}; \`cas\` ` +
      `${fall('sluice-cas')}. With reads up to 100 ms old \`per-key\` needs ` +
      `${messages('sluice-per-key', '100', 'flush0stale100')} at rate 100.`
    );
  },
  scale: (find) => {
    const messages = (design: string, nodes: number) => find('scale-summary', [design], `nodes${nodes}`);
    const growth = (design: string) => `${messages(design, 3)} with 3 nodes, ${messages(design, 200)} with 200`;
    return (
      `Messages per operation as the nodes grow, at one rate in all: \`per-key\` ${growth('sluice-per-key')}; ` +
      `with reads up to 100 ms old ${growth('sluice-per-key, reads 100 ms old')}; \`cas\` ${growth('sluice-cas')}.`
    );
  },
  workbench: (find) =>
    `The workbench itself, 3 real nodes: **${find('workbench', ['sluice'], 'okPerSecond')} operations/s**, asked, ` +
    `answered and checked, with ${find('workbench', ['sluice'], 'kvPerOperation')} KV round trips each.`,
  simulator: (find) =>
    `The simulator runs the challenge **${find('simulator', [challengeRow], 'runsPerSecond')} times a second** ` +
    `on one core, checkers included; ${find('threads', ['sluice-per-key'], 'times')} as often on all cores.`,
  http: (find) => {
    const at = (node: string, column: string) => find('http', [node, '500'], column);
    return (
      `Behind HTTP, 500 connections to three nodes: **${at('sluice', 'requestsPerSecond')} requests/s**, 99th ` +
      `percentile ${at('sluice', 'p99Ms')}; a cas-loop node ${at('cas-loop', 'requestsPerSecond')} and ` +
      `${at('cas-loop', 'p99Ms')}.`
    );
  },
};
