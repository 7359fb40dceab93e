import { describe, expect, it } from 'vitest';
import { judge, requiredCheckers } from '../../../bench/checkers/judge.ts';
import { statistics } from '../../../bench/checkers/statistics.ts';
import { noCounts, type Requirements } from '../../../bench/run.ts';
import { history, runOf } from '../history.ts';
import { syntheticRun } from '../synthetic-run.ts';

const held = (consistency: Requirements['consistency'], rest: Partial<Requirements> = {}): Requirements => ({
  consistency,
  stalenessMs: 0,
  ...rest,
});
const checkersOf = (verdict: ReturnType<typeof judge>) => [
  ...new Set(verdict.violations.map(({ checker }) => checker)),
];

describe('judge', () => {
  it('adds checkers as the required consistency grows', () => {
    expect(requiredCheckers('g-counter', held('final'))).toEqual(['activity', 'stats', 'replies', 'final']);
    expect(requiredCheckers('g-counter', held('linearizable', { availability: 1 }))).toEqual([
      'activity',
      'stats',
      'replies',
      'final',
      'phantom',
      'monotone',
      'fresh',
      'linearizable',
      'converged',
      'availability',
    ]);
    expect(requiredCheckers('pn-counter', held('linearizable'))).toEqual([
      'activity',
      'stats',
      'replies',
      'final',
      'phantom',
      'fresh',
      'converged',
    ]);
    expect(requiredCheckers('g-counter', held('final'))).toEqual(['activity', 'stats', 'replies', 'final']);
    expect(requiredCheckers('g-counter', held('final', { converges: true }))).toEqual([
      'activity',
      'stats',
      'replies',
      'final',
      'converged',
    ]);
    expect(requiredCheckers('echo', held('linearizable'))).toEqual(['activity', 'stats', 'replies', 'echo']);
  });

  it('lists nothing beside the cause when nodes did not start', () => {
    const crashed = { exitCode: 9, signal: null, lastStderr: '', problem: 'ended before it answered init.' };
    const run = runOf([], { nodes: [{ id: 'n0', crashed }] });
    for (const workload of ['g-counter', 'echo'] as const) {
      expect(judge({ ...run, workload }, held('linearizable', { availability: 1 }))).toMatchObject({
        valid: false,
        violations: [],
        violationCount: 0,
        crashed: ['n0'],
        exitCode: 3,
      });
    }
    expect(judge(runOf([], { nodes: [{ id: 'n0' }] }), held('final'))).toMatchObject({ valid: false, exitCode: 1 });
  });

  it('finds a correct run valid at every level, and gives it exit code 0', () => {
    const run = syntheticRun({ operations: 3_000, workers: 6, ratePerSecond: 300, inDoubt: 0.003, refused: 0.003 });
    for (const consistency of ['final', 'monotone', 'fresh', 'linearizable'] as const) {
      expect(judge(run, held(consistency))).toMatchObject({
        valid: true,
        exitCode: 0,
        violations: [],
        violationCount: 0,
      });
    }
  });

  it('catches one add in 1,000 that is lost or doubled, already by the final reads', () => {
    const options = { operations: 15_000, workers: 6, ratePerSecond: 1_000 };
    const lost = judge(syntheticRun({ ...options, lost: 0.001 }), held('final'));
    expect(lost).toMatchObject({ valid: false, exitCode: 1, violationCount: 6, maelstrom: { valid: false } });
    expect(lost.violations[0]?.message).toContain('too low');
    const doubled = judge(syntheticRun({ ...options, doubled: 0.001 }), held('fresh'));
    expect(checkersOf(doubled)).toEqual(['final', 'phantom']);
  });

  it('catches stale reads at `fresh`, not at `final`, and none when so much staleness is allowed', () => {
    const run = syntheticRun({ operations: 5_000, workers: 6, ratePerSecond: 500, stale: 0.01 });
    expect(judge(run, held('final')).valid).toBe(true);
    expect(checkersOf(judge(run, held('fresh')))).toContain('fresh');
    const lenient = judge(run, held('fresh', { stalenessMs: 1_000 }));
    expect(checkersOf(lenient)).toEqual(['monotone']);
  });

  it('allows no staleness at `linearizable`, whatever is asked', () => {
    const run = runOf(
      history({ f: 'add', value: 1, worker: 0 }, { f: 'read', final: true, value: 0, worker: 0, outcome: 'ok' }),
    );
    expect(checkersOf(judge(run, held('linearizable', { stalenessMs: 60_000 })))).toEqual([
      'final',
      'fresh',
      'linearizable',
    ]);
  });

  it('holds later reads to the same, but for Maelstrom and for what counts all operations', () => {
    const add = { f: 'add' as const, value: 5, worker: 0, outcome: 'info' as const, error: { code: 0, text: '' } };
    const read = (value: number, round: number) => ({
      f: 'read' as const,
      final: true,
      worker: 0,
      value,
      index: round,
    });
    const none = { f: 'add' as const, value: 0, worker: 0 };
    const [first, second, third] = history(none, add, read(0, 2), read(5, 3), read(0, 4)).slice(2);
    const run = runOf(history(none, add, read(0, 2)), { laterReads: [[second!], [third!]] });
    expect(first).toEqual(run.operations[2]);
    const verdict = judge(run, held('fresh', { availability: 0.5 }));
    expect(checkersOf(verdict)).toEqual(['monotone', 'fresh']);
    expect(verdict.violations.map(({ operation }) => operation)).toEqual([4, 4]);
    expect(verdict.maelstrom).toMatchObject({ valid: true, finalReads: [0] });
  });

  it('gives exit code 3 for a node that crashed or was muted, even when all else is right', () => {
    const run = syntheticRun({ operations: 300, workers: 3, ratePerSecond: 100 });
    const crashed = { id: 'n1', crashed: { exitCode: 7, signal: null, lastStderr: '' } };
    const muted = { id: 'n2', muted: { line: 'hello', reason: 'not JSON', atMs: 5 } };
    expect(judge({ ...run, nodes: [{ id: 'n0' }, crashed, muted] }, held('final'))).toMatchObject({
      valid: false,
      violationCount: 0,
      crashed: ['n1'],
      muted: ['n2'],
      exitCode: 3,
    });
  });

  it('shows 20 violations, a fair share of every checker that has some, and counts all', () => {
    const run = syntheticRun({ operations: 20_000, workers: 40, ratePerSecond: 2_000, lost: 0.01, stale: 0.01 });
    const verdict = judge(run, held('linearizable'));
    expect(verdict.violations).toHaveLength(20);
    expect(verdict.violationCount).toBeGreaterThan(1_000);
    expect(checkersOf(verdict)).toEqual(['final', 'monotone', 'fresh', 'linearizable']);
  });

  it('does not call a run valid in which nothing happened, or nothing succeeded', () => {
    expect(judge(runOf([]), held('final')).violations).toEqual([
      { checker: 'activity', message: 'nothing was tested: no operation was made before the final reads' },
    ]);
    const refused = { outcome: 'fail' as const, error: { code: 11, text: 'no' } };
    const verdict = judge(runOf(history({ f: 'echo', ...refused }), { workload: 'echo' }), held('final'));
    expect(checkersOf(verdict)).toEqual(['activity', 'stats', 'echo']);
  });

  it('lets a simulation test nothing, as its faults may leave no room, but nothing else', () => {
    const may: Requirements = { ...held('final'), mayTestNothing: true };
    const inDoubt = { f: 'add' as const, value: 1, worker: 0, outcome: 'info' as const };
    const final = (value: number) => ({ f: 'read' as const, worker: 0, value, final: true });
    expect(judge(runOf(history(inDoubt, final(1))), may)).toMatchObject({ valid: true, exitCode: 0 });
    expect(judge(runOf(history(inDoubt, final(1))), held('final'))).toMatchObject({ valid: false, exitCode: 1 });
    expect(judge(runOf(history(inDoubt, final(2))), may)).toMatchObject({ valid: false, exitCode: 1 });
    expect(judge(runOf(history(inDoubt)), may)).toMatchObject({ valid: false, exitCode: 1 });
  });

  it('judges availability by all operations', () => {
    const operations = history(
      { f: 'add', value: 0, worker: 0 },
      { f: 'read', value: 0, worker: 0, final: true },
      { f: 'add', value: 1, worker: 0, outcome: 'fail', error: { code: 11, text: 'busy' } },
      { f: 'add', value: 1, worker: 0, outcome: 'fail', error: { code: 11, text: 'busy' } },
    );
    const valid = (availability?: number | 'total') =>
      judge(runOf(operations), availability === undefined ? held('final') : held('final', { availability })).valid;
    expect([valid(), valid(0.5), valid(0.51), valid('total')]).toEqual([true, true, false, false]);
  });

  // With a step for each pair of operations this would take many minutes.
  it('judges 100,000 operations', () => {
    const run = syntheticRun({ operations: 100_000, workers: 300, ratePerSecond: 30_000, inDoubt: 0.0005 });
    expect(judge(run, held('fresh')).valid).toBe(true);
  });
});

