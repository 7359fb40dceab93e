import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Statistics } from '../checkers/statistics.ts';
import { figure } from './figure.ts';
import { interleave } from './interleave.ts';
import type { Check, ScopeFindings } from './result.ts';
import type { BenchContext, Scope } from './scope.ts';

/** `workbench`: what `npm start` takes. */
export const workbench: Scope = {
  name: 'workbench',
  summary: 'operations a second that the workbench itself can ask and check, of our node and of a minimal one',
  run,
};

interface Variant {
  readonly name: string;
  readonly args: readonly string[];
  /** Whether it is wrong by design: then only the speed is looked at. */
  readonly isWrong: boolean;
}

const startFile = fileURLToPath(new URL('../start.js', import.meta.url));
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
  return {
    about:
      '`npm start` with 3 nodes, 100 clients each, asked for 100,000 operations a second without faults: real processes, and the workbench’s network, store and checkers in one more. ' +
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
    ],
    charts: [],
    checks: found.flatMap(([variant, runs]) => runs.map((results) => checkOf(variant, results))),
    notes: [],
  };
}

interface Results {
  readonly valid: boolean;
  readonly statistics: Statistics;
}

function checkOf({ name, isWrong }: Variant, { valid, statistics }: Results): Check {
  const { count, ok } = statistics.all;
  const verdict = isWrong ? 'not judged' : valid ? 'valid' : 'invalid';
  return {
    what: name,
    expected: `${count} operations, ${count} ok, ${isWrong ? 'not judged' : 'valid'}`,
    found: `${count} operations, ${ok} ok, ${verdict}`,
  };
}

function test({ args }: Variant, quick: boolean): Promise<Results> {
  const store = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  const load = ['--node-count', '3', '--rate', quick ? '1000' : '100000', '--concurrency', quick ? '2n' : '100n'];
  const course = ['--time-limit', quick ? '0.5' : '6', '--recovery', quick ? '0.2' : '1', '--nemesis', 'none'];
  const all = [startFile, '--store', store, '--seed', '1', ...load, ...course, ...args];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, all, { maxBuffer: 64 * 1024 * 1024 }, (_, stdout, stderr) => {
      try {
        resolve(JSON.parse(readFileSync(join(store, 'latest', 'results.json'), 'utf8')));
      } catch {
        reject(new Error(`npm start failed: ${stderr || stdout.slice(-500)}`));
      } finally {
        rmSync(store, { recursive: true, force: true });
      }
    });
  });
}
