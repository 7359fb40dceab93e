import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type NodeTest, playAsScript } from '../../../../bench/cli/play-as-script.ts';
import { readTest } from '../../../../bench/cli/test.ts';
import { explain } from '../../../../bench/explain/explanation.ts';
import { failureOf, requirementsFor } from '../../../../bench/explain/failure.ts';
import { player } from '../../../../bench/explain/script/play.ts';
import { type Script, sizeOf } from '../../../../bench/explain/script/script.ts';
import { readScriptFile, scriptFileText } from '../../../../bench/explain/script/script-file.ts';
import { shrink } from '../../../../bench/explain/shrink/shrink.ts';
import { hasCommand } from '../../has-command.ts';

const out = mkdtempSync(join(tmpdir(), 'sluice-explain-test-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const workbench = resolve('dist/bench/cli/sluice.js');
const ourNode = resolve('dist/src/main/sluice.js');
const tutorial = (name: string) => resolve('bench/docs/tutorial', name);
const fixture = (name: string) => resolve('test/fixtures/lockstep', name);
const hasPython = hasCommand('python3', '--version');
const perNodeKeys = join(out, 'per-node-keys');
const hasC = hasCommand('cc', '-O1', '-o', perNodeKeys, fixture('per-node-keys.c'));

const short = ['--rate', '100', '--time-limit', '1', '--recovery', '1'];

/** A seed's run that must fail, as a script. */
async function failed(bin: string, seed: number, ...args: readonly string[]) {
  const played = await playAsScript(readTest(['--bin', bin, ...args]) as NodeTest, seed);
  const failure = failureOf(played);
  if (failure === undefined) {
    throw new Error(`seed ${seed} does not fail`);
  }
  const script = { ...played.script, requirements: requirementsFor(failure, played.requirements) };
  return { ...played, failure, script };
}

type Failed = Awaited<ReturnType<typeof failed>>;

const shrunk = ({ script, failure }: Failed, runsMax = 200) =>
  shrink(script, failure, player(), { runsMax, isOver: () => false })!;

const onNode = (script: Script, bin: string): Script => ({ ...script, node: { ...script.node!, bin } });

describe.runIf(existsSync('/proc/self/task'))("somebody's node", () => {
  describe.runIf(hasPython)('a compare-and-set loop in Python', () => {
    test('shrinks to one add and one stale final read, and the mended node passes that', async () => {
      const run = await failed(tutorial('counter.py'), 1, '--node-count', '3', ...short);
      expect(sizeOf(run.script)).toMatchObject({ nodes: 3, clients: 3 });
      expect(sizeOf(run.script).operations).toBeGreaterThan(40);
      const { script, failure, anomaly, runs } = shrunk(run);
      expect([failure.checker, failure.direction, anomaly]).toEqual(['final', 'low', 'stale']);
      expect(sizeOf(script)).toEqual({ nodes: 2, clients: 2, operations: 2, faults: 0 });
      expect(runs).toBeLessThan(60);

      const file = { command: 'sluice test', seed: 1, from: sizeOf(run.script), failure, script };
      const read = readScriptFile(scriptFileText(file));
      const { text } = explain(read, player())!;
      expect(text).toContain('Stale final read: counter.py on seq-kv');
      expect(text).toContain('it, n1 was not shown it.');
      expect(explain(read, player())!.text).toBe(text);
      expect(failureOf(player()(onNode(read.script, tutorial('counter-mended.py'))), read.script)).toBeUndefined();
    });

    test('a run written down as a script and played is the same run', async () => {
      const { run, script } = await failed(tutorial('counter.py'), 1, '--node-count', '3', ...short);
      const story = (operations: typeof run.operations) =>
        operations.map(({ client, node, f, value, outcome }) => [client, node, f, value, outcome]);
      expect(story(player()(script).run.operations)).toEqual(story(run.operations));
    });
  });

  test.runIf(hasC)('plain keys in C, on nodes with names of their own: the same twice', async () => {
    const run = await failed(perNodeKeys, 1, '--nodes', 'anna,bert,carla', ...short);
    const first = shrunk(run);
    expect(sizeOf(first.script)).toEqual({ nodes: 2, clients: 2, operations: 2, faults: 0 });
    expect(first.script.node?.names).toEqual(['anna', 'bert']);
    expect(first.anomaly).toBe('stale');
    expect(JSON.stringify(shrunk(run))).toBe(JSON.stringify(first));
  });

  test('a shell script that knows only its own adds: an add that others never see', async () => {
    const run = await failed(fixture('own-adds.sh'), 1, '--node-count', '3', ...short);
    const { script, anomaly } = shrunk(run);
    expect(anomaly).toBe('lost');
    expect(sizeOf(script)).toEqual({ nodes: 2, clients: 2, operations: 2, faults: 0 });
  });

  test('when the time is up in the middle of a play, what was reached is the result', async () => {
    const run = await failed(fixture('own-adds.sh'), 1, '--node-count', '3', ...short);
    let looks = 0;
    const isOver = () => {
      looks += 1;
      return looks > 12;
    };
    const result = shrink(run.script, run.failure, player(undefined, isOver), { runsMax: 200, isOver })!;
    expect(result.stoppedBy).toBe('time');
    expect(failureOf(player()(result.script), result.script, run.failure)).toBeDefined();
  });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
}

/** Runs a command of the workbench; a Ctrl-C comes when it says so. */
function sluice(args: readonly string[], interruptAt?: string): Promise<Ended> {
  return new Promise((ended) => {
    const child = spawn(process.execPath, [workbench, ...args], { cwd: out });
    let stdout = '';
    let isInterrupted = false;
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      if (interruptAt !== undefined && !isInterrupted && stdout.includes(interruptAt)) {
        isInterrupted = true;
        child.kill('SIGINT');
      }
    });
    child.on('close', (code) => ended({ code, stdout }));
  });
}

describe.runIf(existsSync('/proc/self/task') && hasC)('on the command line', () => {
  const args = ['explain', '--bin', perNodeKeys, '--node-count', '3', '--seed', '1', ...short];

  test('explain draws a failure, and its script is a test that fails', async () => {
    const explained = await sluice([...args, '--budget', '100', '--out', 'drawn']);
    expect(explained.code).toBe(0);
    expect(explained.stdout).toContain('Stale final read: per-node-keys on seq-kv');
    expect(explained.stdout).toContain(`The whole run:   sluice test --lockstep --bin ${perNodeKeys}`);
    expect(explained.stdout).toContain('As a test:       sluice test --script drawn/script.json');
    expect(readFileSync(join(out, 'drawn/explain.svg'), 'utf8')).toContain('</svg>');

    const failing = await sluice(['test', '--script', 'drawn/script.json']);
    expect(failing.code).toBe(1);
    expect(failing.stdout).toMatch(/^Failed: per-node-keys, 2 nodes, 2 clients, 2 operations, 0 faults\n/);
    const passing = await sluice(['test', '--script', 'drawn/script.json', '--bin', ourNode]);
    expect(passing).toEqual({ code: 0, stdout: 'Passed: sluice.js, 2 nodes, 2 clients, 2 operations, 0 faults\n' });
    const drawing = await sluice(['explain', '--script', 'drawn/script.json', '--out', 'again']);
    expect(drawing.code).toBe(0);
    expect(readFileSync(join(out, 'again/explain.svg'))).toEqual(readFileSync(join(out, 'drawn/explain.svg')));
  });

  test('a test in lockstep that fails says why, in the terminal and in the report', async () => {
    const { code, stdout } = await sluice(['test', '--lockstep', ...args.slice(1), '--out', 'tested']);
    expect(code).toBe(1);
    const flat = stdout.replaceAll(/\s+/g, ' ');
    expect(flat).toMatch(/Stale final read\. The final read by c\d+ on n\d answered \d+, although \d+ had been added/);
    expect(flat).toMatch(/Nothing is lost: the store has it, n\d was not shown it\. Like the design per-node-keys:/);
    const [, report] = /Wrote (.*report\.html)/.exec(stdout)!;
    const html = readFileSync(report!, 'utf8');
    expect(html).toContain('<h2>Stale final read</h2>');
    const picture = /data:image\/svg\+xml;base64,([^"]+)/.exec(html)![1]!;
    expect(Buffer.from(picture, 'base64').toString('utf8')).toContain('only the messages that decided it');
  });

  test('Ctrl-C draws what is left', async () => {
    const { code, stdout } = await sluice([...args, '--budget', '1000', '--out', 'cut'], 'Ctrl-C draws');
    expect(code).toBe(130);
    expect(stdout).toContain('stopped by SIGINT: more time may take away more');
    expect(readScriptFile(readFileSync(join(out, 'cut/script.json'), 'utf8')).script.node?.bin).toBe(perNodeKeys);
  });
});
