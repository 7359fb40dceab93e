import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { cellsOf, optionsOf } from '../../../../bench/matrix/cell.ts';
import { faultSetNamed } from '../../../../bench/matrix/fault-sets.ts';
import { telling } from '../../../../bench/matrix/report/cell-text.ts';
import { runMatrix } from '../../../../bench/matrix/run-matrix.ts';
import { breaksClaim, type CellResult } from '../../../../bench/matrix/tally.ts';
import { storeModels } from '../../../../bench/services/store-models.ts';
import { simulate } from '../../../../bench/simulator/simulate.ts';

const stores = storeModels.filter(({ name }) => name === 'lin-kv' || name === 'seq-kv');
const faultSets = ['none', 'kill'].map((name) => faultSetNamed(name)!);

test('finds what is known of each design, and seeds that show it', async () => {
  const cells = cellsOf(['cas-loop', 'gossip-crdt', 'sluice-cas'], stores, faultSets);
  const told: CellResult[] = [];
  const results = await runMatrix({ cells, firstSeed: 1, runs: 6, jobs: 1 }, (result) => told.push(result));
  expect(told).toEqual(results);

  const summary = results.map(({ design, store, faultSet, failures, notClaimed }) => [
    `${design} ${store} ${faultSet.name}`,
    failures.map(({ kind }) => kind).join(),
    notClaimed ?? 'claimed',
  ]);
  expect(summary).toEqual([
    ['cas-loop lin-kv none', '', 'claimed'],
    ['cas-loop lin-kv kill', '', 'claimed'],
    ['cas-loop seq-kv none', 'stale-final', 'it needs a linearizable store'],
    ['cas-loop seq-kv kill', 'stale-final', 'it needs a linearizable store'],
    ['gossip-crdt lin-kv none', '', 'claimed'],
    ['gossip-crdt lin-kv kill', 'lost-add', 'it does not claim to survive kill'],
    ['gossip-crdt seq-kv none', '', 'claimed'],
    ['gossip-crdt seq-kv kill', 'lost-add', 'it does not claim to survive kill'],
    ['sluice-cas lin-kv none', '', 'claimed'],
    ['sluice-cas lin-kv kill', '', 'claimed'],
    ['sluice-cas seq-kv none', '', 'claimed'],
    ['sluice-cas seq-kv kill', '', 'claimed'],
  ]);
  expect(results.filter(breaksClaim)).toEqual([]);
  for (const result of results.filter(({ failed }) => failed > 0)) {
    expect(simulate(telling(result)!.seed, optionsOf(result)).outcome).toBe('safety');
  }
  const { freshness } = results.at(-1)!;
  expect(freshness.reads).toBeGreaterThan(1_000);
  expect(freshness.fresh).toBe(freshness.reads);
});

const entry = fileURLToPath(new URL('../../../../dist/bench/cli/sluice.js', import.meta.url));

describe('npm run matrix', () => {
  function run(...args: readonly string[]) {
    const out = mkdtempSync(join(tmpdir(), 'matrix-'));
    const { status, stdout, stderr } = spawnSync(process.execPath, [entry, 'matrix', '--out', out, ...args], {
      encoding: 'utf8',
    });
    const files = Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'utf8')]));
    rmSync(out, { recursive: true });
    return { status, stdout, stderr, files };
  }
  const tiny = ['--designs', 'cas-loop,sluice-per-key', '--stores', 'seq-kv,osc-u', '--faults', 'none,isolate-kv'];

  test('writes the same whatever it runs at a time', () => {
    const alone = run(...tiny, '--runs', '4', '--jobs', '1');
    const together = run(...tiny, '--runs', '4', '--jobs', '3');
    expect(alone.stderr).toBe('');
    expect(alone.status).toBe(0);
    expect(Object.keys(alone.files)).toEqual(['heat-map.svg', 'matrix.html', 'matrix.md', 'short-table.md']);
    expect(together.files).toEqual(alone.files);
    expect(alone.stdout).toContain('Every design keeps its promise where it claims to.\n');
    expect(alone.stdout).toMatch(/ {4}sluice simulate --challenge --design cas-loop --store seq-kv .* --seed \d+\n/);
  });

  test('--short writes the short table and its picture only, and prints the table', () => {
    const { status, stdout, files } = run(...tiny, '--runs', '1', '--short');
    expect(status).toBe(0);
    expect(Object.keys(files)).toEqual(['heat-map.svg', 'short-table.md']);
    expect(stdout).toContain(files['short-table.md']!);
  });

  test('a bad command line is one sentence on stderr', () => {
    const stderr = expect.stringMatching(/^--stores must be one of [^\n]+, not 'etcd' \(see --help\)\.\n$/);
    expect(run('--stores', 'etcd')).toEqual({ status: 2, stdout: '', stderr, files: {} });
  });
});
