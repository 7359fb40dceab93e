import type { LoadSpec } from '../measure/load/load-spec.ts';
import type { LoadRun } from '../measure/load/run-load.ts';
import { over } from '../measure/load-figures.ts';
import type { NamedNode } from '../measure/nodes.ts';
import type { Row, Table } from '../result.ts';

/** A node with one client, which sends the next request when the last one was answered. */
export interface Alone {
  readonly name: string;
  readonly node: NamedNode;
  readonly operation: LoadSpec['operation'];
}

/** The table of nodes with one client. */
export function aloneTable(measured: ReadonlyMap<Alone, readonly LoadRun[]>): Table {
  return {
    id: 'alone',
    title: 'One client alone',
    keys: ['node'],
    columns: [
      { id: 'p50Ms', title: 'p50', unit: 'ms' },
      { id: 'p99Ms', title: 'p99', unit: 'ms' },
      { id: 'aboveStoreMs', title: 'p50 less the store’s', unit: 'ms' },
      { id: 'storeMs', title: 'store’s p50', unit: 'ms' },
      { id: 'startUpMs', title: 'start to init_ok', unit: 'ms' },
    ],
    rows: [...measured].map(([{ name }, runs]) => aloneRow(name, runs)),
  };
}

function aloneRow(name: string, runs: readonly LoadRun[]): Row {
  return {
    labels: [name],
    figures: {
      p50Ms: over(runs, (each) => each.latencies.p50Ms),
      p99Ms: over(runs, (each) => each.latencies.p99Ms),
      aboveStoreMs: over(runs, ({ latencies, storeLatencies, kvRequests }) =>
        kvRequests < latencies.count / 2
          ? latencies.p50Ms
          : (latencies.p50Ms ?? Number.NaN) - (storeLatencies.p50Ms ?? Number.NaN),
      ),
      storeMs: over(runs, (each) => each.storeLatencies.p50Ms),
      startUpMs: over(runs, (each) => each.startUpMs),
    },
  };
}
