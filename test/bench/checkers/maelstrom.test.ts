import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../bench/checkers/judge.ts';
import { besideMaelstrom } from '../../../bench/checkers/leniency.ts';
import { type Consistency, consistencies, type NodeEnd, type Requirements, type Run } from '../../../bench/run.ts';
import { completionOf } from '../../../bench/workload/reply.ts';
import { history, runOf, type Sketch } from '../history.ts';
import { maelstromSays } from './maelstrom-reference.ts';

const final: Requirements = { consistency: 'final', stalenessMs: 0 };
const ok = { f: 'add', value: 3, worker: 0 } as const;
const read = { f: 'read', value: 3, worker: 1 } as const;
const last = (value: number): Sketch => ({ f: 'read', value, worker: 0, final: true });
const refused = { outcome: 'info', error: { code: 11, text: 'later' } } as const;
const timedOut = { outcome: 'info', error: { code: 0, text: 'client timed out' } } as const;
const muted: NodeEnd = { id: 'n1', muted: { line: 'hello', reason: 'not JSON', atMs: 1 } };
const crashed: NodeEnd = { id: 'n1', crashed: { exitCode: 1, signal: null, lastStderr: '' } };

/** An operation as the load writes it down when it gets this reply. */
function answered(f: 'add' | 'read' | 'echo', body: object): Sketch {
  const request = { f, value: f === 'add' ? 3 : null, ...(f === 'echo' && { echo: 'Please echo 7' }) };
  const { value, outcome, error, wrongEcho } = completionOf(request, { in_reply_to: 1, ...body });
  return {
    f,
    value: value ?? request.value,
    worker: 0,
    outcome,
    ...(error && { error }),
    ...(f === 'echo' && { sent: 'Please echo 7' }),
    ...(wrongEcho !== undefined && { wrongEcho }),
  };
}
const counter = (...sketches: Sketch[]) => runOf(history(...sketches), { concurrency: 1 });
const echo = (...sketches: Sketch[]) => runOf(history(...sketches), { workload: 'echo' });
const right = { type: 'echo_ok', echo: 'Please echo 7' };
const extraDelta = answered('add', { type: 'add_ok', delta: 3 });

interface Row {
  readonly kind: string;
  readonly run: Run;
  readonly availability?: number | 'total';
  /** What Maelstrom says, and where its source says so. */
  readonly maelstrom: [valid: boolean, source: string];
  readonly ours: boolean;
  /** What the message beside Maelstrom's verdict says, when ours is invalid. */
  readonly said?: string;
}

