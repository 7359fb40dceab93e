import { lenience } from '../../../bench/network/node-line.ts';
import type { NodeEnd, Run } from '../../../bench/run.ts';
import { completionOf } from '../../../bench/workload/reply.ts';
import { history, runOf, type Sketch } from '../history.ts';

/** An add of 3 that was acknowledged. */
export const ok = { f: 'add', value: 3, worker: 0 } as const;
/** A read that saw it. */
export const read = { f: 'read', value: 3, worker: 1 } as const;
/** A final read with this answer. */
export const last = (value: number): Sketch => ({ f: 'read', value, worker: 0, final: true });
const refused = { outcome: 'info', error: { code: 11, text: 'later' } } as const;
const timedOut = { outcome: 'info', error: { code: 0, text: 'client timed out' } } as const;
const muted: NodeEnd = { id: 'n1', muted: { line: 'hello', reason: 'not JSON', atMs: 1 } };
const mutedHere: NodeEnd = { id: 'n1', muted: { ...muted.muted!, reason: `text after the JSON value${lenience}` } };
const crashed: NodeEnd = { id: 'n1', crashed: { exitCode: 1, signal: null, lastStderr: '' } };

/** An operation as the load writes it down when it gets this reply. */
export function answered(f: 'add' | 'read' | 'echo', body: object): Sketch {
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
/** A g-counter run of one client. */
export const counter = (...sketches: Sketch[]) => runOf(history(...sketches), { concurrency: 1 });
const echo = (...sketches: Sketch[]) => runOf(history(...sketches), { workload: 'echo' });
const right = { type: 'echo_ok', echo: 'Please echo 7' };
/** An add answered by a reply that still carries `delta`. */
export const extraDelta = answered('add', { type: 'add_ok', delta: 3 });

/** A kind of run. */
export interface RunKind {
  readonly kind: string;
  readonly run: Run;
  readonly availability?: number | 'total';
  /** What Maelstrom says, and where its source says so. */
  readonly maelstrom: [valid: boolean, source: string];
  readonly ours: boolean;
  /** What the message beside Maelstrom's verdict says, when ours is invalid. */
  readonly said?: string;
}

/** Kinds of runs, with what Maelstrom says of each and what we say. */
export const runKinds: readonly RunKind[] = [
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
    said: 'would let this pass: it does not ask whether a node was muted',
  },
  {
    kind: 'a refused add that was counted',
    run: counter(ok, { ...ok, outcome: 'fail', error: refused.error }, read, last(6)),
    maelstrom: [true, 'pn_counter.clj: an add that is not ok may count'],
    ours: false,
    said: 'would let this pass: it lets adds count that were refused for certain.',
  },
  {
    kind: 'final reads that were never made',
    run: { ...counter(ok, read), nodes: [{ id: 'n0' }, muted] },
    maelstrom: [true, 'pn_counter.clj: no final reads to check'],
    ours: false,
    said: 'muted; it looks at no final reads but those that succeeded.',
  },
  {
    kind: 'an error without an integer code',
    run: counter(ok, answered('add', { type: 'error', code: '11', text: 'later' }), read, last(3)),
    maelstrom: [true, 'client.clj: an unknown error is not :definite?, so :info'],
    ours: false,
    said: 'would let this pass: a malformed reply only leaves its operation in doubt',
  },
  {
    kind: 'a node muted only because we are stricter, so that no add was answered',
    run: { ...counter({ ...ok, ...timedOut }, read, last(3)), nodes: [{ id: 'n0' }, mutedHere] },
    maelstrom: [false, 'of what is left of the run; it would have heard the node on'],
    ours: false,
    said: 'would have let that node run on: what it would say is not known',
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
