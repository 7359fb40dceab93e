import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { processesMarked } from '../../marked-processes.ts';

const workbench = fileURLToPath(new URL('../../../../dist/bench/cli/sluice.js', import.meta.url));
const byName = fileURLToPath(new URL('../../../fixtures/nodes/by-name.sh', import.meta.url));
const stores: string[] = [];
afterAll(() => {
  for (const store of stores) {
    rmSync(store, { recursive: true, force: true });
  }
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly store: string;
  readonly mark: string;
}

/** Ends a workbench with nodes that never leave by themselves, once an operation is done. */
function endedBy(
  act: (child: ChildProcess, store: string) => void,
  nodeOptions: readonly string[] = [],
  more: readonly string[] = [],
) {
  const store = mkdtempSync(join(tmpdir(), 'ends-'));
  stores.push(store);
  const mark = `marked-${randomUUID()}`;
  const args = ['test', '-w', 'echo', '--bin', byName, '--node-count', '2', '--rate', '50', '--time-limit', '60'];
  const options = ['--log-net-recv', '--out', store, '--seed', '1', ...more, '--', mark];
  return new Promise<Ended>((ended) => {
    const child = spawn(process.execPath, [...nodeOptions, workbench, ...args, ...options]);
    let stdout = '';
    let stderr = '';
    let isDone = false;
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      // The child of one node may be there before the other's.
      if (!isDone && stdout.includes('echo_ok') && processesMarked(`child ${mark}`).length === 2) {
        isDone = true;
        act(child, store);
      }
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('close', (code) => ended({ code, stdout, stderr, store, mark }));
  });
}

function expectFiles(store: string, interrupted: string, exitCode: number) {
  const file = (name: string) => readFileSync(join(store, 'latest', name), 'utf8');
  expect(JSON.parse(file('results.json'))).toMatchObject({ valid: false, exitCode, interrupted });
  expect(file('history.ndjson')).toContain('"outcome":"ok"');
  expect(file('report.html')).toContain('</html>');
}

const noneLeft = (mark: string) => vi.waitFor(() => expect(processesMarked(mark)).toEqual([]), 10_000);

describe.concurrent('no node, nor what it started, outlives the workbench', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
  ] as const)('ended by %s, which keeps what was done so far', async (signal, exitCode) => {
    const { code, stdout, stderr, store, mark } = await endedBy((child) => child.kill(signal));
    expect([code, stderr]).toEqual([exitCode, '']);
    expect(stdout).toMatch(new RegExp(`^Interrupted by ${signal} at .*: no verdict on the whole run$`, 'm'));
    expect(stdout).toContain('Seed 1; again: ');
    expectFiles(store, signal, exitCode);
    await noneLeft(mark);
  });

  test('when nobody reads its stdout any more, which is no error and keeps what was done', async () => {
    const { code, stderr, store, mark } = await endedBy((child) => child.stdout?.destroy());
    expect([code, stderr]).toEqual([141, '']);
    expectFiles(store, 'SIGPIPE', 141);
    await noneLeft(mark);
  });

  test('killed by SIGKILL', async () => {
    const { code, mark } = await endedBy((child) => child.kill('SIGKILL'));
    expect(code).toBe(null);
    await noneLeft(mark);
  });

  test.runIf(existsSync('/proc/self/task'))(
    'in lockstep: ended by SIGINT, which keeps what was done so far',
    async () => {
      const lockstep = ['--lockstep', '--time-limit', '10000'];
      const { code, stdout, stderr, store, mark } = await endedBy((child) => child.kill('SIGINT'), [], lockstep);
      expect([code, stderr]).toEqual([130, '']);
      expect(stdout).toMatch(/^Interrupted by SIGINT at .*: no verdict on the whole run$/m);
      expect(stdout).toContain('deterministic: no, since it was ended before its time');
      expectFiles(store, 'SIGINT', 130);
      await noneLeft(mark);
    },
  );

  test.runIf(existsSync('/proc/self/task'))('in lockstep: killed by SIGKILL', async () => {
    const lockstep = ['--lockstep', '--time-limit', '10000'];
    const { code, mark } = await endedBy((child) => child.kill('SIGKILL'), [], lockstep);
    expect(code).toBe(null);
    await noneLeft(mark);
  });

  test('ended by an error of its own', async () => {
    const throwing = `process.on('SIGUSR2', () => { throw new Error('a mistake in the workbench'); })`;
    const { code, stderr, mark } = await endedBy(
      (child) => child.kill('SIGUSR2'),
      ['--import', `data:text/javascript,${throwing}`],
    );
    expect(code).toBe(1);
    expect(stderr).toContain('a mistake in the workbench');
    await noneLeft(mark);
  });

  test('with its store taken away, which costs the files and not the verdict', async () => {
    const { code, stdout, stderr, mark } = await endedBy((child, store) => {
      rmSync(store, { recursive: true });
      child.kill('SIGINT');
    });
    expect(code).toBe(130);
    expect(stdout).toContain('Interrupted by SIGINT');
    const failed = [...stderr.matchAll(/^Could not be written: \S+\/([^/]+): no such file or directory\.$/gm)];
    expect(failed).toHaveLength(stderr.trimEnd().split('\n').length);
    expect(failed.map(([, file]) => file)).toEqual(
      expect.arrayContaining(['results.json', 'history.ndjson', 'report.html']),
    );
    await noneLeft(mark);
  });
});