const rows: Row[] = [
  { kind: 'all is right', run: counter(ok, read, last(3)), maelstrom: [true, 'all checkers'], ours: true },
  {
    kind: 'a final read is wrong',
    run: counter(ok, last(2)),
    maelstrom: [false, 'pn_counter.clj: not in acceptable'],
    ours: false,
    said: 'invalid too (:workload)',
  },
  {
    kind: 'an echo comes back changed',
    run: echo(answered('echo', right), answered('echo', { ...right, echo: 'Please echo 8' })),
    maelstrom: [false, 'echo.clj: (not= (:value invoke) (:echo (:value complete)))'],
    ours: false,
    said: 'invalid too (:workload)',
  },
  {
    kind: 'an echo is not answered',
    run: echo(answered('echo', right), { f: 'echo', ...timedOut }),
    maelstrom: [false, 'echo.clj: the completion holds no :echo'],
    ours: false,
    said: 'invalid too (:workload)',
  },
  {
    kind: 'an echo is refused with a definite error',
    run: echo(answered('echo', right), answered('echo', { type: 'error', code: 11, text: '' })),
    maelstrom: [false, 'echo.clj: the completion holds no :echo'],
    ours: false,
    said: 'invalid too (:workload)',
  },
  {
    kind: 'every echo comes back changed',
    run: echo(answered('echo', { ...right, echo: null })),
    maelstrom: [false, 'echo.clj; stats count them ok'],
    ours: false,
    said: 'invalid too (:workload)',
  },
  {
    kind: 'every add is refused with 11',
    run: counter({ ...ok, ...refused }, { ...read, value: 0 }, last(0)),
    maelstrom: [false, 'checker.clj: stats, (pos? oks) of :add'],
    ours: false,
    said: 'invalid too (:stats)',
  },
  {
    kind: 'every add_ok still carries delta',
    run: counter(extraDelta, { ...read, value: 0 }, last(3)),
    maelstrom: [false, 'client.clj: malformed-rpc-response, so :info; stats'],
    ours: false,
    said: 'invalid too (:stats)',
  },
  {
    kind: 'every add is answered by a reply of another type',
    run: counter(answered('add', { type: 'ok' }), { ...read, value: 0 }, last(0)),
    maelstrom: [false, 'client.clj: malformed-rpc-response, so :info; stats'],
    ours: false,
    said: 'invalid too (:stats)',
  },
  {
    kind: 'a pn-counter with every add refused',
    run: { ...counter({ ...ok, value: -2, ...refused }, last(0)), workload: 'pn-counter' },
    maelstrom: [false, 'the same checkers as g-counter'],
    ours: false,
    said: 'invalid too (:stats)',
  },
  {
    kind: 'every read times out, the final ones too',
    run: counter(ok, { ...read, ...timedOut }, { ...last(0), ...timedOut }),
    maelstrom: [false, 'checker.clj: stats, (pos? oks) of :read'],
    ours: false,
    said: 'invalid too (:stats)',
  },
  {
    kind: 'one malformed reply among good ones',
    run: counter(ok, extraDelta, read, last(6)),
    maelstrom: [true, 'client.clj: :info, so it may count or not'],
    ours: false,
    said: 'would let this pass: a malformed reply only leaves its operation in doubt',
  },
  {
    kind: 'no final read succeeds',
    run: counter(ok, read, { ...last(0), ...timedOut }),
    maelstrom: [true, 'pn_counter.clj: (filter op/ok?) leaves none to check'],
    ours: false,
    said: 'would let this pass: it looks at no final reads but those that succeeded',
  },
  {
    kind: 'a muted node, and no final reads',
    run: { ...counter(ok, read, { ...last(0), ...timedOut }), nodes: [{ id: 'n0' }, muted] },
    maelstrom: [true, 'process.clj logs the line it can not parse; no checker sees it'],
    ours: false,
    said: 'would let this pass: it only logs that it could not take a line',
  },
  {
    kind: 'a node that ended by itself',
    run: { ...counter(ok, last(3)), nodes: [{ id: 'n0' }, crashed] },
    maelstrom: [false, 'db.clj: exit code 255, no results'],
    ours: false,
    said: 'exit code 255',
  },
  {
    kind: '--rate 0',
    run: counter(last(0)),
    maelstrom: [true, 'core.clj: sleeps until the time limit, then reads'],
    ours: false,
    said: 'would let this pass: it does not ask whether anything was tested',
  },
  {
    kind: 'nothing at all',
    run: counter(),
    maelstrom: [true, 'checker.clj: (merge-valid []) is true'],
    ours: false,
    said: 'it does not ask whether anything was tested',
  },
  {
    kind: 'only reads, of which none succeeds before the end',
    run: counter({ ...read, ...timedOut }, last(0)),
    maelstrom: [true, 'checker.clj: the final read is an ok :read'],
    ours: false,
    said: 'it does not ask whether anything was tested',
  },
  {
    kind: '9 of 10 when 0.9 are asked for',
    run: counter(...Array.from({ length: 8 }, () => ok), { ...ok, ...refused }, last(24)),
    availability: 0.9,
    maelstrom: [false, 'checker.clj: (<= 0.9 (float 9/10)) is false'],
    ours: false,
    said: 'invalid too (:availability)',
  },
  {
    kind: '9 of 10 when all are asked for',
    run: counter(...Array.from({ length: 8 }, () => ok), { ...ok, ...refused }, last(24)),
    availability: 'total',
    maelstrom: [false, 'checker.clj: (== 1 (:ok-fraction res))'],
    ours: false,
    said: 'invalid too (:availability)',
  },
];

describe('the verdict beside Maelstrom’s', () => {
  it.each(rows)('$kind', ({ run, availability, maelstrom: [valid], ours, said }) => {
    const requirements = availability === undefined ? final : { ...final, availability };
    const verdict = judge(run, requirements);
    expect(maelstromSays(run, availability)).toBe(valid);
    expect(verdict.maelstrom.valid).toBe(valid);
    expect(verdict.valid).toBe(ours);
    expect(verdict.exitCode === 0).toBe(ours);
    if (said === undefined) {
      expect(besideMaelstrom(verdict)).toBeUndefined();
    } else {
      expect(besideMaelstrom(verdict)).toContain(said);
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
