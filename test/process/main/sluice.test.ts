import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import type { Message } from '../../../src/shared/wire/message.ts';
import { ScriptedStore } from '../../node-under-test.ts';

const bin = fileURLToPath(new URL('../../../dist/src/main/sluice.js', import.meta.url));
const children: ChildProcessWithoutNullStreams[] = [];

afterEach(() => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
  }
});

/**
 * The node as a real process, started as Maelstrom does, with a store that answers on its stdin.
 */
function start(args: readonly string[] = [], nodeFlags: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const command = nodeFlags.length === 0 ? [bin] : [process.execPath, ...nodeFlags, bin];
  const child = spawn(command[0]!, [...command.slice(1), ...args], { env: { ...process.env, ...env } });
  children.push(child);
  const store = new ScriptedStore();
  const replies: Message[] = [];
  let stderr = '';
  let rest = '';
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ dest: 'n0', ...message })}\n`);
  const serve = (message: Message) =>
    send({ src: message.dest, body: { ...store.execute(message), in_reply_to: message.body.msg_id } });
  child.stdin.on('error', () => {});
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes;
  });
  child.stdout.on('data', (bytes: Buffer) => {
    const lines = (rest + bytes).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const message = JSON.parse(line) as Message;
      if (!message.dest.endsWith('-kv')) {
        replies.push(message);
        continue;
      }
      const fate = store.script(message);
      if (fate === 'serve') {
        serve(message);
      } else if (fate === 'hold') {
        store.held.push(message);
      }
    }
  });
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  return {
    child,
    store,
    send,
    replies,
    exited,
    stderr: () => stderr,
    init: () => send({ src: 'c0', body: { type: 'init', msg_id: 1, node_id: 'n0', node_ids: ['n0', 'n1'] } }),
    add: (msgId: number, delta: number) => send({ src: 'c1', body: { type: 'add', msg_id: msgId, delta } }),
    read: (msgId: number) => send({ src: 'c1', body: { type: 'read', msg_id: msgId } }),
    serve,
    /** A request that the store's script holds. */
    async held() {
      while (store.held.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      return store.held[0]!;
    },
    async reply(msgId: number, src = 'c1') {
      for (;;) {
        const found = replies.find(({ dest, body }) => dest === src && body.in_reply_to === msgId);
        if (found !== undefined) {
          return found.body;
        }
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    },
  };
}

describe('the executable', () => {
  test('serves init, add and read, and leaves with 0 at the end of stdin', async () => {
    const node = start();
    node.init();
    node.add(2, 5);
    expect(await node.reply(2)).toEqual({ type: 'add_ok', in_reply_to: 2 });
    node.read(3);
    expect(await node.reply(3)).toEqual({ type: 'read_ok', value: 5, in_reply_to: 3 });
    node.child.stdin.end();
    expect(await node.exited).toEqual([0, null]);
    expect(node.stderr()).toBe('');
    expect(node.replies).toHaveLength(3);
  });

  test('answers what is in flight before it leaves', async () => {
    const node = start();
    node.store.script = () => 'lose';
    node.init();
    node.add(2, 5);
    node.read(3);
    node.child.stdin.end('{"src":"c1","dest":"n0","body":{"type":"add","delta":1,"msg_id":4}}');
    expect(await node.exited).toEqual([0, null]);
    expect(await node.reply(2)).toMatchObject({ code: 0 });
    expect(await node.reply(3)).toMatchObject({ code: 11 });
    expect(await node.reply(4)).toMatchObject({ code: 0 });
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s: drains and leaves with 0', async (signal) => {
    const node = start(['--acks', 'local', '--flush-interval-ms', '300']);
    node.init();
    node.add(2, 5);
    await node.reply(2);
    node.add(3, 6);
    await node.reply(3);
    node.child.kill(signal);
    expect(await node.exited).toEqual([0, null]);
    expect(node.store.totalOf('n0')).toBe(11);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s: waits for what the store has not confirmed', async (signal) => {
    const node = start();
    node.init();
    node.store.script = (request) => (request.body.type === 'cas' ? 'hold' : 'serve');
    node.add(2, 5);
    const commit = await node.held();
    node.child.kill(signal);
    // It takes no more, so it has heard the signal.
    for (let msgId = 3; !node.replies.some(({ body }) => body.code === 11); msgId += 1) {
      expect(node.child.exitCode).toBeNull();
      node.add(msgId, 1);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    node.store.script = () => 'serve';
    node.serve(commit);
    expect(await node.reply(2)).toMatchObject({ type: 'add_ok' });
    expect((await node.exited)[0]).toBe(0);
  });

  test('a closed stdout ends it quietly with another code', async () => {
    const node = start();
    node.init();
    await node.reply(1, 'c0');
    node.child.stdout.destroy();
    for (let i = 2; i < 50; i += 1) {
      node.read(i);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(await node.exited).toEqual([1, null]);
    expect(node.stderr()).toBe('');
  });

  test('leaves though its pipe was full when stdin ended, as soon as it is read', async () => {
    const node = start();
    node.init();
    await node.reply(1, 'c0');
    node.child.stdout.pause();
    // Answers that fill the pipe, and a little more.
    node.child.stdin.end('{"src":"c1","dest":"n0","body":{"type":"nonsense","msg_id":1}}\n'.repeat(1_700));
    await new Promise((resolve) => setTimeout(resolve, 300));
    node.child.stdout.resume();
    expect(await node.exited).toEqual([0, null]);
  });

  test('leaves, with another code, though nobody ever reads what it says', async () => {
    const node = start(['--reply-deadline-ms', '300']);
    node.init();
    await node.reply(1, 'c0');
    node.child.stdout.pause();
    node.child.stdin.end('{"src":"c1","dest":"n0","body":{"type":"nonsense","msg_id":1}}\n'.repeat(20_000));
    expect(await node.exited).toEqual([1, null]);
  });

  test('a stderr that nobody reads does not stop it', async () => {
    const node = start(['--stats-interval-ms', '1']);
    node.child.stderr.pause();
    node.init();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    node.add(2, 1);
    expect(await node.reply(2)).toMatchObject({ type: 'add_ok' });
  });

  test('skips lines of 16 MiB without holding them, and goes on', async () => {
    const lines = 16;
    const node = start(['--stats-interval-ms', '50']);
    node.init();
    node.add(2, 1);
    await node.reply(2);
    const rssBefore = (await stats(node)).rssBytes;
    const piece = Buffer.alloc(1024 * 1024, 'x');
    for (let i = 0; i < 16 * lines; i += 1) {
      const end = i % 16 === 15 ? '\n' : '';
      if (!node.child.stdin.write(Buffer.concat([piece, Buffer.from(end)]))) {
        await once(node.child.stdin, 'drain');
      }
    }
    node.add(3, 1);
    expect(await node.reply(3)).toMatchObject({ type: 'add_ok' });
    const after = await stats(node);
    expect(after.skipped).toEqual({ 'line too long': lines });
    expect(after.rssBytes - rssBefore).toBeLessThan(128 * 1024 * 1024);
  });

  const noCode = '--disallow-code-generation-from-strings';
  test.each<[string, string[], NodeJS.ProcessEnv]>([
    ['as it is', [], {}],
    [`with ${noCode}`, [noCode], {}],
    [`with ${noCode} in NODE_OPTIONS`, [], { NODE_OPTIONS: noCode }],
  ])('a flood, %s: everything is acknowledged once, also by workers, and counted', async (_, flags, env) => {
    const node = start(['--workers', '1', '--stats-interval-ms', '50'], flags, env);
    node.child.stdin.write(
      '{"id":5,"src":"c0","dest":"n0","body":{"type":"init","node_id":"n0","node_ids":["n0"],"msg_id":1}}\n',
    );
    // Most lines are slow to decode, for their escape, and are not answered, as they have no
    // msg_id: the node is what can't keep up. The others are laid out alike.
    const lines = Array.from({ length: 5_000 }, (_, i) =>
      i % 50 === 0
        ? `{"id":6,"src":"c1","dest":"n0","body":{"type":"add","delta":1,"msg_id":${1_000_000 + i}}}\n`
        : '{"id":6,"src":"c\\u0031","dest":"n0","body":{"type":"add","delta":1}}\n',
    );
    const flood = Buffer.from(lines.join(''));
    let floods = 0;
    const write = () =>
      new Promise<void>((resolve) => {
        floods += 8;
        for (let i = 1; i < 8; i += 1) {
          node.child.stdin.write(flood);
        }
        node.child.stdin.write(flood, () => resolve());
      });
    // Without a pause until workers are used: while one is taken, the next is there.
    let taken = write();
    while ((lastStats(node.stderr())?.chunksOnWorkers ?? 0) === 0) {
      const next = write();
      await taken;
      taken = next;
    }
    const adds = 100 * floods;
    while (node.replies.length < 1 + adds) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const times = new Map<unknown, number>();
    for (const { body } of node.replies.slice(1)) {
      expect(body.type).toBe('add_ok');
      times.set(body.in_reply_to, (times.get(body.in_reply_to) ?? 0) + 1);
    }
    expect(times.size).toBe(100);
    expect(new Set(times.values())).toEqual(new Set([floods]));
    expect(node.store.totalOf('n0')).toBe(adds);
    node.read(2);
    expect(await node.reply(2)).toMatchObject({ type: 'read_ok', value: adds });
    expect((await stats(node)).skipped).toEqual({ 'no msg_id': 4_900 * floods });
  });

  test('a reader that does not read holds input back instead of filling memory', async () => {
    const node = start(['--stats-interval-ms', '50']);
    node.init();
    await node.reply(1, 'c0');
    node.child.stdout.pause();
    const line = `${'{"src":"c1","dest":"n0","body":{"type":"nonsense","msg_id":1}}\n'.repeat(1_000)}`;
    let written = 0;
    while (written < 100 * 1024 * 1024) {
      written += line.length;
      if (node.child.stdin.write(line)) {
        continue;
      }
      const drained = once(node.child.stdin, 'drain').then(() => true);
      if (!(await Promise.race([drained, new Promise((resolve) => setTimeout(() => resolve(false), 1_500))]))) {
        break;
      }
    }
    expect(written).toBeLessThan(60 * 1024 * 1024);
    expect((await stats(node)).rssBytes).toBeLessThan(250 * 1024 * 1024);
    node.child.stdout.resume();
    node.add(9_999, 1);
    expect(await node.reply(9_999)).toMatchObject({ type: 'add_ok' });
  });
});

interface Stats {
  readonly rssBytes: number;
  readonly workersReady: number;
  readonly chunksOnWorkers: number;
  readonly skipped: object;
}

/** The next line of statistics. */
async function stats(node: ReturnType<typeof start>): Promise<Stats> {
  const seen = node.stderr().length;
  for (;;) {
    const found = lastStats(node.stderr().slice(seen));
    if (found !== undefined) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The last whole line of statistics in some text, if there is one. */
function lastStats(stderr: string): Stats | undefined {
  const line = stderr
    .slice(0, stderr.lastIndexOf('\n') + 1)
    .split('\n')
    .findLast((text) => text.startsWith('{') && text.includes('"event":"stats"'));
  return line === undefined ? undefined : (JSON.parse(line) as Stats);
}

describe('the command line', () => {
  async function run(args: readonly string[]) {
    const child = spawn(bin, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (bytes) => {
      stdout += bytes;
    });
    child.stderr.on('data', (bytes) => {
      stderr += bytes;
    });
    const [code] = (await once(child, 'close')) as [number];
    return { code, stdout, stderr };
  }

  test('--help has examples, --version the version', async () => {
    const help = await run(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toMatch(/Examples:\n {2}maelstrom test -w g-counter/);
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await run(['--version'])).toEqual({ code: 0, stdout: `sluice ${version}\n`, stderr: '' });
  });

  test.each([[['--strategy', 'paxos']], [['--bogus']], [['stray']], [['--workers', '-1']], [['--queue-max']]])(
    '%j: one sentence, exit code 2',
    async (args) => {
      const { code, stdout, stderr } = await run(args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^sluice: [^\n]+ \(see --help\)\.\n$/);
    },
  );
});
