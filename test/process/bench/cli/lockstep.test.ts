import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { processesMarked } from '../../marked-processes.ts';

const workbench = resolve('dist/bench/cli/sluice.js');
const ownAdds = resolve('test/fixtures/lockstep/own-adds.sh');
const stores: string[] = [];
afterAll(() => {
  for (const store of stores) {
    rmSync(store, { recursive: true, force: true });
  }
});

const short = ['--node-count', '2', '--rate', '50', '--time-limit', '0.3', '--recovery', '0'];

function play(args: readonly string[], said: (child: ChildProcess, stdout: string) => void = () => {}) {
  const store = mkdtempSync(join(tmpdir(), 'lockstep-store-'));
  stores.push(store);
  return new Promise<{ code: number | null; stdout: string; stderr: string; store: string }>((ended) => {
    const child = spawn(process.execPath, [workbench, 'test', '--lockstep', '--out', store, ...args]);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      said(child, stdout);
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('close', (code) => ended({ code, stdout, stderr, store }));
  });
}

const hashes = (stdout: string) => stdout.match(/^(History|Trace) sha256 [0-9a-f]{64}$/gm);
const file = (store: string, name: string) => readFileSync(join(store, 'latest', name), 'utf8');

describe.runIf(existsSync('/proc/self/task')).concurrent('sluice test --lockstep', () => {
  test('plays a seed, and --check a second time: the same; hashes are printed and kept', async () => {
    const { code, stdout, stderr, store } = await play(['--check', '--seed', '1', '--bin', ownAdds, ...short]);
    expect([code, stderr]).toEqual([1, '']);
    expect(hashes(stdout)).toHaveLength(2);
    const [history, trace, certain, compared, again] = stdout.trimEnd().split('\n').slice(-5);
    expect([certain, compared]).toEqual(['deterministic: yes', 'Played twice: the same history, the same trace']);
    expect(again).toMatch(/^Seed 1; again: sluice test --seed 1 --lockstep .* \(the same again\)$/);
    const { lockstep } = JSON.parse(file(store, 'results.json'));
    expect([`History sha256 ${lockstep.historySha256}`, `Trace sha256 ${lockstep.traceSha256}`]).toEqual([
      history,
      trace,
    ]);
    expect(lockstep).toMatchObject({ deterministic: true, outbursts: [], timers: [] });
    expect(file(store, 'report.html')).toContain('</html>');
    expect(readdirSync(join(store, 'latest', 'node-logs'))).toEqual(['n0.log', 'n1.log']);
  });

  test('--runs: the first seed that fails is the same for any --jobs, is told, and its files are kept', async () => {
    // So few adds that a node knows of all of them now and then.
    const many = [
      '--runs',
      '8',
      '--seed',
      '4',
      '--bin',
      ownAdds,
      '--node-count',
      '2',
      '--rate',
      '8',
      ...short.slice(4),
    ];
    const [one, two] = await Promise.all(['1', '2'].map((jobs) => play([...many, '--jobs', jobs])));
    expect([one!.code, two!.code]).toEqual([1, 1]);
    const [told] = /^Seed \d+ failed\n {2}final read .* too low by \d+.*$/m.exec(one!.stdout)!;
    expect(two!.stdout).toContain(told);
    expect(two!.stdout.match(/^Seed \d+ failed$/gm)).toHaveLength(1);
    expect(hashes(two!.stdout)).toEqual(hashes(one!.stdout));
    const seed = Number(/\d+/.exec(told)![0]);
    expect(seed).toBe(7);
    expect(two!.stdout).toMatch(new RegExp(`^  again: sluice test --seed ${seed} --lockstep .* --recovery 0$`, 'm'));
    expect(JSON.parse(file(two!.store, 'results.json'))).toMatchObject({ seed, valid: false });
    expect(readdirSync(join(two!.store, 'latest', 'node-logs'))).toEqual(['n0.log', 'n1.log']);
  });

  test('--runs --keep-going plays them all', async () => {
    const { code, stdout } = await play(['--runs', '4', '--keep-going', '--seed', '1', '--bin', ownAdds, ...short]);
    expect(code).toBe(1);
    const failed = stdout.match(/^Seed \d+ failed$/gm)!;
    expect(failed).toEqual([...failed].sort());
    expect(stdout).toContain(`4 of 4 runs, `);
    expect(stdout).toContain(`, ${failed.length} failed\n`);
    expect(failed.length).toBeGreaterThan(1);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGKILL', null],
  ] as const)('--runs ended by %s: no node is left', async (signal, exitCode) => {
    const mark = `marked-${randomUUID()}`;
    const args = ['--runs', '1000', '--seed', '1', '--bin', ownAdds, '--node-count', '1', '--time-limit', '100000'];
    const running = play([...args, '--', mark], (child) => {
      void vi
        .waitFor(() => expect(processesMarked(`own-adds.sh ${mark}`)).not.toEqual([]), 10_000)
        .then(() => {
          child.kill(signal);
        });
    });
    const { code, stdout } = await running;
    expect(code).toBe(exitCode);
    expect(stdout.includes('Interrupted by SIGINT')).toBe(signal === 'SIGINT');
    await vi.waitFor(() => expect(processesMarked(mark)).toEqual([]), 10_000);
  });
});
