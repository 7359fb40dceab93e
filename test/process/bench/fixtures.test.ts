import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Verdict } from '../../../bench/run.ts';

const store = mkdtempSync(join(tmpdir(), 'fixtures-'));
afterAll(() => rmSync(store, { recursive: true, force: true }));

interface Ended {
  readonly exitCode: number;
  readonly output: string;
  readonly verdict: Verdict;
}

/** Runs the built workbench on a node of test/fixtures/nodes, no more than two at a time. */
async function onWorkbench(node: string, ...flags: string[]): Promise<Ended> {
  await turn();
  try {
    const own = join(store, node);
    const args = [
      'dist/bench/cli/sluice.js',
      'test',
      '--bin',
      `test/fixtures/nodes/${node}.mjs`,
      '--seed',
      '4',
      '--out',
      own,
      ...flags,
    ];
    const [exitCode, output] = await new Promise<[number, string]>((resolve) => {
      const child = execFile(process.execPath, args, { timeout: 50_000 }, (_, stdout, stderr) => {
        resolve([child.exitCode ?? -1, stdout + stderr]);
      });
    });
    const results = readFileSync(join(own, 'latest', 'results.json'), 'utf8');
    return { exitCode, output, verdict: JSON.parse(results).verdict };
  } finally {
    next();
  }
}

let free = 2;
const waiting: (() => void)[] = [];
async function turn(): Promise<void> {
  if (free === 0) {
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    free -= 1;
  }
}
function next(): void {
  const first = waiting.shift();
  if (first === undefined) {
    free += 1;
  } else {
    first();
  }
}

const many = ['--node-count', '1', '--concurrency', '20n', '--rate', '4000', '--time-limit', '4', '--recovery', '0.5'];
const few = ['--node-count', '2', '--concurrency', '5n', '--rate', '500'];

describe.concurrent('the workbench', () => {
  it('says that a node which is silent at the end is wrong, where Maelstrom does not', async () => {
    const flags = ['--node-count', '2', '--rate', '200', '--time-limit', '2', '--recovery', '2.5'];
    const { exitCode, verdict } = await onWorkbench('no-final-read', ...flags);
    expect({ exitCode, maelstrom: verdict.maelstrom.valid }).toEqual({ exitCode: 1, maelstrom: true });
    expect(verdict.violations[0]).toMatchObject({
      checker: 'final',
      message: expect.stringContaining('client timed out'),
    });
    expect(verdict.violationCount).toBe(2);
  });

  it('names a node that is muted, with the line that muted it', async () => {
    const { exitCode, verdict, output } = await onWorkbench(
      'mutes-itself',
      ...few,
      '--time-limit',
      '1',
      '--recovery',
      '0.5',
    );
    expect(exitCode).toBe(3);
    expect(verdict.muted.length).toBeGreaterThan(0);
    expect(output).toMatch(/Node n[01] was muted at .*not/);
    expect(output).toContain('the line was: 50 adds <b>already</b>!');
  });

  it('finds a correct node valid, under faults, at the level it keeps to', async () => {
    const faults = ['--nemesis', 'partition,kill,loss,duplicate', '--nemesis-interval', '1', '--consistency', 'fresh'];
    const { exitCode, verdict, output } = await onWorkbench(
      'correct',
      ...few,
      '--time-limit',
      '4',
      '--recovery',
      '1',
      ...faults,
    );
    expect(verdict.violations).toEqual([]);
    expect(exitCode).toBe(0);
    expect(output).toContain('Everything looks good!');
  });

  it('catches a node that does not count one add in 1,000', async () => {
    const { exitCode, verdict } = await onWorkbench('loses-one-in-1000', ...many);
    expect(exitCode).toBe(1);
    expect(verdict.violations[0]).toMatchObject({ checker: 'final', message: expect.stringMatching(/too low by/) });
  });

  it('catches a node that counts one add in 1,000 twice', async () => {
    const { exitCode, verdict } = await onWorkbench('doubles-one-in-1000', ...many, '--consistency', 'monotone');
    expect(exitCode).toBe(1);
    expect(verdict.violations[0]).toMatchObject({ checker: 'final', message: expect.stringMatching(/too high by/) });
    expect(verdict.violations.some(({ checker }) => checker === 'phantom')).toBe(true);
  });

  it('catches a node that a kill makes forget what it acknowledged', async () => {
    const faults = ['--nemesis', 'kill', '--nemesis-interval', '1'];
    const { exitCode, verdict } = await onWorkbench(
      'acks-then-drops-at-kill',
      ...few,
      '--time-limit',
      '4',
      '--recovery',
      '2',
      ...faults,
    );
    expect(exitCode).toBe(1);
    expect(verdict.violations[0]).toMatchObject({ checker: 'final', message: expect.stringMatching(/too low by/) });
  });

  it('catches a node that answers the last reads from a cache', async () => {
    const { exitCode, verdict } = await onWorkbench(
      'stale-final-read',
      ...few,
      '--time-limit',
      '4',
      '--recovery',
      '0.5',
    );
    expect(exitCode).toBe(1);
    expect(verdict.violations[0]).toMatchObject({
      checker: 'final',
      message: expect.stringMatching(/too low by .* stale/),
    });
  });

  it('reports a node that leaves by itself, with its exit code and last words', async () => {
    const { exitCode, verdict, output } = await onWorkbench(
      'crashes',
      ...few,
      '--time-limit',
      '4',
      '--recovery',
      '0.5',
    );
    expect(exitCode).toBe(3);
    expect(verdict.crashed).toHaveLength(1);
    expect(output).toContain('crashed: exit code 7');
    expect(output).toContain('stderr: that was one add too many');
  });
});
