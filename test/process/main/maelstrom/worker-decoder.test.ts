import { describe, expect, test } from 'vitest';
import { VirtualTime } from '../../../../bench/virtual-time.ts';
import { Counters } from '../../../../src/main/counters.ts';
import { stallMs, startMsMax } from '../../../../src/main/maelstrom/decoding-worker.ts';
import { chunksPerWorker, WorkerDecoder } from '../../../../src/main/maelstrom/worker-decoder.ts';
import { startThreadOf } from '../../../../src/main/maelstrom/worker-thread.ts';
import { CounterNode } from '../../../../src/main/node.ts';
import { Ledger } from '../../../../src/shared/ledger.ts';
import type { Message } from '../../../../src/shared/wire/message.ts';
import { defaultSettings, randomFrom, ScriptedStore } from '../../../node-under-test.ts';

// Real threads, which need JavaScript: they run what was built.
const ownWorker = new URL('../../../../dist/src/workers/decode.js', import.meta.url);
const misbehaving = new URL('./workers/misbehaving.mjs', import.meta.url);
const hanging = new URL('./workers/hanging.mjs', import.meta.url);

/**
 * The longest pause, in milliseconds, before the thread after the first loss is started; see
 * `Backoff`.
 */
const firstPauseMs = 10;

/**
 * A node with real worker threads and a store that answers at once. Its clock stands still but for
 * what the test lets pass.
 */
async function nodeWithWorkers(workers: number, nextFile = () => ownWorker) {
  const time = new VirtualTime(() => 1);
  const counters = new Counters();
  const ledger = Ledger.create(1 + chunksPerWorker * workers);
  const store = new ScriptedStore();
  const acknowledged = new Set<number>();
  const refused = new Map<number, unknown>();
  let repeated = 0;
  let made = 0;
  const decoder = new WorkerDecoder({
    ledger,
    environment: time,
    counters,
    log: () => {},
    startThread: async (setup, onEnd) => {
      const thread = await startThreadOf(nextFile(), setup, onEnd);
      made += 1;
      return thread;
    },
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
    environment: time,
    counters,
    log: () => {},
    ledger,
    workers: decoder,
    // What is tested here is what becomes of chunks that were offloaded, not when they are.
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
  return {
    time,
    node,
    counters,
    ledger,
    store,
    decoder,
    acknowledged,
    refused,
    repeated: () => repeated,
    made: () => made,
  };
}

/** Resolves when the condition holds; how long threads take to get there does not matter. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => setTimeout(resolve, 1));
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
  return { bytes: Buffer.from(text), sum, count };
}

describe('workers', () => {
  test('decode large chunks; every add is acknowledged once and counted once', async () => {
    const sut = await nodeWithWorkers(2);
    let sum = 0;
    let adds = 0;
    for (let chunk = 0; chunk < 100; chunk += 1) {
      const { bytes, sum: added, count } = chunkOfAdds(adds, 300 + ((chunk * 37) % 500));
      sum += added;
      adds += count;
      // While no worker has room, chunks gather, and the main thread helps in the end.
      await until(() => sut.decoder.room > 0);
      sut.node.receive(bytes);
    }
    await until(() => sut.acknowledged.size === adds);
    expect(sut.ledger.total()).toBe(sum);
    expect(sut.store.totalOf('n0')).toBe(sum);
    expect(sut.counters.chunksOnWorkers).toBe(100);
    expect(sut.counters.workersLost).toBe(0);
    expect(sut.repeated()).toBe(0);
  });

  const ends = ['throw', 'exit', 'memory', 'stall'].flatMap((how) => [
    [how, 'before'],
    [how, 'after'],
  ]);
  test.each(ends)('one that dies (%s) %s it has counted its chunk costs no add and no reply', async (how, when) => {
    const sut = await nodeWithWorkers(1, () => misbehaving);
    const bad = chunkOfAdds(1, 400, `!${how} ${when}\n`);
    sut.node.receive(bad.bytes);
    if (how === 'stall') {
      await until(() => when === 'before' || sut.ledger.sum(1) === bad.sum);
      sut.time.pass(stallMs);
    }
    await until(() => sut.acknowledged.size === 400);
    expect(sut.counters.workersLost).toBe(1);
    // The sum is in the lane of whoever counted it.
    expect(sut.ledger.sum(when === 'after' ? 1 : 0)).toBe(bad.sum);
    expect(sut.ledger.total()).toBe(bad.sum);
    expect(sut.store.totalOf('n0')).toBe(bad.sum);

    // Another thread takes its place.
    sut.time.pass(firstPauseMs);
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
    const sut = await nodeWithWorkers(1, () => misbehaving);
    const bad = chunkOfAdds(1, 400, `!${how} before\n`);
    const next = chunkOfAdds(1_001, 400);
    sut.node.receive(bad.bytes);
    sut.node.receive(next.bytes);
    expect(sut.counters.chunksOnWorkers).toBe(2);
    if (how === 'stall') {
      sut.time.pass(stallMs);
    }
    await until(() => sut.acknowledged.size === 800);
    expect(sut.counters.workersLost).toBe(1);
    expect(sut.ledger.total()).toBe(bad.sum + next.sum);
    expect(sut.store.totalOf('n0')).toBe(bad.sum + next.sum);
    expect(sut.repeated()).toBe(0);
  });

  test('that die again and again under load: the sum is exact', async () => {
    const sut = await nodeWithWorkers(2, () => misbehaving);
    const random = randomFrom(7);
    let sum = 0;
    let adds = 0;
    let fatal = 0;
    for (let chunk = 0; chunk < 250; chunk += 1) {
      const fate = random();
      const extra = fate < 0.05 ? '!throw after\n' : fate < 0.1 ? '!exit before\n' : '';
      const { bytes, sum: added, count } = chunkOfAdds(adds, 250 + Math.floor(random() * 750), extra);
      adds += count;
      sum += added;
      fatal += extra === '' ? 0 : 1;
      // Up to four chunks are out, each in whatever state it is when a thread dies.
      await until(() => {
        sut.time.pass(sut.decoder.ready === 2 ? 0 : firstPauseMs / 2);
        return sut.decoder.room > 0;
      });
      sut.node.receive(bytes);
    }
    await until(() => sut.acknowledged.size === adds);
    expect(sut.ledger.total()).toBe(sum);
    expect(sut.store.totalOf('n0')).toBe(sum);
    expect(sut.repeated()).toBe(0);
    expect(sut.counters.chunksOnWorkers).toBe(250);
    // One that dies takes another chunk along, which may have been fatal, too.
    expect(sut.counters.workersLost).toBeGreaterThanOrEqual(fatal / 2);
  });

  test('that hang while they start are given up, and the next one works', async () => {
    let starts = 0;
    const sut = await nodeWithWorkers(1, () => {
      starts += 1;
      return starts === 2 ? hanging : misbehaving;
    });
    sut.node.receive(chunkOfAdds(1, 400, '!throw before\n').bytes);
    await until(() => sut.acknowledged.size === 400);
    sut.time.pass(firstPauseMs);
    expect(starts).toBe(2);
    // Time for the thread to be made.
    await until(() => sut.made() === 2);
    sut.time.pass(startMsMax);
    sut.time.pass(2 * firstPauseMs);
    expect(starts).toBe(3);
    await until(() => sut.decoder.ready === 1);
    const good = chunkOfAdds(1_001, 400);
    sut.node.receive(good.bytes);
    await until(() => sut.acknowledged.size === 800);
    expect(sut.counters.chunksOnWorkers).toBe(2);
    expect(sut.ledger.sum(1)).toBe(good.sum);
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
