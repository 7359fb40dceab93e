import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../bench/checkers/judge.ts';
import { besideMaelstrom } from '../../../bench/checkers/leniency.ts';
import { type Consistency, consistencies, type Requirements } from '../../../bench/run.ts';
import { history, runOf, type Sketch } from '../history.ts';
import { maelstromSays } from './maelstrom-reference.ts';
import { answered, counter, extraDelta, last, ok, read, runKinds } from './run-kinds.ts';

const final: Requirements = { consistency: 'final', stalenessMs: 0 };

describe('the verdict beside Maelstrom’s', () => {
  it.each(runKinds)('$kind', ({ run, availability, maelstrom: [valid], ours, said }) => {
    const requirements = availability === undefined ? final : { ...final, availability };
    const verdict = judge(run, requirements);
    expect(maelstromSays(run, availability)).toBe(valid);
    expect(verdict.maelstrom.valid).toBe(valid);
    expect(verdict.valid).toBe(ours);
    expect(verdict.exitCode === 0).toBe(ours);
    if (said === undefined) {
      expect(besideMaelstrom(run, verdict)).toBeUndefined();
    } else {
      expect(besideMaelstrom(run, verdict)).toContain(said);
    }
  });

  it('is never valid where Maelstrom’s is invalid', () => {
    const sketch: fc.Arbitrary<Sketch> = fc.record({
      f: fc.constantFrom('add' as const, 'read' as const),
      value: fc.integer({ min: -1, max: 3 }),
      worker: fc.constant(0),
      final: fc.constant(false),
      outcome: fc.constantFrom('ok' as const, 'ok' as const, 'info' as const, 'fail' as const),
    });
    const settings = fc.record({
      workload: fc.constantFrom('g-counter' as const, 'pn-counter' as const, 'echo' as const),
      consistency: fc.constantFrom<Consistency>(...consistencies),
      availability: fc.constantFrom<number | 'total' | undefined>(undefined, 0, 0.3, 0.6, 0.7, 0.9, 1, 'total'),
      wrongEchoes: fc.boolean(),
    });
    let bothValid = 0;
    fc.assert(
      fc.property(fc.array(sketch, { maxLength: 10 }), fc.integer({ min: 0, max: 9 }), settings, (some, end, how) => {
        const { workload, consistency, availability, wrongEchoes } = how;
        const sketches = some.map((each): Sketch => {
          if (workload === 'echo') {
            return { ...each, f: 'echo', ...(wrongEchoes && { wrongEcho: '1' }) };
          }
          return each.f === 'add' && workload === 'g-counter' ? { ...each, value: Math.abs(each.value!) } : each;
        });
        const ending = workload === 'echo' ? [] : [{ ...last(end), outcome: some[0]?.outcome ?? 'ok' }];
        const run = runOf(history(...sketches, ...ending), { workload, concurrency: 1 });
        const requirements = { consistency, stalenessMs: 0, ...(availability !== undefined && { availability }) };
        const verdict = judge(run, requirements);
        const said = maelstromSays(run, availability);
        expect(verdict.maelstrom.valid).toBe(said);
        expect(verdict.valid && !said).toBe(false);
        expect(verdict.valid).toBe(verdict.exitCode === 0 && verdict.violationCount === 0);
        bothValid += verdict.valid ? 1 : 0;
      }),
      { seed: 41, numRuns: 3_000 },
    );
    expect(bothValid).toBeGreaterThan(50);
  });
});

describe('malformed replies', () => {
  it('name the reply, the field and the rule; three of a kind are listed, with their count', () => {
    const wrongTypes = Array.from({ length: 2 }, () => answered('read', { type: 'add_ok' }));
    const many = Array.from({ length: 1_000 }, () => extraDelta);
    const verdict = judge(counter(ok, ...many, ...wrongTypes, read, last(3)), final);
    expect(verdict).toMatchObject({ valid: false, exitCode: 1, violationCount: 1_002 });
    const messages = verdict.violations.map(({ checker, message }) => `${checker}: ${message}`);
    expect(messages).toHaveLength(5);
    expect(messages[0]).toBe(
      'replies: add 1 by c0 on n0 at 0.010 s had a malformed reply: add_ok may carry only type, msg_id, in_reply_to; ' +
        'it carries delta: {"in_reply_to":1,"type":"add_ok","delta":3} (1000 such replies)',
    );
    expect(messages[1]).not.toContain('such replies');
    expect(messages[3]).toContain('read must be answered with type "read_ok" or "error"; it is "add_ok"');
  });
});
