import { describe, expect, it } from 'vitest';
import { judge } from '../../../bench/checkers/judge.ts';
import { causeOf } from '../../../bench/report/cause.ts';
import { inline } from '../../../bench/report/edn.ts';
import { renderResults } from '../../../bench/report/results.ts';
import { resultsMap } from '../../../bench/report/results-map.ts';
import { renderRunPage } from '../../../bench/report/run-page.ts';
import { noCounts, type Requirements, type Run } from '../../../bench/run.ts';
import { runKinds } from '../checkers/run-kinds.ts';
import { history, runOf } from '../history.ts';
import { plain, readEdn } from './edn-reader.ts';

const final: Requirements = { consistency: 'final', stalenessMs: 0 };
type Read = { readonly [key: string]: Read | undefined } & { readonly ':valid?': boolean };

function read(run: Run, requirements = final): Read {
  return plain(readEdn(inline(resultsMap(run, judge(run, requirements), requirements)))) as Read;
}

describe('the verdict', () => {
  it.each(runKinds)('is the same in every place: $kind', ({ run, availability, ours, maelstrom: [valid] }) => {
    const requirements = availability === undefined ? final : { ...final, availability };
    const verdict = judge(run, requirements);
    const map = read(run, requirements);
    const checkers = Object.values(map).filter((value) => typeof value === 'object');
    expect(checkers).toHaveLength(9);
    expect(map[':valid?']).toBe(ours);
    expect(checkers.every((checker) => checker?.[':valid?'])).toBe(ours);
    const text = renderResults(run, verdict, requirements);
    expect(text.endsWith('Everything looks good! ヽ(‘ー`)ノ')).toBe(ours);
    expect(text.endsWith('Analysis invalid! (ﾉಥ益ಥ）ﾉ ┻━┻')).toBe(!ours);
    expect(text).toContain(`\n :valid? ${ours}}`);
    expect(verdict.exitCode === 0).toBe(ours);
    expect(text.includes('Maelstrom would let this pass')).toBe(valid && !ours);
    const page = renderRunPage(run, verdict, requirements);
    expect(page.includes('✓ valid')).toBe(ours);
    expect(page.includes('Maelstrom would let this pass')).toBe(valid && !ours);
  });
});

it('of an interrupted run is false, whatever the checkers say, and Maelstrom is left out of it', () => {
  const [{ run }] = runKinds as [(typeof runKinds)[number]];
  const interrupted: Run = { ...run, interrupted: 'SIGINT' };
  const map = read(interrupted);
  expect(map[':valid?']).toBe(false);
  expect(map[':interrupted']).toEqual({ ':valid?': false, ':signal': 'SIGINT' });
  expect(judge(interrupted, final)).toMatchObject({ valid: false, exitCode: 130 });
  const text = renderResults(interrupted, judge(interrupted, final), final);
  expect(text).not.toMatch(/Everything looks good|Maelstrom would/);
  expect(causeOf(interrupted, judge(interrupted, final))).toBeUndefined();
});

