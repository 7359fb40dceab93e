import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ProcessCluster } from '../../../../bench/cluster/process-cluster.ts';
import { stream } from '../../../../bench/random.ts';
import { realEnvironment } from '../../../../bench/real-environment.ts';
import type { Run } from '../../../../bench/run.ts';
import { type Plan, runTest } from '../../../../bench/run-test.ts';
import { threeNodes } from '../../../bench/three-nodes.ts';

const tinyNode = fileURLToPath(new URL('../../../bench/tiny-node.mjs', import.meta.url));
const plan: Plan = {
  ...threeNodes,
  concurrency: 6,
  rate: 200,
  timeLimitMs: 1_500,
  recoveryMs: 100,
  nemesisIntervalMs: 300,
};

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'workbench-'));
});
afterEach(() => {
  delete process.env.TINY_NODE;
  rmSync(directory, { recursive: true });
});

function play(
  more: Partial<Plan> = {},
  bin = process.execPath,
  args = [tinyNode],
  stderr?: (id: string, text: string) => void,
) {
  const cluster = new ProcessCluster({ bin, args, logDirectory: directory, ...(stderr && { stderr }) });
  return new Promise<Run>((finished) => {
    runTest({ ...plan, ...more }, realEnvironment(stream(1, 'environment')), cluster, { finished });
  });
}

const log = (id: string) => readFileSync(join(directory, `${id}.log`), 'utf8');
const pids = () =>
  ['n0', 'n1', 'n2'].flatMap((id) => [...log(id).matchAll(/^pid (\d+)$/gm)].map(([, pid]) => Number(pid)));

function expectGone(expected: number) {
  expect(pids().length).toBe(expected);
  for (const pid of pids()) {
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  }
}

describe('real processes', () => {
  test('run a test to its end, with partitions and latency, and none is left behind', async () => {
    // The tiny node is not made for a store that its writes reach in another order.
    const run = await play({ faults: ['partition'], latency: { distribution: 'constant', meanMs: 2 } });
    const adds = run.operations.filter(({ f, outcome }) => f === 'add' && outcome === 'ok');
    const total = adds.reduce((sum, { value }) => sum + (value ?? 0), 0);
    expect(adds.length).toBeGreaterThan(10);
    expect(run.operations.filter(({ final }) => final).map(({ value }) => value)).toEqual(new Array(6).fill(total));
    expect(run.nodes).toEqual([{ id: 'n0' }, { id: 'n1' }, { id: 'n2' }]);
    expect(run.net.kvRoundTrips).toBeGreaterThan(adds.length);
    expectGone(3);
  });

  test('are killed, paused and started again, their logs going on over their lives', async () => {
    const run = await play({ faults: ['kill', 'pause'], timeLimitMs: 2_000, seed: 105 });
    expect(new Set(run.faults.map(({ fault }) => fault))).toEqual(new Set(['kill', 'pause']));
    expect(run.nodes.filter(({ crashed }) => crashed)).toEqual([]);
    expect(run.operations.filter(({ final }) => final)).toHaveLength(6);
    const killed = run.faults.filter(({ fault }) => fault === 'kill').flatMap(({ detail }) => detail.split(' ')).length;
    expectGone(3 + killed);
  });

  test('that crash end the run, with exit code and last words; and stderr may be watched', async () => {
    process.env.TINY_NODE = 'crash';
    const watched: string[] = [];
    const run = await play({}, process.execPath, [tinyNode], (id, text) => watched.push(`${id} ${text}`));
    const crashed = run.nodes.filter((node) => node.crashed);
    expect(crashed.length).toBeGreaterThan(0);
    expect(crashed[0]?.crashed).toMatchObject({ exitCode: 3, signal: null });
    expect(crashed[0]?.crashed?.lastStderr).toMatch(/^pid \d+\nthis add is too much\n$/);
    expect(watched.join('')).toContain('this add is too much');
    expect(run.operations.some(({ final }) => final)).toBe(false);
    expectGone(3);
  });

  test('that do not leave are killed', async () => {
    process.env.TINY_NODE = 'stay';
    await play({ timeLimitMs: 200 });
    expectGone(3);
  });

  test('that cannot be started have crashed', async () => {
    const run = await play({}, '/nowhere/node', []);
    expect(run.nodes[0]?.crashed?.problem).toBe('could not be started: /nowhere/node: no such file or directory');
    expect(run.operations).toEqual([]);
  });
});
