import { interleave } from '../measure/interleave.ts';
import { runLoad } from '../measure/load/run-load.ts';
import { workDone } from '../measure/load-figures.ts';
import { designNode, foreignNode, ourNode } from '../measure/nodes.ts';
import type { ScopeFindings } from '../result.ts';
import type { BenchContext, Scope } from '../scope.ts';
import { roundTripMs } from './firehose.ts';
import { type Alone, aloneTable } from './latency-alone.ts';
import { latencySpec } from './latency-spec.ts';
import { fixed, loadedChart, loadedChecks, loadedTable, measureLoaded, share } from './latency-under-load.ts';

/** `latency`: how long one request takes. */
export const latency: Scope = {
  name: 'latency',
  summary: 'how long adds and reads take: one client alone, and at shares of full throughput; start-up',
  run,
};

async function run(context: BenchContext): Promise<ScopeFindings> {
  const { quick, bins } = context;
  const others = [...(quick ? [] : [designNode('json-parse')]), ...bins.map(foreignNode)];
  const alone: Alone[] = [
    ...[ourNode('sluice'), ...others].map((node) => ({
      name: `${node.name}, adds alone`,
      node,
      operation: 'add' as const,
    })),
    {
      name: 'sluice, cached reads alone',
      node: ourNode('sluice', '--read-staleness-ms', '3600000'),
      operation: 'read',
    },
  ];
  const parts = quick ? [share(0.5)] : [...[0.1, 0.25, 0.5, 0.75, 0.9].map(share), fixed];
  const foundAlone = await interleave(context, alone, ({ node, operation }) =>
    runLoad(node, latencySpec(quick, operation, { kind: 'window', window: 1 })),
  );
  const loaded = [ourNode('sluice'), ...others].map((node) => ({ name: `${node.name}, under load`, node }));
  const foundLoaded = await interleave(context, loaded, ({ node }) => measureLoaded(node, parts, quick));

  return {
    about:
      `The store answers ${roundTripMs} ms after it was asked. Alone: one client, which asks when it was answered. ` +
      `Under load: adds come at a share of the rate that the same node ` +
      'took without bounds in the same run, or at a fixed one, whether it keeps up or not, and each counts from ' +
      'when it was due. Both clocks are the load’s own, so pipes and wake-ups are part of it. ' +
      'A cached read is one that `--read-staleness-ms` lets the node answer at once. A lone add is the median of ' +
      'one client alone: what the round trip takes with pipes and wake-ups. ' +
      'An add that comes at any moment of a flush waits half a round trip for the next one, which takes a whole ' +
      'one: 1.5 round trips are the least that one write in flight allows.',
    tables: [aloneTable(foundAlone), loadedTable(foundLoaded, parts, foundAlone)],
    charts: [loadedChart(foundLoaded, parts)],
    checks: [
      ...[...foundAlone].flatMap(([{ name }, runs]) => runs.map((each) => workDone(name, each))),
      ...[...foundLoaded].flatMap(([{ name }, runs]) => runs.flatMap((each) => loadedChecks(name, each))),
    ],
    notes: [],
  };
}
