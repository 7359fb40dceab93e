import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ourClaims } from '../../../../bench/simulator/claims.ts';
import { historyText } from '../../../../bench/simulator/history-text.ts';
import { simulate } from '../../../../bench/simulator/simulate.ts';
import { challengeOptions, sampleOptions } from '../../../../bench/simulator/simulation-options.ts';

const command = fileURLToPath(new URL('../../../../dist/bench/cli/sluice.js', import.meta.url));

describe('the same seed', () => {
  test.each([42, 43, 44, 45])('gives the same history to the byte in two processes and here: seed %d', (seed) => {
    const directory = mkdtempSync(join(tmpdir(), 'sluice-'));
    const [first, second] = ['first', 'second'].map((name) => {
      const file = join(directory, name);
      execFileSync(process.execPath, [command, 'simulate', '--seed', String(seed), '--history', file]);
      return readFileSync(file, 'utf8');
    });
    expect(first).toBe(second);
    expect(first).toBe(historyText(simulate(seed, sampleOptions(seed, ourClaims)).run));
    expect(first!.length).toBeGreaterThan(500);
  });

  test('another seed gives another history', () => {
    expect(historyText(simulate(1, challengeOptions).run)).not.toBe(historyText(simulate(2, challengeOptions).run));
  });
});

describe('the simulate command', () => {
  const run = (...args: string[]) => {
    try {
      return {
        code: 0,
        stdout: execFileSync(process.execPath, [command, 'simulate', ...args], { encoding: 'utf8', stdio: 'pipe' }),
      };
    } catch (error) {
      const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
      return { code: status, stdout, stderr };
    }
  };

  test('prints the seed and every option first, and the command that replays the run last', () => {
    const { code, stdout } = run('--seed', '7', '--design', 'sluice-cas', '--node-count', '2');
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('Seed 7');
    expect(lines[1]).toMatch(/^ {2}--design sluice-cas --store [\w.-]+ --service .* --node-count 2 --concurrency /);
    expect(lines.at(-1)).toBe('Seed 7; again: sluice simulate --seed 7 --design sluice-cas --node-count 2');
  });

  test('its exit codes tell a wrong answer from silence and from a bad command line', () => {
    expect(run('--challenge', '--design', 'cas-loop', '--seed', '3', '--time-limit', '5')).toMatchObject({ code: 1 });
    const silent = [
      '--challenge',
      '--network',
      'independent',
      '--latency',
      '3000',
      '--time-limit',
      '2',
      '--nemesis',
      'none',
      '--seed',
      '1',
    ];
    expect(run(...silent)).toMatchObject({ code: 4 });
    const bad = run('--node-count', 'three');
    expect(bad).toMatchObject({ code: 2, stdout: '' });
    expect(bad.stderr).toMatch(/^--node-count must be [^\n]* \(see --help\)\.\n$/);
  });

  test('explores: many seeds, and the failing ones with their replay', () => {
    const { code, stdout } = run(
      '--runs',
      '3',
      '--seed',
      '3',
      '--challenge',
      '--design',
      'cas-loop',
      '--time-limit',
      '5',
    );
    expect(code).toBe(1);
    expect(stdout).toContain('again: sluice simulate --seed 3 --challenge --design cas-loop --time-limit 5');
    expect(stdout).toMatch(/3 of 3 runs, [\d.]+ runs\/s, \d+ operations checked, \d+ faults tried, 3 failed/);
  });
});
