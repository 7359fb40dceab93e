import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';

/** What can be seen of a process and its children at one moment. */
export interface Look {
  /** Whether every thread sleeps. */
  readonly isAsleep: boolean;
  /**
   * Which threads there are, and the CPU time each has used: the same twice when nothing ran in
   * between.
   */
  readonly progress: string;
  /** What the threads wait in, each its system call and that call's first argument. */
  readonly posture: string;
  /** A thread that runs, for people; undefined when all sleep. */
  readonly running: string | undefined;
}

interface OpenThread {
  readonly pid: string;
  readonly stat: number;
  readonly schedstat: number;
  readonly syscall: number;
}

const bufferBytes = 4_096;

/**
 * A node's process and all its children, as Linux's `/proc` shows them. Files that are looked at
 * for each message stay open: reading an open one again takes 2 to 4 µs, opening it 20.
 */
export class ProcessFiles {
  readonly #pid: number;
  readonly #buffer = Buffer.alloc(bufferBytes);
  readonly #threads = new Map<string, OpenThread>();

  /** @param pid - The first process. It must not have been waited for yet. */
  constructor(pid: number) {
    this.#pid = pid;
  }

  /** How all threads stand now. */
  look(): Look {
    let progress = '';
    let running: string | undefined;
    const postures: string[] = [];
    const threads = this.#threadPaths();
    this.#forgetOthers(threads);
    for (const thread of threads) {
      const open = this.#open(thread);
      const stat = open && this.#read(open.stat);
      const schedstat = open && this.#read(open.schedstat);
      const syscall = open && this.#read(open.syscall);
      if (stat === undefined || schedstat === undefined || syscall === undefined) {
        this.#close(thread);
        // It has just begun or ended: something runs.
        running ??= thread;
        continue;
      }
      const state = stateOf(stat);
      if (state !== 'S' && state !== 'Z' && state !== 'X') {
        running ??= `${stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))} (thread ${thread.split('/').at(-1)})`;
      }
      progress += `${thread} ${schedstat}`;
      postures.push(syscall.split(' ', 2).join(' '));
    }
    return { isAsleep: running === undefined, progress, posture: postures.sort().join(), running };
  }

  /** How many bytes all its processes have read, of anything. */
  bytesRead(): number {
    return this.#processes().reduce((sum, pid) => {
      const [, bytes] = /^rchar: (\d+)/.exec(textOf(`/proc/${pid}/io`) ?? '') ?? [];
      return sum + Number(bytes ?? 0);
    }, 0);
  }

  /**
   * How the first process ended: the status that `wait` gives, exit code times 256 or a signal's
   * number. Undefined while it lives, and when it was waited for already.
   */
  waitStatus(): number | undefined {
    const stat = textOf(`/proc/${this.#pid}/stat`);
    return stat !== undefined && stateOf(stat) === 'Z' ? Number(stat.trimEnd().split(' ').at(-1)) : undefined;
  }

  /** What each thread waits in, as `/proc/PID/task/TID/syscall` has it, with its process. */
  waits(): readonly { readonly pid: string; readonly syscall: string }[] {
    return [...this.#threads.values()].flatMap(({ pid, syscall }) => {
      const text = this.#read(syscall);
      return text === undefined ? [] : [{ pid, syscall: text }];
    });
  }

  close(): void {
    for (const thread of [...this.#threads.keys()]) {
      this.#close(thread);
    }
  }

  #processes(): readonly string[] {
    const found = [String(this.#pid)];
    for (let at = 0; at < found.length; at += 1) {
      const pid = found[at] as string;
      found.push(...(textOf(`/proc/${pid}/task/${pid}/children`)?.split(' ').filter(Boolean) ?? []));
    }
    return found;
  }

  /** A process that is just ending stands in for its threads: whoever reads it will see that. */
  #threadPaths(): readonly string[] {
    return this.#processes().flatMap((pid) => {
      try {
        return readdirSync(`/proc/${pid}/task`).map((tid) => `/proc/${pid}/task/${tid}`);
      } catch {
        return [`/proc/${pid}/task/${pid}`];
      }
    });
  }

  /** A shell's children come and go: their files must not stay open. */
  #forgetOthers(threads: readonly string[]): void {
    if (this.#threads.size > threads.length) {
      const present = new Set(threads);
      for (const thread of [...this.#threads.keys()].filter((each) => !present.has(each))) {
        this.#close(thread);
      }
    }
  }

  #open(thread: string): OpenThread | undefined {
    const known = this.#threads.get(thread);
    if (known !== undefined) {
      return known;
    }
    try {
      const [, , pid] = thread.split('/') as [string, string, string];
      const [stat, schedstat, syscall] = ['stat', 'schedstat', 'syscall'].map((name) =>
        openSync(`${thread}/${name}`, 'r'),
      );
      const opened = { pid, stat, schedstat, syscall } as OpenThread;
      this.#threads.set(thread, opened);
      return opened;
    } catch {
      return undefined;
    }
  }

  /** The file from its start; undefined when the thread is gone. */
  #read(file: number): string | undefined {
    try {
      return this.#buffer.toString('latin1', 0, readSync(file, this.#buffer, 0, bufferBytes, 0));
    } catch {
      return undefined;
    }
  }

  #close(thread: string): void {
    const open = this.#threads.get(thread);
    if (open !== undefined) {
      closeSync(open.stat);
      closeSync(open.schedstat);
      closeSync(open.syscall);
      this.#threads.delete(thread);
    }
  }
}

function stateOf(stat: string): string {
  return stat.charAt(stat.lastIndexOf(')') + 2);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}
