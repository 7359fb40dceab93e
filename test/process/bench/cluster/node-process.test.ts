import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { judge } from '../../../../bench/checkers/judge.ts';
import type { NodeExit, NodeHandle } from '../../../../bench/cluster/node-handle.ts';
import { logKeptBytes } from '../../../../bench/cluster/node-log.ts';
import { ProcessCluster } from '../../../../bench/cluster/process-cluster.ts';
import { unreadBytesMax } from '../../../../bench/cluster/unread-bytes.ts';
import { stream } from '../../../../bench/random.ts';
import { realEnvironment } from '../../../../bench/real-environment.ts';
import { renderResults } from '../../../../bench/report/results.ts';
import type { Run } from '../../../../bench/run.ts';
import { runTest } from '../../../../bench/run-test.ts';
import { threeNodes } from '../../../bench/three-nodes.ts';
import { processesMarked } from '../../marked-processes.ts';

let directory = '';
let mark = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'node-process-'));
  mark = `marked-${randomUUID()}`;
});
afterEach(async () => {
  rmSync(directory, { recursive: true });
  await expect.poll(() => processesMarked(mark), { timeout: 10_000 }).toEqual([]);
});

const fixture = (name: string) => fileURLToPath(new URL(`../../../fixtures/nodes/${name}`, import.meta.url));

interface Started {
  readonly handle: NodeHandle;
  readonly lines: string[];
  readonly exit: Promise<NodeExit>;
}

function start(bin: string, args: readonly string[]): Started {
  const lines: string[] = [];
  const cluster = new ProcessCluster({ bin, args, logDirectory: directory });
  let handle: NodeHandle | undefined;
  const exit = new Promise<NodeExit>((exited) => {
    handle = cluster.start('n0', {
      line: (line) => lines.push(line),
      lineTooLong: (text) => lines.push(`too long: ${text}`),
      exited,
    });
  });
  return { handle: handle!, lines, exit };
}

/** A shell's `$0`, so that the mark is in its command line. */
const bash = (script: string) => start('bash', ['-c', script, mark]);
const log = () => readFileSync(join(directory, 'n0.log'), 'utf8');

/** What `ps` says of the states of all marked processes: T when stopped. */
const states = () => processesMarked(mark).map((line) => line.trim().split(/ +/)[1]?.[0]);

