import { figure } from '../figure.ts';
import { interleave } from '../measure/interleave.ts';
import { runStart } from '../measure/start-run.ts';
import type { ScopeFindings } from '../result.ts';
import type { BenchContext } from '../scope.ts';

interface Cluster {
  readonly name: string;
  readonly design: string;
  readonly nodeCount: number;
  readonly nodeOptions: readonly string[];
}

const designs: readonly (readonly [name: string, nodeOptions: readonly string[]])[] = [
  ['sluice', []],
  ['sluice, reads 100 ms old', ['--read-staleness-ms', '100']],
  ['sluice --strategy cas', ['--strategy', 'cas']],
];

/**
 * How messages grow with the nodes when these are real processes; the scope `scale` continues in
 * virtual time.
 */
export async function workbenchGrowth(context: BenchContext): Promise<Pick<ScopeFindings, 'tables' | 'checks'>> {
  const nodeCounts = context.quick ? [3] : [3, 10, 25];
  const clusters = designs.flatMap(([design, nodeOptions]) =>
    nodeCounts.map((nodeCount): Cluster => ({ name: `${design}, ${nodeCount} nodes`, design, nodeCount, nodeOptions })),
  );
  const found = [
    ...(await interleave(context, clusters, ({ nodeCount, nodeOptions }) => {
      const course = ['--time-limit', context.quick ? '0.5' : '4', '--recovery', context.quick ? '0.2' : '1'];
      const load = ['--node-count', `${nodeCount}`, '--rate', '1000', '--concurrency', '4n'];
      return runStart([...load, ...course, '--', ...nodeOptions]);
    })),
  ];
  return {
    tables: [
      {
        id: 'workbench-growth',
        title: 'Growth with the nodes, 1,000 operations a second in all',
        keys: ['node', 'nodes'],
        columns: [
          { id: 'messagesPerOperation', title: 'messages/op', unit: 'per op' },
          { id: 'perNode', title: 'messages/op/node', unit: 'per op' },
          { id: 'kvPerOperation', title: 'KV/op', unit: 'per op' },
          { id: 'p50Ms', title: 'p50', unit: 'ms' },
        ],
        rows: found.map(([{ design, nodeCount }, runs]) => ({
          labels: [design, `${nodeCount}`],
          figures: {
            messagesPerOperation: figure(runs.map(({ statistics }) => statistics.serverMessagesPerOperation)),
            perNode: figure(
              runs.map(({ statistics: { serverMessagesPerOperation: messages } }) =>
                messages === null ? null : messages / nodeCount,
              ),
            ),
            kvPerOperation: figure(runs.map(({ statistics }) => statistics.kvRoundTripsPerOperation)),
            p50Ms: figure(runs.map(({ statistics }) => statistics.all.p50Ms)),
          },
        })),
      },
    ],
    // With 25 processes on two cores, some operations are late; none may be wrong.
    checks: found.flatMap(([{ name }, runs]) =>
      runs.map(({ valid }) => ({ what: name, expected: 'valid', found: valid ? 'valid' : 'invalid' })),
    ),
  };
}
