import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const workbench = fileURLToPath(new URL('../../../../dist/bench/cli/sluice.js', import.meta.url));
const tinyNode = fileURLToPath(new URL('../../../bench/tiny-node.mjs', import.meta.url));

let store = '';
beforeAll(() => {
  store = mkdtempSync(join(tmpdir(), 'workbench-store-'));
});
afterAll(() => rmSync(store, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(
  args: readonly string[],
  seen: (stdout: string, kill: (signal: NodeJS.Signals) => void) => void = () => {},
) {
  return new Promise<Ended>((ended) => {
    const child = spawn(process.execPath, [workbench, 'test', '--out', store, ...args]);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      seen(stdout, (signal) => child.kill(signal));
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('close', (code) => ended({ code, stdout, stderr }));
  });
}

describe('npm start', () => {
  const short = ['--bin', tinyNode, '--node-count', '2', '--rate', '100', '--time-limit', '0.5', '--recovery', '0'];

  test('runs a node, prints its seed first and last, fills the store, and exits 0 for a valid run', async () => {
    const { code, stdout, stderr } = await run([...short, '--nemesis', 'partition']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    const seed = /^Seed (\d+)$/.exec(lines[0] as string)?.[1];
    expect(seed).toBeDefined();
    expect(lines.at(-1)).toBe(
      `Seed ${seed}; again: npm start -- --seed ${seed} --out ${store} ${short.join(' ')} --nemesis partition`,
    );
    expect(stdout).toContain('Everything looks good!');
    const latest = join(store, readlinkSync(join(store, 'latest')));
    expect(latest).toMatch(/\/g-counter\/\d{8}T\d{6}\.\d{3}Z$/);
    expect(readdirSync(latest)).toEqual(
      expect.arrayContaining(['history.ndjson', 'node-logs', 'report.html', 'results.json']),
    );
    expect(readdirSync(join(latest, 'node-logs'))).toEqual(['n0.log', 'n1.log']);
    expect(JSON.parse(readFileSync(join(latest, 'results.json'), 'utf8'))).toBeTypeOf('object');
  });

  test('-w echo and -w pn-counter run on nodes that serve them', async () => {
    for (const workload of ['echo', 'pn-counter']) {
      const { code, stdout } = await run([...short, '-w', workload]);
      expect([code, stdout.includes('Everything looks good!')]).toEqual([0, true]);
    }
  });

  test('exits 3 when a node crashes, with its last words', async () => {
    process.env.TINY_NODE = 'crash';
    const { code, stdout } = await run(short);
    delete process.env.TINY_NODE;
    expect(code).toBe(3);
    expect(stdout).toContain('this add is too much');
  });

  test.each([
    [['--nonsense'], '--nonsense'],
    [['--bin', '/nowhere/node'], 'does not exist'],
    [['--bin', tmpdir()], 'is not a file'],
  ])('%j: exits 2 with one sentence, and leaves no trace', async (args, told) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^[^\n]+\.\n$/);
    expect(stderr).toContain(told);
  });

  test('a file that is not executable is refused the same way', async () => {
    const file = join(store, 'plain.txt');
    writeFileSync(file, '', { mode: 0o644 });
    const { code, stderr } = await run(['--bin', file]);
    expect(code).toBe(2);
    expect(stderr).toContain('is not executable');
  });

  test('--log-net-send and --log-stderr show what is sent and said', async () => {
    const { stdout } = await run([...short, '--log-net-send', '--log-net-recv', '--log-stderr']);
    expect(stdout).toMatch(/^send 0 c0 -> n0 \{"type":"init"/m);
    expect(stdout).toMatch(/^recv \d+ n0 -> seq-kv \{"type":"write"/m);
    expect(stdout).toMatch(/^recv \d+ n0 -> c0 \{"type":"init_ok"/m);
    expect(stdout).toMatch(/^n1: pid \d+$/m);
  });

  test('leaves no node behind when it is interrupted', async () => {
    const { code, stdout } = await run(
      ['--bin', tinyNode, '--node-count', '2', '--rate', '100', '--time-limit', '60', '--log-stderr'],
      (seen, kill) => {
        if (seen.includes('n0: pid') && seen.includes('n1: pid')) {
          kill('SIGINT');
        }
      },
    );
    expect(code).toBe(130);
    const pids = [...stdout.matchAll(/: pid (\d+)$/gm)].map(([, pid]) => Number(pid));
    expect(pids).toHaveLength(2);
    await expect.poll(() => pids.some(isRunning), { timeout: 10_000 }).toBe(false);
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // An orphan that was killed stays a zombie until whoever adopted it looks.
    const stat = `/proc/${pid}/stat`;
    return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
  } catch {
    return false;
  }
}
