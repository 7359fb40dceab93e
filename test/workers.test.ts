import { describe, expect, test } from 'vitest';
import { Counters } from '../src/main/counters.ts';
import type { Environment } from '../src/main/environment.ts';
import type * as WorkerModule from '../src/main/maelstrom/worker-decoder.ts';
// The build, not the source: worker threads load what they run by themselves.
import type * as NodeModule from '../src/main/node.ts';
import { Ledger } from '../src/shared/ledger.ts';
import type { Message } from '../src/shared/wire/message.ts';
import { defaultSettings, randomFrom, ScriptedStore } from './node-under-test.ts';

const { chunksPerWorker, WorkerDecoder } = (await import(
  '../dist/src/main/maelstrom/worker-decoder.js' as string
)) as typeof WorkerModule;
const { CounterNode } = (await import('../dist/src/main/node.js' as string)) as typeof NodeModule;

const environment: Environment = {
  nowMs: () => performance.now(),
  after: (delayMs, call) => {
    const timer = setTimeout(call, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
  random: Math.random,
};

/** A node with real worker threads and a store that answers at once. */
async function nodeWithWorkers(workers: number, workerFile?: URL) {
  const counters = new Counters();
  const ledger = Ledger.create(1 + chunksPerWorker * workers);
  const store = new ScriptedStore();
  const acknowledged = new Set<number>();
  const refused = new Map<number, unknown>();
  let repeated = 0;
  const decoder = new WorkerDecoder({
    ledger,
    environment,
    counters,
    log: () => {},
    ...(workerFile && { workerFile }),
  });
  const onLine = (line: string) => {
    const message = JSON.parse(line) as Message;
    const { body } = message;
    if (message.dest === 'seq-kv') {
      const reply = { ...store.execute(message), in_reply_to: body.msg_id };
      setImmediate(() => node.receive(Buffer.from(`${JSON.stringify({ src: 'seq-kv', dest: 'n0', body: reply })}\n`)));
    } else if (body.type === 'add_ok') {
      if (acknowledged.has(body.in_reply_to!)) {
        repeated += 1;
      }
      acknowledged.add(body.in_reply_to!);
    } else if (body.type === 'error') {
      refused.set(body.in_reply_to!, body.code);
    }
  };
  const node = new CounterNode({
    settings: defaultSettings,
    environment,
    counters,
    log: () => {},
    ledger,
    workers: decoder,
    // The hop itself is what is tested here.
    offloadPolicy: { offloads: true, onRead: () => true },
    write: (lines) =>
      String(typeof lines === 'string' ? lines : Buffer.from(lines))
        .trimEnd()
        .split('\n')
        .forEach(onLine),
  });
  node.receive(
    Buffer.from('{"src":"c0","dest":"n0","body":{"type":"init","msg_id":0,"node_id":"n0","node_ids":["n0"]}}\n'),
  );
  decoder.start();
  await until(() => decoder.ready === workers);
  return { node, counters, ledger, store, decoder, acknowledged, refused, repeated: () => repeated };
}

async function until(condition: () => boolean): Promise<void> {
  const giveUpMs = performance.now() + 30_000;
  while (!condition()) {
    if (performance.now() > giveUpMs) {
      throw new Error(`waited in vain for ${condition}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** A chunk of at least 16 KiB of adds, and what they sum up to. */
function chunkOfAdds(firstMsgId: number, count: number, extra = '') {
  let text = extra;
  let sum = 0;
  for (let i = 0; i < count; i += 1) {
    const delta = (firstMsgId + i) % 7;
    sum += delta;
    text += `{"src":"c1","dest":"n0","body":{"type":"add","delta":${delta},"msg_id":${firstMsgId + i}}}\n`;
  }
  return { bytes: Buffer.from(text), sum };
}

const misbehaving = new URL('./fixtures/workers/misbehaving.mjs', import.meta.url);

describe('workers', () => {
  test('decode large chunks; every add is acknowledged once and counted once', async () => {
    const sut = await nodeWithWorkers(2);
    let sum = 0;
    for (let chunk = 0; chunk < 200; chunk += 1) {
      const { bytes, sum: added } = chunkOfAdds(chunk * 1_000, 300 + ((chunk * 37) % 500));
      sum += added;
      // When no worker is free for long, the main thread helps.
      await until(() => sut.decoder.room > 0);
      sut.node.receive(bytes);
    }
    await until(() => sut.counters.addsTaken > 0 && sut.node.held === 0 && sut.ledger.total() === sum);
    await until(() => sut.store.values.get('n0') === sum && sut.acknowledged.size === sut.counters.addsTaken);
    expect(sut.counters.chunksOnWorkers).toBeGreaterThan(100);
    expect(sut.counters.workersLost).toBe(0);
    expect(sut.repeated()).toBe(0);
  });

  const ends = ['throw', 'exit', 'memory', 'stall'].flatMap((how) => [
    [how, 'before'],
    [how, 'after'],
  ]);
  test.each(ends)('one that dies (%s) %s it has counted its chunk costs no add and no reply', async (how, when) => {
    const sut = await nodeWithWorkers(1, misbehaving);
    const bad = chunkOfAdds(1, 400, `!${how} ${when}\n`);
    sut.node.receive(bad.bytes);
    await until(() => sut.acknowledged.size === 400);
    expect(sut.counters.workersLost).toBe(1);
    // The sum is in the lane of whoever counted it.
    expect(sut.ledger.sum(when === 'after' ? 1 : 0)).toBe(bad.sum);
    expect(sut.ledger.total()).toBe(bad.sum);
    expect(sut.store.values.get('n0')).toBe(bad.sum);

    // The pool recovers.
    await until(() => sut.decoder.ready === 1);
    const onWorkers = sut.counters.chunksOnWorkers;
    const good = chunkOfAdds(1_001, 400);
    sut.node.receive(good.bytes);
    await until(() => sut.acknowledged.size === 800);
    expect(sut.counters.chunksOnWorkers).toBe(onWorkers + 1);
    expect(sut.ledger.total()).toBe(bad.sum + good.sum);
    expect(sut.repeated()).toBe(0);
    expect(sut.refused.size).toBe(0);
    expect(sut.counters.skipped).toEqual({ 'not JSON': 1 });
  });

  test.each(['throw', 'exit', 'stall'])('one that dies (%s) with two chunks costs nothing of either', async (how) => {
    const sut = await nodeWithWorkers(1, misbehaving);
    const bad = chunkOfAdds(1, 400, `!${how} before\n`);
    const next = chunkOfAdds(1_001, 400);
    sut.node.receive(bad.bytes);
    sut.node.receive(next.bytes);
    expect(sut.counters.chunksOnWorkers).toBe(2);
    await until(() => sut.acknowledged.size === 800);
    expect(sut.counters.workersLost).toBe(1);
    expect(sut.ledger.total()).toBe(bad.sum + next.sum);
    expect(sut.store.values.get('n0')).toBe(bad.sum + next.sum);
    expect(sut.repeated()).toBe(0);
  });

  test('that die at random under load: three million adds, the sum is exact', async () => {
    const sut = await nodeWithWorkers(2, misbehaving);
    const random = randomFrom(7);
    let sum = 0;
    let adds = 0;
    while (adds < 3_000_000) {
      const fate = random();
      const extra = fate < 0.01 ? '!throw after\n' : fate < 0.02 ? '!exit before\n' : '';
      const count = 250 + Math.floor(random() * 750);
      const { bytes, sum: added } = chunkOfAdds(adds, count, extra);
      adds += count;
      sum += added;
      sut.node.receive(bytes);
      // A few chunks at a time, so that all of them are in different states when a worker dies.
      if (adds - sut.acknowledged.size > 5_000) {
        await until(() => adds - sut.acknowledged.size < 3_000);
      }
    }
    await until(() => sut.acknowledged.size === adds);
    expect(sut.ledger.total()).toBe(sum);
    expect(sut.store.values.get('n0')).toBe(sum);
    expect(sut.repeated()).toBe(0);
    expect(sut.counters.workersLost).toBeGreaterThan(10);
    expect(sut.counters.chunksOnWorkers).toBeGreaterThan(300);
  });

  test('that do not start are tried again and again, after pauses', async () => {
    const log: string[] = [];
    const ledger = Ledger.create(1 + chunksPerWorker);
    const nowhere = new URL('./fixtures/workers/missing.mjs', import.meta.url);
    const decoder = new WorkerDecoder({
      ledger,
      environment,
      counters: new Counters(),
      log: (event) => log.push(event),
      workerFile: nowhere,
    });
    const until500 = performance.now() + 500;
    while (performance.now() < until500) {
      decoder.start();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(decoder.ready).toBe(0);
    expect(log.length).toBeGreaterThan(1);
    expect(log.length).toBeLessThan(20);
    expect(new Set(log)).toEqual(new Set(['a worker did not start; another is tried after a pause']));
  });

  test('near 2^53-1 the exact room decides, wherever the chunk is decoded', async () => {
    const sut = await nodeWithWorkers(2);
    const near = 2 ** 53 - 1 - 1_000;
    const add = (msgId: number, delta: number) =>
      Buffer.from(`{"src":"c1","dest":"n0","body":{"type":"add","delta":${delta},"msg_id":${msgId}}}\n`);
    sut.node.receive(add(-1, near));
    await until(() => sut.acknowledged.has(-1));
    const one = (msgId: number) => `{"src":"c1","dest":"n0","body":{"type":"add","delta":1,"msg_id":${msgId}}}\n`;
    for (let chunk = 0; chunk < 5; chunk += 1) {
      sut.node.receive(Buffer.from(Array.from({ length: 400 }, (_, i) => one(chunk * 400 + i)).join('')));
    }
    await until(() => sut.acknowledged.size + sut.refused.size === 2_001);
    expect(sut.acknowledged.size).toBe(1_001);
    expect(new Set(sut.refused.values())).toEqual(new Set([14]));
    expect(sut.ledger.total()).toBe(2 ** 53 - 1);
  });

  test('a chunk that sums to more than a worker may take is decoded here, and counted once', async () => {
    const sut = await nodeWithWorkers(1);
    const big = (msgId: number) =>
      `{"src":"c1","dest":"n0","body":{"type":"add","delta":${2 ** 35},"msg_id":${msgId}}}\n`;
    sut.node.receive(Buffer.from(Array.from({ length: 400 }, (_, i) => big(i)).join('')));
    await until(() => sut.acknowledged.size === 400);
    expect(sut.counters.chunksOnWorkers).toBe(1);
    expect(sut.ledger.total()).toBe(400 * 2 ** 35);
  });
});
