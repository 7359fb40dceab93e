import { describe, expect, it } from 'vitest';
import { judge } from '../../../bench/checkers/judge.ts';
import { plotData } from '../../../bench/report/plot-data.ts';
import { renderRunPage } from '../../../bench/report/run-page.ts';
import type { PlotData } from '../../../bench/report/run-page-data.ts';
import type { Requirements, Run } from '../../../bench/run.ts';
import { history, runOf } from '../history.ts';
import { syntheticRun } from '../synthetic-run.ts';

const held = (consistency: Requirements['consistency']): Requirements => ({ consistency, stalenessMs: 0 });
const drawn = (run: Run, requirements: Requirements): PlotData => plotData(run, judge(run, requirements), requirements);

const add = { f: 'add', value: 5, worker: 0 } as const;
const stale = { f: 'read', value: 0, worker: 1 } as const;
const tooHigh = { f: 'read', value: 9, worker: 1 } as const;
const final = (value: number) => ({ f: 'read', value, worker: 2, final: true }) as const;

describe('the marks of a plot', () => {
  it.each([
    ['a stale read, at final', [add, stale, final(5)], 'final', [0, 2, 0]],
    ['a stale read, at fresh', [add, stale, final(5)], 'fresh', [0, 1, 0]],
    ['a read of what was never sent, at final', [add, tooHigh, final(5)], 'final', [0, 2, 0]],
    ['a read of what was never sent, at monotone', [add, tooHigh, final(5)], 'monotone', [0, 1, 0]],
    ['a stale final read, at final', [add, stale, final(3)], 'final', [0, 2, 1]],
    ['what did not succeed', [add, { ...stale, outcome: 'info' }, final(5)], 'fresh', [0, 0, 0]],
  ] as const)('%s', (_, sketches, consistency, marks) => {
    const { points, marked } = drawn(runOf(history(...sketches), { concurrency: 3 }), held(consistency));
    expect(points.mark).toEqual(marks);
    const times = (wanted: number) => marks.filter((mark) => mark === wanted).length;
    expect(marked).toEqual({ counted: times(1), uncounted: times(2) });
  });

  it('ring every read that counts, not only the twenty that are listed', () => {
    const run = syntheticRun({ operations: 5_000, workers: 6, ratePerSecond: 500, stale: 0.05 });
    const { marked } = drawn(run, held('fresh'));
    expect(marked.counted).toBeGreaterThan(50);
    expect(marked.uncounted).toBe(0);
    expect(drawn(run, held('final')).marked).toMatchObject({ counted: 0 });
  });

  it('have a key for grey rings where there are some, and only there', () => {
    const run = runOf(history(add, stale, final(5)), { concurrency: 3 });
    const page = (consistency: Requirements['consistency']) => {
      return renderRunPage(run, judge(run, held(consistency)), held(consistency));
    };
    expect(page('final')).toContain('stale, not held against it');
    expect(page('fresh')).not.toContain('stale, not held against it');
  });
});
