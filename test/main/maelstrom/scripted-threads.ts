import type { StartThread } from '../../../src/main/maelstrom/worker-thread.ts';
import { Ledger } from '../../../src/shared/ledger.ts';
import { type DecodedChunk, decodeChunk } from '../../../src/shared/wire/decode-chunk.ts';
import type { WorkerSetup, WorkerTask } from '../../../src/workers/decode.ts';

/** A worker thread that does only what the test makes it do, one step at a time. */
export class ScriptedThread {
  readonly setup: WorkerSetup;
  /** The tasks that it has, the first being that of its start. */
  readonly tasks: { task: WorkerTask; resolve: (decoded: DecodedChunk) => void; reject: (error: unknown) => void }[] =
    [];
  /** Ends it, as when a thread dies while it has nothing to do. */
  readonly die: (reason: unknown) => void;
  /** True once main has ended it. */
  ended = false;

  constructor(setup: WorkerSetup, die: (reason: unknown) => void) {
    this.setup = setup;
    this.die = die;
  }

  /** Decodes the chunk of its first task and counts it; the task stays. */
  count(): DecodedChunk {
    const { slot, bytes, context, expected } = this.tasks[0]!.task;
    const { lane, input } = this.setup.slots[slot]!;
    const decoded = decodeChunk(new Uint8Array(input, 0, bytes), context);
    new Ledger(this.setup.ledger).step(lane, expected, decoded.sum);
    return decoded;
  }

  /** Does its first task and reports it. */
  async work(): Promise<void> {
    const decoded = this.count();
    this.tasks.shift()!.resolve(decoded);
    await settled();
  }

  /** Fails in its first task. */
  async fail(reason: unknown): Promise<void> {
    this.tasks.shift()!.reject(reason);
    await settled();
  }
}

/** Makes {@link ScriptedThread}s for a decoder, and keeps them in order. */
export function scriptedThreads() {
  const threads: ScriptedThread[] = [];
  const startThread: StartThread = async (setup, onEnd) => {
    const thread = new ScriptedThread(setup, onEnd);
    threads.push(thread);
    return {
      run: (task) => new Promise((resolve, reject) => void thread.tasks.push({ task, resolve, reject })),
      // It may go on for a while, as a real one does: what it still says must not matter.
      end: () => {
        thread.ended = true;
      },
    };
  };
  return { threads, startThread };
}

/** Resolves when all promises that could be settled are. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
