import { fileURLToPath } from 'node:url';
import { figure } from '../figure.ts';
import { interleave } from '../measure/interleave.ts';
import { runStart, type StartResults, startCheck } from '../measure/start-run.ts';
import type { ScopeFindings } from '../result.ts';
import type { BenchContext, Scope } from '../scope.ts';
import { workbenchGrowth } from './workbench-growth.ts';

/** `workbench`: what `npm start` takes. */
export const workbench: Scope = {
  name: 'workbench',
  summary: 'operations a second that the workbench itself can ask and check; growth from 3 to 25 nodes',
  run,
};

interface Variant {
  readonly name: string;
  readonly args: readonly string[];
  /** Whether it is wrong by design: then only the speed is looked at. */
  readonly isWrong: boolean;
}

const minimalNode = fileURLToPath(new URL('./minimal-node.js', import.meta.url));

async function run(context: BenchContext): Promise<ScopeFindings> {
  const variants: Variant[] = [
    { name: 'sluice', args: [], isWrong: false },
    {
      name: 'sluice, reads 100 ms old',
      args: ['--', '--read-staleness-ms', '100'],
      isWrong: false,
    },
    {
      name: 'minimal node (answers at once, stores nothing)',
      args: ['--bin', process.execPath, '--', minimalNode],
      isWrong: true,
    },
    ...context.bins.map((bin) => ({ name: bin, args: ['--bin', bin], isWrong: true })),
  ];
  const found = [...(await interleave(context, variants, (variant) => test(variant, context.quick)))];
  const growth = await workbenchGrowth(context);
  return {
    about:
      '`npm start` with 3 nodes, 100 clients each, asked for 100,000 operations a second without faults: real ' +
      'processes, and the workbench’s network, store and checkers in one more. ' +
      'The minimal node answers every request by itself at once, so the workbench is what limits it.',
    tables: [
      {
        id: 'workbench',
        title: 'The workbench at its limit',
        keys: ['node'],
        columns: [
          { id: 'okPerSecond', title: 'ok/s', unit: 'per second' },
          { id: 'p50Ms', title: 'p50', unit: 'ms' },
          { id: 'p99Ms', title: 'p99', unit: 'ms' },
          { id: 'kvPerOperation', title: 'KV/op', unit: 'per op' },
          { id: 'messagesPerOperation', title: 'messages/op', unit: 'per op' },
        ],
        rows: found.map(([{ name }, runs]) => ({
          labels: [name],
          figures: {
            okPerSecond: figure(runs.map(({ statistics }) => statistics.okPerSecond)),
            p50Ms: figure(runs.map(({ statistics }) => statistics.all.p50Ms)),
            p99Ms: figure(runs.map(({ statistics }) => statistics.all.p99Ms)),
            kvPerOperation: figure(runs.map(({ statistics }) => statistics.kvRoundTripsPerOperation)),
            messagesPerOperation: figure(runs.map(({ statistics }) => statistics.serverMessagesPerOperation)),
          },
        })),
      },
      ...growth.tables,
    ],
    charts: [],
    checks: [
      ...found.flatMap(([{ name, isWrong }, runs]) => runs.map((results) => startCheck(name, results, isWrong))),
      ...growth.checks,
    ],
    notes: [],
  };
}

function test({ args }: Variant, quick: boolean): Promise<StartResults> {
  const load = ['--node-count', '3', '--rate', quick ? '1000' : '100000', '--concurrency', quick ? '2n' : '100n'];
  const course = ['--time-limit', quick ? '0.5' : '6', '--recovery', quick ? '0.2' : '1'];
  return runStart([...load, ...course, ...args]);
}
