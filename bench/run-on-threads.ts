import { Piscina } from 'piscina';

/** Tasks that don't depend on each other. They and their results are plain data. */
export interface Work<Task, Result> {
  /** At most. */
  readonly count: number;
  /** The task with this index, made when a thread is free for it; undefined: no more are wanted. */
  taskAt(index: number): Task | undefined;
  /** Names a task for people, as in "seed 7 failed". */
  nameAt(index: number): string;
  /** The built module whose default export does a task: what a thread loads. */
  readonly file: URL;
  /** The same function, for one job without a thread; undefined when it always needs one. */
  readonly run?: (task: Task) => Result;
}

/**
 * Does tasks, `jobs` at a time, each on a thread of its own; with one job or one task there are no
 * threads, if {@link Work.run} is there. The tasks begin in their order.
 *
 * @param done - Called with each result, in any order.
 * @param signal - Ends it early: what is under way on threads is given up.
 * @throws {Error} that names the first task that failed. None begins after one failed, but those
 *   before it are done, so it is the same one with any number of jobs.
 */
export async function runOnThreads<Task, Result>(
  work: Work<Task, Result>,
  jobs: number,
  done: (result: Result, index: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const threads = Math.min(jobs, work.count);
  if (threads <= 1 && work.run !== undefined) {
    await runHere(work, work.run, done, signal);
    return;
  }
  const pool = new Piscina<Task, Result>({
    filename: work.file.href,
    minThreads: threads,
    maxThreads: threads,
    atomics: 'disabled',
    recordTiming: false,
  });
  const giveUp = () => {
    // Its tasks are rejected, and end below.
    pool.destroy().catch(() => {});
  };
  signal?.addEventListener('abort', giveUp);
  let next = 0;
  const failures: { readonly index: number; readonly cause: unknown }[] = [];
  const keepBusy = async () => {
    while (next < work.count && failures.length === 0 && !signal?.aborted) {
      const index = next;
      next += 1;
      let result: Result;
      try {
        const task = work.taskAt(index);
        if (task === undefined) {
          return;
        }
        result = await pool.run(task);
      } catch (cause) {
        failures.push({ index, cause });
        return;
      }
      done(result, index);
    }
  };
  try {
    await Promise.all(Array.from({ length: threads }, keepBusy));
  } finally {
    signal?.removeEventListener('abort', giveUp);
    await pool.destroy();
  }
  const [first] = failures.sort((a, b) => a.index - b.index);
  if (first !== undefined && !signal?.aborted) {
    throw failure(work, first.index, first.cause);
  }
}

async function runHere<Task, Result>(
  work: Work<Task, Result>,
  run: (task: Task) => Result,
  done: (result: Result, index: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let index = 0; index < work.count && !signal?.aborted; index += 1) {
    let result: Result;
    try {
      const task = work.taskAt(index);
      if (task === undefined) {
        return;
      }
      result = run(task);
    } catch (cause) {
      throw failure(work, index, cause);
    }
    done(result, index);
    // Lets signals in, and the progress out.
    await new Promise(setImmediate);
  }
}

function failure<Task, Result>(work: Work<Task, Result>, index: number, cause: unknown): Error {
  return new Error(`${work.nameAt(index)} failed`, { cause });
}
