import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { judge } from '../../../bench/checkers/judge.ts';
import { embeddedJson, escapeHtml } from '../../../bench/report/html-escape.ts';
import { plotData } from '../../../bench/report/plot-data.ts';
import { printable } from '../../../bench/report/printable.ts';
import { renderResults } from '../../../bench/report/results.ts';
import { writeRunFiles } from '../../../bench/report/run-files.ts';
import { renderRunPage } from '../../../bench/report/run-page.ts';
import type { PlotData } from '../../../bench/report/run-page-data.ts';
import type { Requirements, Run } from '../../../bench/run.ts';
import { anyText } from '../../any-text.ts';
import { history, runOf } from '../history.ts';
import { syntheticRun } from '../synthetic-run.ts';
import { plain, readEdn } from './edn-reader.ts';

const fresh: Requirements = { consistency: 'fresh', stalenessMs: 0 };
const faults = [
  { fault: 'partition', detail: 'n0 | n1 n2', fromMs: 2_000, toMs: 4_000 },
  { fault: 'kill', detail: 'n1', fromMs: 5_000, toMs: Number.POSITIVE_INFINITY },
];
const options = { operations: 3_000, workers: 6, ratePerSecond: 400, faults };
const good = syntheticRun(options);
const wrong = syntheticRun({ ...options, lost: 0.002, stale: 0.01, refused: 0.01, inDoubt: 0.01 });
const rude = '</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)> " \' & \u2028 \u001b[31m';
const fallen: Run = {
  ...good,
  nodes: [
    { id: 'n0' },
    { id: 'n1', crashed: { exitCode: 7, signal: null, lastStderr: `first\nlast words ${rude}\n` } },
    { id: 'n2', muted: { line: rude, reason: `not JSON ${rude}`, atMs: 12_345 } },
  ],
  command: `npm start -- --bin '${rude}'`,
  faults: [{ fault: 'pause', detail: rude, fromMs: 0, toMs: 1 }],
  operations: good.operations.map((operation, i) =>
    i === 5 ? { ...operation, client: rude, outcome: 'fail', error: { code: 11, text: rude } } : operation,
  ),
};
const results = (run: Run, requirements = fresh) => renderResults(run, judge(run, requirements), requirements);
const page = (run: Run, requirements = fresh) => renderRunPage(run, judge(run, requirements), requirements);

function scriptsOf(html: string): readonly string[] {
  return [...html.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]!);
}

/** The contents of a page's two scripts: its data and its program. */
function scripts(html: string): { data: PlotData; program: string } {
  const [data, program, ...more] = scriptsOf(html);
  expect(more).toEqual([]);
  return { data: JSON.parse(data!), program: program! };
}

