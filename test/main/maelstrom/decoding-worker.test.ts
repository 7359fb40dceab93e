import { describe, expect, test } from 'vitest';
import { VirtualTime } from '../../../bench/virtual-time.ts';
import { Counters } from '../../../src/main/counters.ts';
import type { CountedChunk } from '../../../src/main/maelstrom/decoder.ts';
import { DecodingWorker, stallMs, startMsMax } from '../../../src/main/maelstrom/decoding-worker.ts';
import { Ledger } from '../../../src/shared/ledger.ts';
import { scriptedThreads, settled } from './scripted-threads.ts';
import { servingContext as context } from './serving-context.ts';

const lost = 'a worker was lost; what it had is decoded again';
const notStarted = 'a worker did not start; another is tried after a pause';
/** The longest pause before a thread is started again, in milliseconds; see `Backoff`. */
const pauseMsMax = 1_000;

/** A worker with lanes 1 and 2, whose threads do what the test says, in virtual time. */
function scripted() {
  const time = new VirtualTime(() => 1);
  const ledger = Ledger.create(3);
  const counters = new Counters();
  const logged: string[] = [];
  const reasons: unknown[] = [];
  const { threads, startThread } = scriptedThreads();
  const log = (event: string, details?: Readonly<Record<string, unknown>>) => {
    logged.push(event);
    reasons.push(details?.why);
  };
  const worker = new DecodingWorker({ ledger, environment: time, counters, log, startThread }, [1, 2]);
  const counted: CountedChunk[] = [];
  return {
    time,
    ledger,
    counters,
    logged,
    reasons,
    threads,
    worker,
    counted,
    adds: () => counted.reduce((sum, { decoded }) => sum + decoded.adds, 0),
    /** Starts it, and lets its thread come up. */
    async start() {
      worker.start();
      await settled();
      await threads.at(-1)!.work();
      expect(worker.ready).toBe(true);
    },
    /** Lets the pause after a loss go by, and the next thread come up. */
    async restart() {
      const before = threads.length;
      time.pass(pauseMsMax);
      await settled();
      expect(threads).toHaveLength(before + 1);
      await threads.at(-1)!.work();
      expect(worker.ready).toBe(true);
    },
    /** Gives it a chunk of one add. */
    give(delta: number) {
      expect(worker.room).toBeGreaterThan(0);
      const line = `{"src":"c1","dest":"n0","body":{"type":"add","delta":${delta},"msg_id":${delta}}}\n`;
      worker.decode(Buffer.from(line), context, (chunk) => counted.push(chunk));
    },
  };
}