describe('the results map', () => {
  it('has what Maelstrom’s has', () => {
    const operations = history(
      { f: 'add', value: 1, worker: 0 },
      { f: 'add', value: 2, worker: 0, outcome: 'info', error: { code: 0, text: 'client timed out' } },
      { f: 'read', value: 1, worker: 0, final: true },
    );
    const net = { ...noCounts(), sent: 9, client: 5, clientReceived: 4, server: 4, serverReceived: 3 };
    expect(read(runOf(operations, { net }))).toMatchObject({
      ':timeline': { ':valid?': true },
      ':exceptions': { ':valid?': true, ':exceptions': [{ ':count': 1, ':class': ':net-timeout' }] },
      ':stats': {
        ':valid?': true,
        ':count': 3,
        ':ok-count': 2,
        ':info-count': 1,
        ':fail-count': 0,
        ':by-f': {
          ':add': { ':valid?': true, ':count': 2, ':ok-count': 1 },
          ':read': { ':valid?': true, ':count': 1 },
        },
      },
      ':availability': { ':valid?': true, ':ok-fraction': 0.666667 },
      ':net': {
        ':all': { ':send-count': 9, ':recv-count': 7, ':msg-count': 9, ':msgs-per-op': 3 },
        ':clients': { ':send-count': 5, ':recv-count': 4, ':msg-count': 5 },
        ':servers': { ':send-count': 4, ':recv-count': 3, ':msg-count': 4, ':msgs-per-op': 1.3333 },
        ':valid?': true,
      },
      ':workload': {
        ':valid?': true,
        ':errors': null,
        ':final-reads': [1],
        ':acceptable': [
          [1, 1],
          [3, 3],
        ],
      },
    });
  });

  it('has validity for each kind of operation', () => {
    const refused = { outcome: 'info', error: { code: 11, text: 'no "way"\n' } } as const;
    const run = runOf(history({ f: 'add', value: 1, worker: 0, ...refused }, { f: 'read', value: 0, worker: 0 }));
    const { ':stats': stats, ':exceptions': exceptions, ':valid?': valid } = read(run);
    expect(stats).toMatchObject({
      ':valid?': false,
      ':by-f': { ':add': { ':valid?': false }, ':read': { ':valid?': true } },
    });
    expect(exceptions).toMatchObject({
      ':exceptions': [{ ':class': ':temporarily-unavailable', ':example': { ':text': 'no "way"\n' } }],
    });
    expect(valid).toBe(false);
  });

  it('names the wrong final reads, and the wrong echoes', () => {
    const wrong = runOf(history({ f: 'add', value: 5, worker: 0 }, { f: 'read', value: 4, worker: 0, final: true }));
    expect(read(wrong)[':workload']).toMatchObject({
      ':valid?': false,
      ':errors': [{ ':type': ':ok', ':f': ':read', ':value': 4, ':final?': true, ':node': 'n0' }],
    });
    const echo = runOf(history({ f: 'echo', sent: 'Please echo 1', wrongEcho: '"what?"' }), { workload: 'echo' });
    expect(read(echo)[':workload']).toEqual({
      ':valid?': false,
      ':errors': [['Expected a message with :echo', 'Please echo 1', 'But received', '"what?"']],
    });
  });
});

describe('the cause', () => {
  const right = runOf(history({ f: 'add', value: 1, worker: 0 }, { f: 'read', value: 1, worker: 0, final: true }));
  it.each([
    [right, undefined],
    [
      { ...right, nodes: [{ id: 'n0', crashed: { exitCode: 7, signal: null, lastStderr: 'a\nout of tea\n' } }] },
      'Node n0 crashed: exit code 7: out of tea',
    ],
    [
      { ...right, nodes: [{ id: 'n0', crashed: { exitCode: null, signal: 'SIGSEGV', lastStderr: '' } }] },
      'Node n0 crashed: signal SIGSEGV',
    ],
    [
      { ...right, nodes: [{ id: 'n0', muted: { line: 'hello', reason: 'not JSON', atMs: 1_500 } }] },
      'Node n0 was muted at 1.500 s: not JSON: hello',
    ],
    [runOf([]), 'activity: nothing was tested: no operation was made before the final reads'],
  ])('is one line, in the heading of the page', (run, cause) => {
    const verdict = judge(run, final);
    expect(causeOf(run, verdict)).toBe(cause);
    const page = renderRunPage(run, verdict, final);
    expect(page).toContain(`<title>node.mjs: g-counter, seed 1, ${cause === undefined ? 'valid' : 'invalid'}</title>`);
    expect(page).toContain('<h1>node.mjs: g-counter</h1>');
    expect(page.includes('<strong>')).toBe(cause !== undefined);
    expect(page).toContain(cause === undefined ? '✓ valid' : `<strong>${cause}</strong>`);
  });
});
