import { expect, test } from 'vitest';
import { VirtualTime } from '../../../bench/virtual-time.ts';
import { Counters } from '../../../src/main/counters.ts';
import { chunksPerWorker, WorkerDecoder } from '../../../src/main/maelstrom/worker-decoder.ts';
import { Ledger } from '../../../src/shared/ledger.ts';
import { scriptedThreads, settled } from './scripted-threads.ts';
import { servingContext as context } from './serving-context.ts';

test('WorkerDecoder gives a chunk to the thread that has least to do; no two share a lane', async () => {
  const ledger = Ledger.create(1 + 3 * chunksPerWorker);
  const { threads, startThread } = scriptedThreads();
  const decoder = new WorkerDecoder({
    ledger,
    environment: new VirtualTime(() => 1),
    counters: new Counters(),
    log: () => {},
    startThread,
  });
  expect(decoder.ready).toBe(0);
  decoder.start();
  await settled();
  expect(threads.flatMap(({ setup }) => setup.slots.map(({ lane }) => lane))).toEqual([1, 2, 3, 4, 5, 6]);
  await threads[0]!.work();
  await threads[2]!.work();
  expect([decoder.ready, decoder.room]).toEqual([2, 4]);
  let counted = 0;
  const give = () =>
    decoder.decode(
      Buffer.from('{"src":"c1","dest":"n0","body":{"type":"add","delta":1,"msg_id":1}}\n'),
      context,
      () => {
        counted += 1;
      },
    );
  const tasks = () => threads.map((thread) => thread.tasks.length);
  give();
  give();
  expect(tasks()).toEqual([1, 1, 1]);
  give();
  give();
  expect(tasks()).toEqual([2, 1, 2]);
  expect(decoder.room).toBe(0);
  await threads[1]!.work();
  expect([decoder.ready, decoder.room]).toEqual([3, 2]);
  give();
  expect(tasks()).toEqual([2, 1, 2]);
  await threads[2]!.work();
  give();
  give();
  expect(tasks()).toEqual([2, 2, 2]);
  for (const thread of threads) {
    await thread.work();
    await thread.work();
  }
  expect(counted).toBe(7);
  expect(ledger.total()).toBe(7);
  expect([0, 1, 2, 3, 4, 5, 6].map((lane) => ledger.sum(lane))[0]).toBe(0);
});
