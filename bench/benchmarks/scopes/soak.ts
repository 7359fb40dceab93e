import { figure } from '../figure.ts';
import { runLoad } from '../measure/load/run-load.ts';
import { perSecond, workDone } from '../measure/load-figures.ts';
import { ourNode } from '../measure/nodes.ts';
import type { ScopeFindings } from '../result.ts';
import type { BenchContext } from '../scope.ts';

/** Sends so many adds to one node and watches its memory. */
export async function soak(
  { progress }: BenchContext,
  adds: number,
): Promise<Pick<ScopeFindings, 'tables' | 'charts' | 'checks'>> {
  progress(`${adds} adds to one node`);
  const run = await runLoad(ourNode('sluice'), {
    operation: 'add',
    offer: { kind: 'window', window: null },
    warmUpMs: 0,
    measureMs: 0,
    requestsMax: adds,
    roundTripMs: 1,
    echo: false,
  });
  const moments = run.moments.filter(({ node }) => node.rssBytes > 0);
  const memoryAt = (share: number) => {
    const moment = moments.find(({ answered }) => answered >= share * adds) ?? moments.at(-1);
    return figure([moment?.node.rssBytes]);
  };
  const shares = [0.05, 0.1, 0.25, 0.5, 0.75, 1];
  return {
    tables: [
      {
        id: 'soak',
        title: 'Memory over many adds',
        keys: ['adds'],
        columns: [
          { id: 'addsPerSecond', title: 'adds/s', unit: 'per second' },
          ...shares.map((share) => ({
            id: `at${share * 100}`,
            title: `memory at ${share * 100} %`,
            unit: 'bytes' as const,
          })),
        ],
        rows: [
          {
            labels: [adds.toLocaleString('en-US')],
            figures: {
              addsPerSecond: figure([perSecond(run)]),
              ...Object.fromEntries(shares.map((share) => [`at${share * 100}`, memoryAt(share)])),
            },
          },
        ],
      },
    ],
    charts: [
      {
        id: 'soak-memory',
        title: 'Memory over many adds',
        xTitle: 'adds acknowledged',
        yTitle: 'memory of the node',
        unit: 'bytes',
        xUnit: 'count',
        xScale: 'linear',
        yScale: 'linear',
        series: [
          {
            name: 'sluice',
            points: moments.map(({ answered, node }) => ({ x: answered, y: figure([node.rssBytes])! })),
          },
        ],
      },
    ],
    checks: [workDone('soak', run)],
  };
}
