import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { judge } from '../../../../bench/checkers/judge.ts';
import { LockstepRun } from '../../../../bench/lockstep/lockstep-run.ts';
import type { Evidence, Run, Verdict } from '../../../../bench/run.ts';
import type { Plan } from '../../../../bench/run-test.ts';
import { hasCommand } from '../../has-command.ts';

const out = mkdtempSync(join(tmpdir(), 'sluice-lockstep-test-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const fixture = (name: string) => resolve('test/fixtures/lockstep', name);
const tutorial = (name: string) => resolve('bench/docs/tutorial', name);

const hasPython = hasCommand('python3', '--version');
const compiledC = join(out, 'per-node-keys');
const hasGo = hasCommand('go', 'version');
const compiledGo = join(out, 'counter-go');
const hasC = hasCommand('cc', '-O1', '-o', compiledC, fixture('per-node-keys.c'));

interface Played {
  readonly run: Run;
  readonly verdict: Verdict;
  readonly evidence: Evidence;
}

const plan: Plan = {
  workload: 'g-counter',
  seed: 1,
  startedAt: new Date(0).toISOString(),
  nodeName: 'node',
  command: '',
  nodes: ['n0', 'n1', 'n2'],
  concurrency: 3,
  rate: 100,
  timeLimitMs: 500,
  recoveryMs: 200,
  latency: { meanMs: 0, distribution: 'constant' },
  faults: [],
  nemesisIntervalMs: 500,
};

function play(bin: string, options: Partial<Plan> = {}, ...args: readonly string[]): Played {
  const logDirectory = join(out, 'logs');
  mkdirSync(logDirectory, { recursive: true });
  const lockstep = new LockstepRun({ ...plan, ...options }, { bin, args, logDirectory, restMsMax: 300 });
  try {
    lockstep.pass();
    const run = lockstep.run!;
    const verdict = judge(run, { consistency: 'final', stalenessMs: 0 });
    return { run, verdict, evidence: run.lockstep };
  } finally {
    lockstep.close();
  }
}

/** One play for all tests that compare with it. */
let counterPlay: Played | undefined;
function counterPlayed(): Played {
  counterPlay ??= play(tutorial('counter.py'), { seed: 4 });
  return counterPlay;
}

const messages = ({ verdict }: Played) => verdict.violations.map(({ message }) => message);

describe.runIf(existsSync('/proc/self/task'))('in lockstep', () => {
  describe.each([
    ['a compare-and-set loop in Python', tutorial('counter.py'), 4, hasPython],
    ['plain keys in C', compiledC, 2, hasC],
    ['a shell script that knows only its own adds', fixture('own-adds.sh'), 1, true],
  ])('%s', (_, bin, seed, isThere) => {
    test.runIf(isThere)('fails the same way each time, to the byte', () => {
      const first = play(bin, { seed });
      const second = play(bin, { seed });
      expect(messages(first).join()).toMatch(/too low by \d+/);
      expect(second.evidence).toEqual(first.evidence);
      expect(messages(second)).toEqual(messages(first));
      expect(first.evidence.outbursts).toEqual([]);
    });
  });

  test.runIf(hasPython)('another seed is another run', () => {
    const { historySha256 } = play(tutorial('counter.py'), { seed: 5 }).evidence;
    expect(historySha256).not.toBe(counterPlayed().evidence.historySha256);
  });

  test('a node with a timer of its own is given real time and named; it fails each time, each time otherwise', () => {
    // So many adds that no gossip can have told of the last ones.
    const options = { rate: 1_000, timeLimitMs: 300, recoveryMs: 0 };
    for (const { verdict, evidence, run } of [1, 2].map(() => play(fixture('gossip.mjs'), options, '100'))) {
      expect(verdict.violations[0]?.message).toMatch(/too low by \d+/);
      expect(evidence).toMatchObject({ deterministic: false, timers: run.nodes.map(({ id }) => id) });
      expect(evidence.outbursts.map(({ node, hadTimer }) => [node, hadTimer])).toEqual(
        plan.nodes.map((node) => [node, true]),
      );
    }
  });

  test('a killed node is there again, with nothing in memory, at its moment of virtual time', () => {
    const options = { faults: ['kill'], nemesisIntervalMs: 300, timeLimitMs: 1_000 } as const;
    const [first, second] = [play(fixture('own-adds.sh'), options), play(fixture('own-adds.sh'), options)];
    const { detail, toMs } = first!.run.faults.find(({ fault }) => fault === 'kill')!;
    const after = first!.run.operations.find(
      ({ node, f, outcome, invokedMs }) =>
        detail.includes(node) && f === 'read' && outcome === 'ok' && invokedMs > toMs,
    );
    expect(after?.value).toBeLessThan(10);
    expect(second!.evidence).toEqual(first!.evidence);
  });

  test.runIf(hasPython)('a paused node is handed nothing until it goes on', () => {
    const played = play(tutorial('counter-mended.py'), {
      faults: ['pause'],
      nemesisIntervalMs: 300,
      timeLimitMs: 1_000,
      recoveryMs: 1_000,
    });
    expect(played.verdict.valid).toBe(true);
    const slow = played.run.operations.filter(({ invokedMs, completedMs }) => completedMs - invokedMs > 50);
    expect(slow.length).toBeGreaterThan(0);
  });

  test.runIf(hasPython)('a node behind a shell is its child, and both are gone afterwards', () => {
    const wrapped = play(fixture('wrapper.sh'), { seed: 4 }, tutorial('counter.py'));
    expect(wrapped.evidence).toEqual(counterPlayed().evidence);
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(fixture('wrapper.sh'));
  });

  test.runIf(hasPython)('a node with random numbers of its own: the same history, another trace', () => {
    const [first, second] = [play(fixture('random-nonces.py')), play(fixture('random-nonces.py'))];
    expect(second!.evidence.historySha256).toBe(first!.evidence.historySha256);
    expect(second!.evidence.traceSha256).not.toBe(first!.evidence.traceSha256);
  });

  test.runIf(hasPython)('a node that sleeps before it reads is waited for, and its answer is one', () => {
    const { evidence } = play(fixture('late-reader.py'), { timeLimitMs: 200, recoveryMs: 50 });
    expect(evidence.outbursts).toEqual([]);
  });

  test.runIf(hasPython)('virtual time does not begin before every node has said its first line', () => {
    const { run, evidence } = play(fixture('slow-start.sh'), { seed: 4 }, tutorial('counter.py'));
    expect(evidence).toEqual(counterPlayed().evidence);
    expect(run.nodes.every(({ crashed }) => crashed === undefined)).toBe(true);
  });

  test.each([
    ['/nowhere/node', 'could not be started: /nowhere/node: no such file or directory'],
    [out, `could not be started: ${out}: permission denied`],
  ])('what can not be started is reported as its end: %s', (bin, problem) => {
    const { run, verdict, evidence } = play(bin);
    expect(run.nodes[0]!.crashed).toMatchObject({ problem });
    expect([verdict.exitCode, evidence.deterministic]).toEqual([3, false]);
  });

  test.runIf(hasGo)("Go's monitor thread is no timer", { timeout: 120_000 }, () => {
    execFileSync('go', ['build', '-o', compiledGo, tutorial('counter.go')]);
    const [first, second] = [play(compiledGo), play(compiledGo)];
    expect(first!.evidence).toMatchObject({ deterministic: true, timers: [] });
    expect(second!.evidence).toEqual(first!.evidence);
  });

  test.runIf(hasPython)('a node that ends by itself is reported with its exit code and its last words', () => {
    const { run } = play(fixture('dies.py'), { timeLimitMs: 1_000 });
    const { crashed } = run.nodes.find((node) => node.crashed !== undefined)!;
    expect(crashed).toMatchObject({ exitCode: 7, signal: null });
    expect(crashed!.lastStderr).toContain('out of fingers');
    expect(readFileSync(join(out, 'logs', 'n0.log'), 'utf8')).toMatch(/^(out of fingers\n)*$/);
  });

  test.runIf(hasPython)('a node that never rests is named, with its thread', () => {
    const { run, verdict, evidence } = play(fixture('spins.py'));
    const { problem } = run.nodes.find(({ crashed }) => crashed !== undefined)!.crashed!;
    expect(problem).toMatch(
      /^does not come to rest: 0\.3 s after its last message python3 \(thread \d+\) still runs\./,
    );
    expect([verdict.exitCode, evidence.deterministic]).toEqual([3, false]);
  });

  test.each([['0'], ['1']])('our own node repeats itself with %s workers', (workers) => {
    const bin = resolve('dist/src/main/sluice.js');
    const options = { timeLimitMs: 200, recoveryMs: 50 };
    const [first, second] = [play(bin, options, '--workers', workers), play(bin, options, '--workers', workers)];
    expect(first!.verdict.valid).toBe(true);
    expect(second!.evidence.historySha256).toBe(first!.evidence.historySha256);
  });
});