describe('a node as a process', () => {
  test('has pipes, which can be opened by name; what is printed last is heard; its exit is told', async () => {
    const { handle, lines, exit } = bash(
      'read -r line </dev/stdin; read -r more </dev/fd/0; ' +
        'echo "$line $more" >/dev/stdout; echo said >/dev/stderr; ' +
        '[ -p /dev/stdin ] && [ -p /dev/stdout ] && [ -p /dev/stderr ] && echo pipes; printf unfinished; exit 5',
    );
    handle.write('one\n');
    handle.write('two\n');
    expect(await exit).toEqual({
      exitCode: 5,
      signal: null,
      lastStderr: 'said\n',
      unfinished: { bytes: 10, start: 'unfinished' },
    });
    expect(lines).toEqual(['one two', 'pipes']);
    expect(log()).toBe('said\n');
  });

  test('sees the end of its stdin, also when others were started after it', async () => {
    const first = bash('cat; echo over');
    const second = bash('cat');
    first.handle.write('line\n');
    first.handle.end();
    expect(await first.exit).toMatchObject({ exitCode: 0 });
    expect(first.lines).toEqual(['line', 'over']);
    second.handle.kill();
    expect(await second.exit).toMatchObject({ signal: 'SIGKILL' });
  });

  test('behind a wrapper is stopped, goes on and is killed with all it has started', async () => {
    const inner = `trap "" TERM; (exec -a "$0" sleep 1000) & echo up; while read -r line; do echo "$line"; done; wait`;
    const { handle, lines, exit } = bash(`bash -c '${inner}' "$0"; exit`);
    await expect.poll(() => [lines, states().length]).toEqual([['up'], 3]);
    handle.pause();
    await expect.poll(states).toEqual(['T', 'T', 'T']);
    handle.write('while stopped\n');
    handle.resume();
    await expect.poll(() => lines).toEqual(['up', 'while stopped']);
    handle.pause();
    handle.kill();
    expect(await exit).toMatchObject({ signal: 'SIGKILL' });
  });

  test('that ends takes what it had started with it', async () => {
    const { exit } = bash('(exec -a "$0" sleep 1000) & echo; exit 3');
    expect(await exit).toMatchObject({ exitCode: 3 });
  });

  test('that never reads costs bounded memory: what is beyond that is refused', async () => {
    const { handle, exit } = bash('exec -a "$0" sleep 1000');
    const line = `${'x'.repeat((1 << 20) - 1)}\n`;
    const taken = Array.from({ length: 64 }, () => handle.write(line));
    expect(taken.filter(Boolean).length).toBeLessThanOrEqual(unreadBytesMax / line.length + 2);
    expect(taken.at(0)).toBe(true);
    expect(taken.at(-1)).toBe(false);
    handle.kill();
    await exit;
  });

  test('that floods stderr costs bounded disk, and its last words are known', async () => {
    const { exit } = bash('exec -a "$0" seq 1 1000000 >&2');
    expect((await exit).lastStderr).toMatch(/999999\n1000000\n$/);
    expect(log().length).toBeLessThan(2 * logKeptBytes + 100);
    expect(log()).toMatch(/^1\n2\n3\n/);
    expect(log()).toMatch(/\n\[\d+ bytes were left out here\]\n\d+\n/);
    expect(log()).toMatch(/\n999999\n1000000\n$/);
  });

  test('that floods stdout is no longer read once it is ignored, waits, and can still leave', async () => {
    const { handle, lines, exit } = bash('exec -a "$0" yes junk');
    await expect.poll(() => lines.length).toBeGreaterThan(0);
    handle.ignore();
    const heard = lines.length;
    // It hangs in a write to a full pipe.
    await expect.poll(states).toEqual(['S']);
    expect(lines.length).toBe(heard);
    handle.kill();
    await exit;
    expect(lines.length).toBe(heard);
  });

  test('leaves no file open', async () => {
    // Pipes are made for four lives at a time, so once in four none is ready.
    const openOverFourLives = async () => {
      const counts: number[] = [];
      while (counts.length < 4) {
        await bash('echo; echo >&2').exit;
        counts.push(readdirSync('/dev/fd').length);
      }
      return Math.min(...counts);
    };
    // What earlier tests left may still be closing.
    await openOverFourLives();
    const before = await openOverFourLives();
    expect(await openOverFourLives()).toBeLessThanOrEqual(before);
  });

  test('that can not be started is told, never thrown', async () => {
    expect((await start('/nowhere/node', []).exit).notStarted).toBe('/nowhere/node: no such file or directory');
    expect((await start(fixture('by-name.sh'), ['x'.repeat(4_000_000)]).exit).notStarted).toContain('too long');
    expect((await start(directory, []).exit).notStarted).toContain('permission denied');
  });
});

test('nodes that do not start are told one by one, each with its cause and what to do', async () => {
  const real = realEnvironment(stream(1, 'environment'));
  // Maelstrom's ten seconds, in two.
  const environment = {
    ...real,
    after: (ms: number, call: () => void) => real.after(ms === 10_000 ? 2_000 : ms, call),
  };
  const cluster = new ProcessCluster({ bin: fixture('never-starts.sh'), args: [mark], logDirectory: directory });
  const nodes = ['n0', 'n1', 'n2', 'n3', 'n4', 'n5'];
  const run = await new Promise<Run>((finished) =>
    runTest({ ...threeNodes, nodes }, environment, cluster, { finished }),
  );
  const requirements = { consistency: 'final', stalenessMs: 0 } as const;
  const text = renderResults(run, judge(run, requirements), requirements);
  const late = 'did not answer init within 10 s: ';
  expect(text.split('\n').filter((line) => !line.includes('nothing to stderr'))).toEqual([
    `Node n0 ${late}it printed 66 bytes and no newline ` +
      '({"src":"n0","dest":"c0","body":{"type":"init_ok","in_reply_to":1}}). ' +
      'Flush stdout, and end each line with \\n.',
    `Node n1 ${late}its init_ok has no in_reply_to. It must be the msg_id of the request, here 1.`,
    `Node n2 ${late}its answer came only after that, when its stdin had ended. ` +
      'Read stdin line by line, and flush stdout after each line.',
    `Node n3 ${late}it printed nothing to stdout. It must read lines from stdin, and answer init with init_ok.`,
    '  stderr: looking for my config',
    `Node n4 ${late}its init_ok has in_reply_to 7. It must be the msg_id of the request, here 1.`,
    `Node n5 ${late}it printed one line, which does not answer it. ` +
      'The first: {"src":"n5","dest":"n0","body":{"type":"hello"}}',
    '',
    'Analysis invalid! (ﾉಥ益ಥ）ﾉ ┻━┻',
  ]);
});
