import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workbenchFile } from '../../built-files.ts';
import type { Statistics } from '../../checkers/statistics.ts';
import type { Check } from '../result.ts';

/** What `npm start` found, as far as benchmarks look at it. */
export interface StartResults {
  readonly valid: boolean;
  readonly statistics: Statistics;
}

/** Runs `npm start` with these options, and leaves nothing behind. */
export function runStart(args: readonly string[]): Promise<StartResults> {
  const store = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  const all = [workbenchFile, 'test', '--out', store, '--seed', '1', '--nemesis', 'none', ...args];
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

/**
 * That every operation was answered with ok and the history is valid, unless the node is wrong by
 * design.
 */
export function startCheck(what: string, { valid, statistics }: StartResults, isWrong = false): Check {
  const { count, ok } = statistics.all;
  const verdict = isWrong ? 'not judged' : valid ? 'valid' : 'invalid';
  return {
    what,
    expected: `${count} operations, ${count} ok, ${isWrong ? 'not judged' : 'valid'}`,
    found: `${count} operations, ${ok} ok, ${verdict}`,
  };
}