describe('statistics', () => {
  it('counts by outcome, kind and node, and takes latencies of what succeeded', () => {
    const operations = history(
      ...Array.from({ length: 100 }, (_, i) => ({
        f: 'add' as const,
        value: 1,
        invokedMs: 10 * i,
        completedMs: 10 * i + i + 1,
      })),
      { f: 'read', invokedMs: 1_000, completedMs: 6_000, outcome: 'info' },
      { f: 'read', invokedMs: 1_000, completedMs: 1_002, outcome: 'fail' },
    );
    const figures = statistics(runOf(operations, { net: { ...noCounts(), server: 204, kvRoundTrips: 51 } }));
    expect(figures.all).toEqual({ count: 102, ok: 100, fail: 1, info: 1, p50Ms: 50, p95Ms: 95, p99Ms: 99, maxMs: 100 });
    expect(figures.byF.read).toEqual({
      count: 2,
      ok: 0,
      fail: 1,
      info: 1,
      p50Ms: null,
      p95Ms: null,
      p99Ms: null,
      maxMs: null,
    });
    expect(Object.keys(figures.byNode)).toEqual(['n0', 'n1', 'n2']);
    expect(figures.byNode.n0?.add?.count).toBe(34);
    expect(figures.okPerSecond).toBeCloseTo((1000 * 100) / 1090);
    expect([figures.serverMessagesPerOperation, figures.kvRoundTripsPerOperation]).toEqual([2, 0.5]);
  });

  it('has no figures for a run without operations', () => {
    expect(statistics(runOf([]))).toMatchObject({ okPerSecond: null, kvRoundTripsPerOperation: null, byF: {} });
  });
});
