import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';

const command = fileURLToPath(new URL('../../../../dist/bench/cli/sluice.js', import.meta.url));

/** What a command printed, but for how fast it was. */
function printed(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'simulate', ...args], { encoding: 'utf8' });
  return { status, stdout: stdout.replace(/[\d.]+ runs\/s/, '– runs/s'), stderr };
}

describe('--jobs', () => {
  // The first of these runs is by far the longest: the others are done before it.
  const runs = ['--design', 'cas-loop', '--store', 'seq-kv', '--seed', '2', '--runs', '12'];
  const alone = printed(...runs, '--jobs', '1');

  test.each(['2', '5', undefined])('%s: prints the same as one, failures in the order of the seeds', (jobs) => {
    expect(printed(...runs, ...(jobs === undefined ? [] : ['--jobs', jobs]))).toEqual(alone);
  });

  test('is not in the command that repeats a run', () => {
    expect(alone.status).toBe(3);
    const failed = [...alone.stdout.matchAll(/^Seed (\d+): \w+$/gm)].map(([, seed]) => seed);
    expect(failed).toHaveLength(10);
    expect([...alone.stdout.matchAll(/^again: (.*)$/gm)].map(([, again]) => again)).toEqual(
      failed.map((seed) => `sluice simulate --seed ${seed} --design cas-loop --store seq-kv`),
    );
    expect(alone.stdout).toMatch(/\ncrash 2, safety 8, liveness 0; seeds 2 to 13\n$/);
  });
});

describe.each(['1', '2'])('Ctrl-C with %s at a time', (jobs) => {
  test('tells what was done so far, and which command does the rest', async () => {
    const args = ['--challenge', '--design', 'cas-loop', '--time-limit', '2', '--recovery', '2'];
    const child = spawn(process.execPath, [
      ...[command, 'simulate', ...args, '--seed', '1', '--runs', '5000', '--jobs', jobs],
    ]);
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    let stdout = '';
    let stderr = '';
    let isTold = false;
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      if (!isTold && stdout.includes('again:')) {
        isTold = true;
        child.kill('SIGINT');
      }
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const code = await new Promise((resolve) => {
      child.on('close', resolve);
    });
    expect([code, stderr]).toEqual([130, '']);
    const end =
      /\nInterrupted by SIGINT after (\d+) of 5000 runs: crash 0, safety (\d+), liveness 0\nThe rest: (.*)\n$/;
    expect(stdout).toMatch(end);
    const [, done, safety, rest] = end.exec(stdout)!;
    const failed = [...stdout.matchAll(/^Seed (\d+): safety$/gm)].map(([, seed]) => Number(seed));
    expect(failed).toHaveLength(Number(safety));
    expect(failed).toEqual(failed.toSorted((a, b) => a - b));
    expect(stdout).toMatch(new RegExp(`\\n${done} of 5000 runs, `));
    const [, firstLeft, runsLeft] = /^sluice simulate --seed (\d+) --runs (\d+) --challenge /.exec(rest!)!;
    expect(Number(firstLeft) - 1 + Number(runsLeft)).toBe(5_000);
    expect(Number(firstLeft) - 1).toBeLessThanOrEqual(Number(done));
    expect(Number(firstLeft)).toBeGreaterThan(1);
  });
});
