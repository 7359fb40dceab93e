import { type SpawnOptionsWithoutStdio, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plain, readEdn } from '../../../bench/report/edn-reader.ts';

const workbench = fileURLToPath(new URL('../../../../dist/bench/cli/sluice.js', import.meta.url));
const root = fileURLToPath(new URL('../../../..', import.meta.url));
const tinyNode = fileURLToPath(new URL('../../../bench/tiny-node.mjs', import.meta.url));

let store = '';
beforeAll(() => {
  store = mkdtempSync(join(tmpdir(), 'workbench-store-'));
});
afterAll(() => rmSync(store, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[]) {
  return runIn({}, ['--out', store, ...args]);
}

function runIn(options: SpawnOptionsWithoutStdio, args: readonly string[]) {
  return new Promise<Ended>((ended) => {
    const child = spawn(process.execPath, [workbench, 'test', ...args], options);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('close', (code) => ended({ code, stdout, stderr }));
  });
}

describe('sluice test', () => {
  const short = ['--bin', tinyNode, '--node-count', '2', '--rate', '100', '--time-limit', '0.5', '--recovery', '0'];

  test('runs a node, prints its seed first and last, fills the store, and exits 0 for a valid run', async () => {
    const { code, stdout, stderr } = await run([...short, '--nemesis', 'partition']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    const seed = /^Seed (\d+)$/.exec(lines[0] as string)?.[1];
    expect(seed).toBeDefined();
    expect(lines.at(-1)).toBe(
      `Seed ${seed}; again: sluice test --seed ${seed} --out ${store} ${short.join(' ')} --nemesis partition ` +
        '(the same faults and requests; the outcome depends on timing)',
    );
    expect(stdout).toContain('Everything looks good!');
    const latest = join(store, readlinkSync(join(store, 'latest')));
    expect(latest).toMatch(/\/g-counter\/\d{8}T\d{6}\.\d{3}Z$/);
    expect(readdirSync(latest)).toEqual(
      expect.arrayContaining([
        'history.edn',
        'history.ndjson',
        'node-logs',
        'report.html',
        'results.edn',
        'results.json',
      ]),
    );
    expect(readdirSync(join(latest, 'node-logs'))).toEqual(['n0.log', 'n1.log']);
    expect(JSON.parse(readFileSync(join(latest, 'results.json'), 'utf8'))).toMatchObject({ valid: true });
    expect(plain(readEdn(readFileSync(join(latest, 'results.edn'), 'utf8')))).toMatchObject({ ':valid?': true });
    expect(readFileSync(join(latest, 'report.html'), 'utf8')).toContain('<title>tiny-node.mjs: g-counter, seed ');
  });

  test('-w echo and -w pn-counter run on nodes that serve them', async () => {
    for (const workload of ['echo', 'pn-counter']) {
      const { code, stdout } = await run([...short, '-w', workload]);
      expect([code, stdout.includes('Everything looks good!')]).toEqual([0, true]);
    }
  });

  test.each([
    ['echo', ['-w', 'echo'], 'sent "Please echo', 'find it invalid too (:workload)'],
    ['every add', [], 'add_ok may carry only type, msg_id, in_reply_to; it carries delta', 'invalid too (:stats)'],
    ['nothing', ['--rate', '0'], 'nothing was tested', 'would let this pass'],
  ])('a run with %s answered wrongly is invalid in every place', async (_, more, found, beside) => {
    process.env.TINY_NODE = 'wrong';
    const { code, stdout } = await run([...short, ...more]);
    delete process.env.TINY_NODE;
    expect(code).toBe(1);
    expect(stdout).toContain('Analysis invalid!');
    expect(stdout).toContain(found);
    expect(stdout).toContain(beside);
    const results = readFileSync(join(store, 'latest', 'results.edn'), 'utf8');
    expect(plain(readEdn(results))).toMatchObject({ ':valid?': false });
  });

  test('exits 3 when a node crashes, with its last words', async () => {
    process.env.TINY_NODE = 'crash';
    const { code, stdout } = await run(short);
    delete process.env.TINY_NODE;
    expect(code).toBe(3);
    expect(stdout).toContain('this add is too much');
  });

  test('what Maelstrom lets pass does so here, unless --strict says otherwise, and then that is said', async () => {
    process.env.TINY_NODE = 'loose';
    const [loose, strict] = await Promise.all([run(short), run([...short, '--strict'])]);
    delete process.env.TINY_NODE;
    expect([loose.code, strict.code]).toEqual([0, 3]);
    expect(strict.stdout).toContain('text after the JSON value; Maelstrom would let it pass, and so does --no-strict');
  });

  test('our own node is valid, whatever becomes of the messages that wait for it while it is killed', async () => {
    const kills = ['--seed', '3', '--nemesis', 'kill', '--nemesis-interval', '0.3', '--time-limit', '2'];
    const ends = await Promise.all(
      ['keep', 'before-init', 'drop'].map((kept) => run([...kills, '--recovery', '0.5', '--restart-queue', kept])),
    );
    for (const { code, stdout } of ends) {
      expect([code, stdout]).toEqual([0, expect.stringContaining('Everything looks good!')]);
    }
  });

  test.each([
    [['--nonsense'], '--nonsense'],
    [['--bin', '/nowhere/node'], 'does not exist'],
    [['--bin', tmpdir()], 'is not a file'],
    [['--out', workbench], 'a file is in its place'],
    [['--out', '/proc/nobody'], "can't be made"],
  ])('%j: exits 2 with one sentence, and leaves no trace', async (args, told) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^[^\n]+\.\n$/);
    expect(stderr).toContain(told);
  });

  test.each([
    [
      'simulate',
      ['--time-limit', '1', '--history', '/nowhere/history'],
      "/nowhere/history can't be used: no such file",
    ],
    ['matrix', ['--out', workbench], 'a file is in its place'],
  ])('%s %j: exits 2 with one sentence too', async (command, args, told) => {
    const child = spawn(process.execPath, [workbench, command, ...args]);
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdout.resume();
    expect(await new Promise((ended) => child.on('close', ended))).toBe(2);
    expect(stderr).toMatch(/^[^\n]+\.\n$/);
    expect(stderr).toContain(told);
  });

  test('a node that does not start: the cause comes first and alone', async () => {
    const file = join(store, 'logs-to-stdout.sh');
    writeFileSync(file, '#!/bin/sh\necho starting up\necho no config found >&2\ncat >/dev/null\n', { mode: 0o755 });
    const { code, stdout, stderr } = await run(['--bin', file, '--node-count', '1', '--seed', '1']);
    expect([code, stderr]).toEqual([3, '']);
    expect(stdout.split('\n').slice(2, 6)).toEqual([
      'Node n0 was muted before it answered init: not JSON. Stdout is for messages only: print logs to stderr. ' +
        'The line: starting up',
      '  stderr: no config found',
      '',
      'Analysis invalid! (ﾉಥ益ಥ）ﾉ ┻━┻',
    ]);
    const { exitCode, statistics } = JSON.parse(readFileSync(join(store, 'latest', 'results.json'), 'utf8'));
    expect([exitCode, statistics.all.count]).toEqual([3, 0]);
  });

  test.skipIf(!existsSync('/dev/full'))(
    'a stdout that is full costs the words, not the verdict and its files',
    async () => {
      const full = openSync('/dev/full', 'w');
      const out = join(store, 'full');
      const child = spawn(process.execPath, [workbench, 'test', '--out', out, ...short], {
        stdio: ['ignore', full, 'pipe'],
      });
      let stderr = '';
      child.stderr?.on('data', (chunk) => {
        stderr += chunk;
      });
      const code = await new Promise((ended) => child.on('close', ended));
      closeSync(full);
      expect([code, stderr]).toEqual([0, "stdout can't be written: no space left on device.\n"]);
      expect(readFileSync(join(out, 'latest', 'report.html'), 'utf8')).toContain('</html>');
    },
  );

  test('several at once, in the same millisecond, each have a folder, and latest is never missing', async () => {
    const out = join(store, 'several');
    const module = new URL('../../../../dist/bench/cli/run-directory.js', import.meta.url).href;
    const script = `const { makeRunDirectory } = await import('${module}');
      for (let i = 0; i < 25; i += 1) makeRunDirectory(${JSON.stringify(out)}, 'echo', '2026-01-01T00:00:00.000Z');`;
    const codes = [1, 2, 3].map(() => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      return new Promise((ended) => child.on('close', ended));
    });
    expect(await Promise.all(codes)).toEqual([0, 0, 0]);
    expect(readdirSync(join(out, 'echo'))).toHaveLength(75);
    expect(readdirSync(out).sort()).toEqual(['echo', 'latest']);
  });

  test('a file that is not executable is refused the same way', async () => {
    const file = join(store, 'plain.txt');
    writeFileSync(file, '', { mode: 0o644 });
    const { code, stderr } = await run(['--bin', file]);
    expect(code).toBe(2);
    expect(stderr).toContain('is not executable');
  });

  test('--log-net-send and --log-stderr show what is sent and said', async () => {
    const { stdout } = await run([...short, '--log-net-send', '--log-net-recv', '--log-stderr']);
    expect(stdout).toMatch(/^send 0 c0 -> n0 \{"type":"init"/m);
    expect(stdout).toMatch(/^recv \d+ n0 -> seq-kv \{"type":"write"/m);
    expect(stdout).toMatch(/^recv \d+ n0 -> c0 \{"type":"init_ok"/m);
    expect(stdout).toMatch(/^n1: pid \d+$/m);
  });

  test('--test-count runs tests of consecutive seeds, each in a folder of its own', async () => {
    const own = join(store, 'counted');
    const { code, stdout } = await run([
      ...short,
      '--out',
      own,
      '--test-count',
      '2',
      '--seed',
      '7',
      '--topology',
      'line',
    ]);
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toBe("Without effect here: --topology (for other workloads or Jepsen's SSH)");
    expect(stdout.match(/^Test \d of 2$/gm)).toEqual(['Test 1 of 2', 'Test 2 of 2']);
    const again = `--out ${store} ${short.join(' ')} --out ${own}`;
    expect(stdout.match(/^Seed \d+; again: .*(?= \()/gm)).toEqual([
      `Seed 7; again: sluice test --seed 7 ${again}`,
      `Seed 8; again: sluice test --seed 8 ${again}`,
    ]);
    expect(readdirSync(join(own, 'g-counter'))).toHaveLength(2);
  });

  test('--test-count ends with the first test that fails, and its exit code', async () => {
    process.env.TINY_NODE = 'crash';
    const { code, stdout } = await run([...short, '--test-count', '3']);
    delete process.env.TINY_NODE;
    expect(code).toBe(3);
    expect(stdout.match(/^Test \d of 3$/gm)).toEqual(['Test 1 of 3']);
  });

  test('nodes have the names they were given, and words of no option are theirs', async () => {
    const args = [
      '--bin',
      tinyNode,
      '-n',
      'anna',
      '--nodes',
      'bert',
      '--time-limit',
      '0.2',
      '--recovery',
      '0',
      '--rate',
      '50',
    ];
    const { code, stdout } = await run([...args, '--log-net-send', 'word']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^send \d+ c\d -> anna .*"node_ids":\["bert","anna"\]/m);
    expect(stdout).toContain(`${args.join(' ')} --log-net-send word (`);
  });

  test('npm start from another folder finds --bin there, and leaves the store there', async () => {
    const folder = mkdtempSync(join(store, 'stand-'));
    symlinkSync(tinyNode, join(folder, 'my-node.mjs'));
    const [, ...others] = short.slice(1);
    const npm = { npm_command: 'start', npm_lifecycle_event: 'start', npm_package_json: join(root, 'package.json') };
    const { code, stdout } = await runIn({ cwd: root, env: { ...process.env, ...npm, INIT_CWD: folder } }, [
      '--bin',
      './my-node.mjs',
      ...others,
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain(`again: npm start -- --seed `);
    expect(readdirSync(join(folder, 'store'))).toEqual(['g-counter', 'latest']);
  });

  test('npm start --rate 5, which npm spoils, is told and runs nothing', async () => {
    const npm = { npm_command: 'start', npm_lifecycle_event: 'start', npm_config_rate: 'true' };
    expect(await runIn({ env: { ...process.env, ...npm } }, ['5'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'npm took --rate for itself: write npm start -- --rate 5 (see --help).\n',
    });
  });
});