describe('DecodingWorker', () => {
  test('takes chunks when its thread is up, as many at a time as it has lanes', async () => {
    const sut = scripted();
    expect(sut.worker.room).toBe(0);
    sut.worker.start();
    sut.worker.start();
    await settled();
    expect(sut.threads).toHaveLength(1);
    expect([sut.worker.ready, sut.worker.room]).toEqual([false, 0]);
    await sut.threads[0]!.work();
    expect([sut.worker.ready, sut.worker.room]).toEqual([true, 2]);
    sut.give(3);
    sut.give(4);
    expect(sut.worker.room).toBe(0);
    await sut.threads[0]!.work();
    expect(sut.worker.room).toBe(1);
    sut.give(5);
    await sut.threads[0]!.work();
    await sut.threads[0]!.work();
    expect(sut.adds()).toBe(3);
    expect([sut.ledger.sum(0), sut.ledger.sum(1), sut.ledger.sum(2)]).toEqual([0, 3 + 5, 4]);
    expect(sut.counted.map(({ lane, watermark }) => [lane, watermark])).toEqual([
      [1, 3],
      [2, 4],
      [1, 8],
    ]);
    sut.time.pass(10 * stallMs);
    expect(sut.logged).toEqual([]);
  });

  for (const when of ['before', 'after'] as const) {
    test(`a thread that fails ${when} it has counted its chunk costs nothing, and is replaced`, async () => {
      const sut = scripted();
      await sut.start();
      sut.give(3);
      sut.give(4);
      if (when === 'after') {
        sut.threads[0]!.count();
      }
      await sut.threads[0]!.fail('on purpose');
      expect(sut.threads[0]!.ended).toBe(true);
      expect(sut.adds()).toBe(2);
      expect(sut.ledger.sum(1)).toBe(when === 'after' ? 3 : 0);
      expect(sut.ledger.total()).toBe(7);
      expect(sut.counters.workersLost).toBe(1);
      expect(sut.logged).toEqual([lost]);
      expect([sut.worker.ready, sut.worker.room]).toEqual([false, 0]);
      await sut.restart();
      sut.give(5);
      await sut.threads[1]!.work();
      expect(sut.adds()).toBe(3);
      expect(sut.ledger.total()).toBe(12);
    });
  }

  test('a chunk that takes too long is taken away, and is not counted again when the thread goes on', async () => {
    const sut = scripted();
    await sut.start();
    sut.give(3);
    sut.time.pass(stallMs - 1);
    expect(sut.adds()).toBe(0);
    sut.time.pass(1);
    expect(sut.adds()).toBe(1);
    expect(sut.reasons).toEqual(['it stalled']);
    await sut.threads[0]!.work();
    expect(sut.adds()).toBe(1);
    expect(sut.ledger.total()).toBe(3);
    expect(sut.counters.workersLost).toBe(1);
  });

  test('a thread that hangs while it starts is replaced', async () => {
    const sut = scripted();
    sut.worker.start();
    await settled();
    sut.time.pass(startMsMax - 1);
    expect(sut.logged).toEqual([]);
    sut.time.pass(1);
    expect(sut.logged).toEqual([notStarted]);
    expect(sut.reasons).toEqual(['it did not start in time']);
    expect(sut.threads[0]!.ended).toBe(true);
    await sut.restart();
    // It comes up after all.
    await sut.threads[0]!.work();
    expect(sut.counters.workersLost).toBe(0);
    sut.give(3);
    await sut.threads[1]!.work();
    expect(sut.adds()).toBe(1);
    sut.time.pass(10 * startMsMax);
    expect(sut.logged).toHaveLength(1);
  });

  test('a thread that was not even made in time is ended when it comes', async () => {
    const time = new VirtualTime(() => 1);
    const { threads, startThread } = scriptedThreads();
    let make: () => void = () => {};
    const worker = new DecodingWorker(
      {
        ledger: Ledger.create(2),
        environment: time,
        counters: new Counters(),
        log: () => {},
        startThread: async (setup, onEnd) => {
          await new Promise<void>((resolve) => {
            make = resolve;
          });
          return startThread(setup, onEnd);
        },
      },
      [1],
    );
    worker.start();
    time.pass(startMsMax);
    make();
    await settled();
    expect(threads[0]!.ended).toBe(true);
    expect(threads[0]!.tasks).toEqual([]);
    expect(worker.ready).toBe(false);
  });

  test('a thread that dies between two chunks is replaced at once, and nothing is lost', async () => {
    const sut = scripted();
    await sut.start();
    sut.give(3);
    await sut.threads[0]!.work();
    sut.threads[0]!.die(new Error('out of memory'));
    expect([sut.worker.ready, sut.worker.room]).toEqual([false, 0]);
    expect(sut.threads[0]!.ended).toBe(true);
    expect(sut.counters.workersLost).toBe(1);
    expect(sut.reasons).toEqual(['Error: out of memory']);
    await sut.restart();
    sut.give(4);
    await sut.threads[1]!.work();
    expect(sut.adds()).toBe(2);
    expect(sut.ledger.total()).toBe(7);
  });

  test('what is heard of a thread that was replaced does not end the one that came after it', async () => {
    const sut = scripted();
    await sut.start();
    sut.give(3);
    await sut.threads[0]!.fail('on purpose');
    await sut.restart();
    sut.give(4);
    sut.threads[0]!.die(new Error('ended late'));
    await settled();
    expect(sut.worker.ready).toBe(true);
    expect(sut.threads[1]!.ended).toBe(false);
    expect(sut.logged).toEqual([lost]);
    await sut.threads[1]!.work();
    expect(sut.ledger.total()).toBe(7);
    expect(sut.ledger.sum(0)).toBe(3);
    expect(sut.counters.workersLost).toBe(1);
  });

  test('threads that do not start are tried again and again, after longer and longer pauses', async () => {
    const sut = scripted();
    sut.worker.start();
    await settled();
    const tried: number[] = [];
    for (let ms = 0; ms < 4_000; ms += 1) {
      const thread = sut.threads.at(-1)!;
      if (thread.tasks.length > 0) {
        tried.push(ms);
        await thread.fail('no such file');
      }
      // To be called for every read while workers are wanted: it must not shorten the pause.
      sut.worker.start();
      sut.time.pass(1);
      await settled();
    }
    expect(tried.slice(1).map((ms, i) => ms - tried[i]!)).toEqual([10, 20, 40, 80, 160, 320, 640, 1_000, 1_000]);
    expect(new Set(sut.logged)).toEqual(new Set([notStarted]));
    expect(sut.counters.workersLost).toBe(0);

    // One that does its work makes the next pause the shortest again.
    await sut.restart();
    sut.give(3);
    await sut.threads.at(-1)!.work();
    sut.threads.at(-1)!.die('on purpose');
    const before = sut.threads.length;
    sut.time.pass(10);
    await settled();
    expect(sut.threads).toHaveLength(before + 1);
  });
});