describe('the results as text', () => {
  it("have Maelstrom's shape and its last line", () => {
    const text = results(good);
    const { length } = good.operations;
    expect(text).toMatch(/^\{:perf \{:valid\? true\n {8}:ok-per-second [\d.]+\n {8}:latency-ms \{:add \{:p50 /);
    expect(text).toContain('\n :timeline {:valid? true}\n :exceptions {:valid? true\n');
    expect(text).toContain(`:stats {:valid? true\n         :count ${length}\n`);
    expect(text).toMatch(/:by-f \{:add \{:valid\? true, :count \d+, :ok-count \d+, :fail-count 0, :info-count \d+\}/);
    expect(text).toContain(
      ':net {:all {:send-count 15030, :recv-count 15018, :msg-count 15030, :msgs-per-op 5.0}\n' +
        '       :clients {:send-count 6012, :recv-count 6012, :msg-count 6012}\n' +
        '       :servers {:send-count 9018, :recv-count 9006, :msg-count 9018, :msgs-per-op 3.0}\n',
    );
    expect(text).toMatch(
      /:workload \{:valid\? true\n {12}:errors nil\n {12}:final-reads \[\d+( \d+){5}\]\n {12}:acceptable \[\[\d+ \d+\]/,
    );
    expect(text).toContain('Held to consistency fresh (');
    expect(text).toContain('converged): nothing found');
    expect(text.split('\n').at(-1)).toBe('Everything looks good! ヽ(‘ー`)ノ');
  });

  it('list violations and faults, and end in a table thrown', () => {
    const text = results(wrong);
    expect(text).toMatch(/fresh {8}read \d+ by c\d+ on n\d at [\d.]+ s answered \d+; at least \d+ was acknowledged/);
    expect(text).toMatch(/… and \d+ more/);
    expect(text).toContain('Faults: partition 1×, kill 1×');
    expect(text).toContain('kill         5.000 s to the end  n1');
    expect(text).toMatch(/\nMaelstrom would (let this pass: it looks at|find it invalid too)/);
    expect(text.split('\n').at(-1)).toBe('Analysis invalid! (ﾉಥ益ಥ）ﾉ ┻━┻');
  });

  it('list at most five violations of each checker, and say where there are more', () => {
    const echo = (wrongEcho: string) => ({ f: 'echo' as const, worker: 0, sent: 'Please echo 7', wrongEcho });
    const run = runOf(history(...Array.from({ length: 1_030 }, (_, i) => echo(`${i}`))), { workload: 'echo' });
    const text = results(run);
    expect(text).toContain('\nChecked (activity, stats, replies, echo): 1,030 violations\n');
    expect(text.match(/^ {2}echo /gm)).toHaveLength(5);
    expect(text).toContain('  … and 1,025 more; report.html lists 20\n');
  });

  it('tell the rule that a reply broke, not an error code that no node sent', () => {
    const malformed = { rule: 'echo_ok must carry echo', found: 'it has none', reply: '{"type":"echo_ok"}' };
    const error = { code: -1, text: 'Malformed RPC response', malformed };
    const text = results(runOf(history({ f: 'echo', worker: 0, outcome: 'info', error }), { workload: 'echo' }));
    expect(text).toContain('which ended in a malformed reply: echo_ok must carry echo; it has none\n');
    expect(text).toContain('was not answered with its text: a malformed reply: echo_ok must carry echo; it has none\n');
    expect(text).not.toContain('error -1');
  });

  it('name the nodes that fell, with nothing a terminal would act on', () => {
    const text = results(fallen);
    expect(text).toContain('Node n1 crashed: exit code 7\n  stderr: first\n  stderr: last words </script>');
    expect(text).toContain('Node n2 was muted at 12.345 s');
    expect(text).toContain('  the line was: </script>');
    expect(text).toContain('\\u{1b}[31m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u2028]/);
  });

  it('say first and alone why nodes did not start, and what several have alike once', () => {
    const notStarted = (id: string, lastStderr: string) => ({
      id,
      crashed: { exitCode: null, signal: null, lastStderr, problem: `did not answer` },
    });
    const nodes = [notStarted('n0', 'no port'), { id: 'n1' }, notStarted('n2', ''), notStarted('n3', 'no port')];
    expect(results(runOf([], { nodes })).split('\n')).toEqual([
      'Node n0 did not answer',
      '  stderr: no port',
      '  the same: n3',
      'Node n2 did not answer',
      '  it wrote nothing to stderr',
      '',
      'Analysis invalid! (ﾉಥ益ಥ）ﾉ ┻━┻',
    ]);
    const html = page(runOf([], { nodes }));
    expect(html).toContain('<h2>Node n0 did not answer</h2>');
    expect(html).toContain('✗ invalid: 3 nodes did not start<');
    expect(html).toContain('exit code 255: not every node answered init.');
    expect(html).toContain('<dt>Maelstrom would say</dt><dd>no verdict</dd>');
    const endedHere = {
      exitCode: null,
      signal: null,
      lastStderr: '',
      problem: 'ran without end',
      endedHere: true,
    } as const;
    const ended = { ...good, nodes: [{ id: 'n0', crashed: endedHere }, { id: 'n1' }] };
    expect(page(ended)).toContain('✗ invalid: 1 node ended by the workbench<');
    expect(html).not.toMatch(/crashed|nothing was tested|\d violations?/);
  });

  it('note messages that a node did not read, and a second answer to init', () => {
    const nodes = [
      { id: 'n0', answeredInitTwice: true as const },
      { id: 'n1', unread: 42 },
    ];
    const text = results({ ...good, nodes });
    expect(text).toContain('Node n1 did not read its stdin fast enough, or not at all: 42 messages to it were dropped');
    expect(text).toContain('init was answered twice by n0 (the Go library answers it itself)');
    expect(text).toContain('Everything looks good!');
  });

  it('give an interrupted run no verdict, and hold it only to what holds at any moment', () => {
    const text = results({ ...good, operations: good.operations.slice(0, 50), interrupted: 'SIGTERM' });
    expect(text).toContain('Held to consistency fresh (replies, phantom, monotone, fresh): nothing found');
    expect(page({ ...good, interrupted: 'SIGTERM' })).toContain('✗ interrupted by SIGTERM');
    expect(text.split('\n').at(-1)).toMatch(/^Interrupted by SIGTERM at [\d.]+ s: no verdict on the whole run$/);
    expect(judge({ ...good, interrupted: 'SIGTERM' }, fresh)).toMatchObject({ valid: false, exitCode: 143 });
    expect(judge({ ...wrong, interrupted: 'SIGINT' }, fresh)).toMatchObject({ valid: false, exitCode: 130 });
    expect(judge({ ...wrong, interrupted: 'SIGINT' }, fresh).violations.map(({ checker }) => checker)).toContain(
      'fresh',
    );
  });

  it('can be made of an empty run and of an echo run', () => {
    expect(results(runOf([]))).toContain(':msgs-per-op nil');
    const echo = runOf(history({ f: 'echo' }), { workload: 'echo' });
    expect(results(echo)).toContain(':workload {:valid? true, :errors []}');
  });
});

describe('printable', () => {
  it('leaves nothing in a text that a terminal acts on, and cuts what is long', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
      { seed: 31 },
    );
    expect(printable('x'.repeat(400))).toBe(`${'x'.repeat(300)}… (400 characters)`);
    expect(printable('grüße 😀')).toBe('grüße 😀');
  });
});

describe('the page', () => {
  it('has a script that parses, and data it can read', () => {
    const { data, program } = scripts(page(wrong));
    new Script(program);
    expect(data.total).toBe(wrong.operations.length);
    expect(data.points.index).toHaveLength(wrong.operations.length);
    expect(data.faults[1]?.toMs).toBe(data.endMs);
    expect(Object.keys(data.violations).length).toBeGreaterThan(5);
  });

  it('is one file that asks for nothing, and may not', () => {
    const html = page(good);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/\b(src|href)="(?!data:)/);
    expect(html).not.toMatch(/https?:|@import|url\(/);
  });

  it('shows what came from nodes as text, whatever it was', () => {
    const html = page(fallen);
    const { data } = scripts(html);
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('<!--');
    expect(html).toContain('&lt;/script&gt;&lt;script&gt;alert(1)');
    expect(data.clients).toContain(rude);
    expect(html).toContain('✗ invalid: 1 node crashed, 1 node muted');
  });

  it('escapes any text so that it reads the same, and any value so that it parses the same', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']/);
        const json = embeddedJson({ text });
        expect(json).not.toMatch(/[<>&\u2028\u2029]/);
        expect(JSON.parse(json)).toEqual({ text });
      }),
      { seed: 32 },
    );
  });

  it('writes columns that give back the operations', () => {
    const { points, kinds, nodes, clients } = plotData(wrong, judge(wrong, fresh), fresh);
    let [index, us] = [0, 0];
    for (const [i, operation] of wrong.operations.entries()) {
      index += points.index[i]!;
      us += points.invokedUs[i]!;
      expect([
        index,
        kinds[points.kind[i]!],
        nodes[points.node[i]!],
        clients[points.client[i]!],
        points.value[i],
      ]).toEqual([
        operation.index,
        { f: operation.f, outcome: operation.outcome, final: operation.final },
        operation.node,
        operation.client,
        operation.value,
      ]);
      expect(Math.abs(us / 1000 - operation.invokedMs)).toBeLessThan(0.001);
    }
  });

  it('can be made of an empty run, of one without faults, and of an echo run', () => {
    expect(scriptsOf(page(runOf([])))).toEqual([]);
    for (const run of [runOf(history({ f: 'add', value: 1 })), runOf(history({ f: 'echo' }), { workload: 'echo' })]) {
      new Script(scripts(page(run)).program);
    }
    expect(page(runOf(history({ f: 'echo' }), { workload: 'echo' }))).not.toContain('id="answers"');
  });

  it('says how many operations it shows', () => {
    expect(page(wrong)).toContain(`All ${wrong.operations.length.toLocaleString('en-US')} operations are shown.`);
  });
});

describe('the store', () => {
  const directory = mkdtempSync(join(tmpdir(), 'report-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('holds the results, every operation and the page', () => {
    const run = { ...wrong, laterReads: [[wrong.operations[0]!]] };
    const verdict = judge(run, fresh);
    const { written: paths, failures } = writeRunFiles(run, verdict, fresh, directory);
    expect(failures).toEqual([]);
    expect(paths.map((path) => path.split('/').at(-1))).toEqual([
      'results.json',
      'history.ndjson',
      'results.edn',
      'history.edn',
      'report.html',
    ]);
    const [resultsText, historyText, resultsEdn, historyOfJepsen, html] = paths.map((path) =>
      readFileSync(path, 'utf8'),
    );
    const stored = JSON.parse(resultsText!);
    expect(stored).toMatchObject({
      format: 2,
      valid: false,
      exitCode: 1,
      workload: 'g-counter',
      seed: wrong.seed,
      requirements: fresh,
      verdict: JSON.parse(JSON.stringify(verdict)),
      faults: [faults[0], { ...faults[1], toMs: null }],
    });
    expect(stored.operations).toBeUndefined();
    const lines = historyText!.trimEnd().split('\n');
    const { operations } = wrong;
    expect(lines.map((line) => JSON.parse(line))).toEqual([...operations, { ...operations[0], round: 2 }]);
    expect(plain(readEdn(resultsEdn!))).toMatchObject({
      ':valid?': false,
      ':strict': { ':valid?': false, ':violation-count': verdict.violationCount },
      ':workload': { ':final-reads': verdict.maelstrom.finalReads },
    });
    expect(historyOfJepsen!.trimEnd().split('\n').map(readEdn)).toHaveLength(2 * (wrong.operations.length + 1) + 1);
    expect(html).toContain('</html>');
  });

  it.skipIf(!existsSync('/dev/full'))(
    'leaves out a file that can not be written, with the reason, and keeps the rest',
    () => {
      const full = mkdtempSync(join(tmpdir(), 'report-'));
      symlinkSync('/dev/full', join(full, 'history.ndjson'));
      const { written, failures } = writeRunFiles(wrong, judge(wrong, fresh), fresh, full);
      const kept = ['results.json', 'results.edn', 'history.edn', 'report.html'];
      expect(written).toEqual(kept.map((name) => join(full, name)));
      expect(failures).toEqual([`${join(full, 'history.ndjson')}: no space left on device`]);
      // Half a file would look like a whole one.
      expect(readdirSync(full).sort()).toEqual(kept.sort());
      rmSync(full, { recursive: true });
    },
  );
});
