import { afterEach, describe, expect, test } from 'vitest';
import { startThreadOf, type WorkerThread } from '../../../../src/main/maelstrom/worker-thread.ts';
import { Ledger } from '../../../../src/shared/ledger.ts';
import type { ChunkContext } from '../../../../src/shared/wire/decode-chunk.ts';
import { servingContext } from '../../../main/maelstrom/serving-context.ts';

const decode = new URL('../../../../dist/src/workers/decode.js', import.meta.url);
const misbehaving = new URL('./workers/misbehaving.mjs', import.meta.url);
const hanging = new URL('./workers/hanging.mjs', import.meta.url);
const missing = new URL('./workers/missing.mjs', import.meta.url);

const context: ChunkContext = { ...servingContext, sumMax: 1_000 };

const threads: WorkerThread[] = [];
afterEach(() => {
  for (const thread of threads.splice(0)) {
    thread.end();
  }
});

/** A thread that runs `file`, with one slot on lane 0. */
async function start(file: URL) {
  const ledger = Ledger.create(1);
  const input = new Uint8Array(new SharedArrayBuffer(1_024));
  let onEnd: (reason: unknown) => void = () => {};
  /** Resolves with the reason when the thread has ended by itself. */
  const ended = new Promise<unknown>((resolve) => {
    onEnd = resolve;
  });
  const thread = await startThreadOf(
    file,
    { ledger: ledger.buffer, slots: [{ lane: 0, input: input.buffer }] },
    (reason) => onEnd(reason),
  );
  threads.push(thread);
  return {
    ledger,
    input,
    thread,
    ended,
    /** Has it decode some lines. */
    run(lines: string) {
      input.set(Buffer.from(lines));
      return thread.run({ slot: 0, bytes: lines.length, context, expected: ledger.cell(0) });
    },
  };
}

const add = '{"src":"c1","dest":"n0","body":{"type":"add","delta":3,"msg_id":1}}\n';

describe('a worker thread', () => {
  test('decodes what is in its slot, and counts it in its lane', async () => {
    const { ledger, run } = await start(decode);
    const { adds, sum, acks } = await run(add);
    expect({ adds, sum, counted: ledger.sum(0) }).toEqual({ adds: 1, sum: 3, counted: 3 });
    expect(Buffer.from(acks).toString()).toBe('{"src":"n0","dest":"c1","body":{"type":"add_ok","in_reply_to":1}}\n');
  });

  test.each(['throw', 'exit', 'memory'])('rejects a task in which it dies (%s)', async (how) => {
    const { ledger, run } = await start(misbehaving);
    await expect(run(`!${how} after\n${add}`)).rejects.toThrow();
    expect(ledger.sum(0)).toBe(3);
  });

  test.each([
    ['throw', 'Error: on purpose'],
    ['exit', 'it ended'],
    ['memory', 'memory limit'],
  ])('says why when it dies (%s) between two tasks', async (how, why) => {
    const { run, ended, input } = await start(misbehaving);
    expect((await run(`!${how} later\n${add}`)).adds).toBe(1);
    input[0] = 0;
    expect(String(await ended)).toContain(why);
  });

  test('whose module is missing rejects its first task', async () => {
    const { run } = await start(missing);
    await expect(run('')).rejects.toThrow('missing.mjs');
  });

  test('that hangs while it starts can be ended', async () => {
    const { thread, run } = await start(hanging);
    const task = run('');
    thread.end();
    await expect(task).rejects.toThrow();
  });
});
