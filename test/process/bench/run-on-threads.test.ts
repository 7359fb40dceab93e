import { describe, expect, test } from 'vitest';
import { runOnThreads, type Work } from '../../../bench/run-on-threads.ts';

/** What becomes of a task on a thread. */
interface ScriptedTask {
  readonly flags: Int32Array;
  readonly awaits?: number;
  readonly sets?: number;
  readonly throws?: string;
  readonly exits?: boolean;
}

const file = new URL('./tasks/scripted.mjs', import.meta.url);

/** Tasks for threads; `made` gets the index of each that was made. */
function scripted(tasks: readonly Omit<ScriptedTask, 'flags'>[], made: number[] = []) {
  const flags = new Int32Array(new SharedArrayBuffer(64));
  return {
    count: tasks.length,
    taskAt: (index: number): ScriptedTask => {
      made.push(index);
      return { flags, ...tasks[index] };
    },
    nameAt: (index: number) => `task ${index}`,
    run: (_: ScriptedTask) => 'here',
    file,
  } satisfies Work<ScriptedTask, string>;
}

/** Tasks for this thread: numbers to be squared, of which some can't be. */
function squares(numbers: readonly number[]): Work<number, number> {
  return {
    count: numbers.length,
    taskAt: (index) => numbers[index]!,
    nameAt: (index) => `task ${index}`,
    run: (number) => {
      if (number < 0) {
        throw new Error('negative');
      }
      return number * number;
    },
    file,
  };
}

describe('with one job', () => {
  test('there are no threads, and everything is in order', async () => {
    const results: [number, number][] = [];
    await runOnThreads(squares([3, 4, 5]), 1, (result, index) => results.push([index, result]));
    expect(results).toEqual([
      [0, 9],
      [1, 16],
      [2, 25],
    ]);
  });

  test('a task that throws is named, and those after it are not begun', async () => {
    const results: number[] = [];
    const run = runOnThreads(squares([3, -1, 5]), 1, (result) => results.push(result));
    await expect(run).rejects.toMatchObject({ message: 'task 1 failed', cause: { message: 'negative' } });
    expect(results).toEqual([9]);
  });

  test('it ends early between two tasks', async () => {
    const ending = new AbortController();
    const results: number[] = [];
    const done = (result: number) => {
      results.push(result);
      ending.abort();
    };
    await runOnThreads(squares([3, 4]), 1, done, ending.signal);
    expect(results).toEqual([9]);
  });
});

describe('with several jobs', () => {
  test('tasks are done at the same time: the first waits for the second', async () => {
    const done: string[] = [];
    await runOnThreads(scripted([{ awaits: 0 }, { sets: 0 }, {}]), 2, (result, index) =>
      done.push(`${index} ${result}`),
    );
    expect(done.sort()).toEqual(['0 thread', '1 thread', '2 thread']);
  });

  test('a task is made when a thread is free for it, and one is enough for one task', async () => {
    const made: number[] = [];
    const madeThen: number[] = [];
    await runOnThreads(scripted([{}, {}, {}, {}, {}], made), 2, () => madeThen.push(made.length));
    expect(made).toEqual([0, 1, 2, 3, 4]);
    expect(madeThen).toEqual([2, 3, 4, 5, 5]);
    const alone: string[] = [];
    await runOnThreads(scripted([{}]), 8, (result) => alone.push(result));
    expect(alone).toEqual(['here']);
  });

  test('no more tasks are made once there is none', async () => {
    const done: number[] = [];
    const work = scripted([{}, {}, {}, {}]);
    await runOnThreads({ ...work, taskAt: (index) => (index < 2 ? work.taskAt(index) : undefined) }, 2, (_, index) =>
      done.push(index),
    );
    expect(done.sort()).toEqual([0, 1]);
  });

  test('work that needs a thread has one, even with one job', async () => {
    const { run, ...work } = scripted([{}, {}]);
    const done: string[] = [];
    await runOnThreads<ScriptedTask, string>(work, 1, (result) => done.push(result));
    expect(done).toEqual(['thread', 'thread']);
    expect(run({ flags: new Int32Array() })).toBe('here');
  });

  test('of tasks that throw the first is named, though a later one threw before it', async () => {
    const done: number[] = [];
    const made: number[] = [];
    const tasks = [{ awaits: 0, throws: 'first' }, { sets: 0, throws: 'second' }, {}];
    const run = runOnThreads(scripted(tasks, made), 2, (_, index) => done.push(index));
    await expect(run).rejects.toMatchObject({ message: 'task 0 failed', cause: { message: 'first' } });
    expect(done).toEqual([]);
    expect(made).toEqual([0, 1]);
  });

  test('what is before a task that throws is done all the same', async () => {
    const done: number[] = [];
    const run = runOnThreads(scripted([{ awaits: 0 }, { sets: 0, throws: 'second' }, {}]), 2, (_, index) =>
      done.push(index),
    );
    await expect(run).rejects.toThrow('task 1 failed');
    expect(done).toEqual([0]);
  });

  test('a thread that dies names its task', async () => {
    const run = runOnThreads(scripted([{}, { exits: true }, {}]), 2, () => {});
    await expect(run).rejects.toMatchObject({ message: 'task 1 failed', cause: { message: /exited with code: 7/ } });
  });

  test('it ends early with tasks under way, which are given up', async () => {
    const ending = new AbortController();
    const done: number[] = [];
    const never = 9;
    await runOnThreads(
      scripted([{ awaits: never }, {}, { awaits: never }, {}]),
      2,
      (_, index) => {
        done.push(index);
        ending.abort();
      },
      ending.signal,
    );
    expect(done).toEqual([1]);
  });

  test('what is wrong with a result is no failure of its task', async () => {
    const run = runOnThreads(scripted([{}, {}]), 2, () => {
      throw new Error('the disk is full');
    });
    await expect(run).rejects.toThrow('the disk is full');
  });
});
