import { closeSync, openSync, readdirSync, readSync } from 'node:fs';

/** How one thread stands. */
export interface ThreadSight {
  /** Sleeping, or ended and not waited for. */
  readonly isAsleep: boolean;
  /** Its name and number, for people. */
  readonly name: string;
  /** The CPU time it has used, as text that differs when it has run. */
  readonly progress: string;
  /** The system call it waits in, and that call's first argument. */
  readonly posture: string;
}

interface ThreadFiles {
  readonly stat: number;
  readonly schedstat: number;
  readonly syscall: number;
}

const bufferBytes = 4_096;

/** Of `/proc/PID/stat`, counted from the state, which is the first: the number of threads. */
const threadCountField = 17;

/**
 * One process as Linux's `/proc` shows it. Files that are looked at for each message stay open:
 * reading an open one again takes 2 to 4 µs, opening it 20.
 */
export class OpenProcess {
  readonly pid: string;
  readonly #buffer = Buffer.alloc(bufferBytes);
  readonly #threads = new Map<string, ThreadFiles>();
  readonly #stat: number | undefined;
  readonly #io: number | undefined;
  readonly #children: number | undefined;

  constructor(pid: string) {
    this.pid = pid;
    this.#stat = opened(`/proc/${pid}/stat`);
    this.#io = opened(`/proc/${pid}/io`);
    this.#children = opened(`/proc/${pid}/task/${pid}/children`);
  }

  /**
   * How its threads stand, up to the first that does not sleep; undefined when one has just begun
   * or ended, so that something runs.
   */
  look(): readonly ThreadSight[] | undefined {
    const stat = this.#read(this.#stat);
    if (stat === undefined || (threadCount(stat) !== this.#threads.size && !this.#openThreads())) {
      return undefined;
    }
    const sights: ThreadSight[] = [];
    for (const [tid, files] of this.#threads) {
      const sight = this.#see(tid, files);
      if (sight === undefined) {
        this.#closeThreads();
        return undefined;
      }
      sights.push(sight);
      if (!sight.isAsleep) {
        break;
      }
    }
    return sights;
  }

  /** Those its first thread has started; only a shell's children are of another thread's making. */
  children(): readonly string[] {
    const pids = this.#read(this.#children);
    return pids ? pids.trimEnd().split(' ') : [];
  }

  /** How many bytes it has read, of anything. */
  bytesRead(): number {
    return Number(/^rchar: (\d+)/.exec(this.#read(this.#io) ?? '')?.[1] ?? 0);
  }

  /**
   * How it ended: the status that `wait` gives, exit code times 256 or a signal's number. Undefined
   * while it lives, and when it was waited for already.
   */
  waitStatus(): number | undefined {
    const stat = this.#read(this.#stat);
    return stat !== undefined && stateOf(stat) === 'Z' ? Number(stat.trimEnd().split(' ').at(-1)) : undefined;
  }

  /** What its threads wait in, as `/proc/PID/task/TID/syscall` has it. */
  syscalls(): readonly string[] {
    return [...this.#threads.values()].flatMap(({ syscall }) => this.#read(syscall) ?? []);
  }

  close(): void {
    this.#closeThreads();
    closeAll([this.#stat, this.#io, this.#children]);
  }

  #see(tid: string, files: ThreadFiles): ThreadSight | undefined {
    const stat = this.#read(files.stat);
    if (stat === undefined) {
      return undefined;
    }
    const state = stateOf(stat);
    const name = `${stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))} (thread ${tid})`;
    const hasEnded = state === 'Z' || state === 'X';
    if (hasEnded || state !== 'S') {
      return { isAsleep: hasEnded, name, progress: '', posture: state };
    }
    const syscall = this.#read(files.syscall);
    const progress = this.#read(files.schedstat);
    return syscall === undefined || progress === undefined
      ? undefined
      : { isAsleep: true, name, progress: `${tid} ${progress}`, posture: syscall.split(' ', 2).join(' ') };
  }

  #openThreads(): boolean {
    this.#closeThreads();
    try {
      for (const tid of readdirSync(`/proc/${this.pid}/task`)) {
        const [stat, schedstat, syscall] = ['stat', 'schedstat', 'syscall'].map((name) =>
          opened(`/proc/${this.pid}/task/${tid}/${name}`),
        );
        if (stat === undefined || schedstat === undefined || syscall === undefined) {
          closeAll([stat, schedstat, syscall]);
          this.#closeThreads();
          return false;
        }
        this.#threads.set(tid, { stat, schedstat, syscall });
      }
      return true;
    } catch {
      return false;
    }
  }

  #closeThreads(): void {
    for (const { stat, schedstat, syscall } of this.#threads.values()) {
      closeAll([stat, schedstat, syscall]);
    }
    this.#threads.clear();
  }

  /** The file from its start; undefined when what it tells of is gone. */
  #read(file: number | undefined): string | undefined {
    try {
      return file === undefined
        ? undefined
        : this.#buffer.toString('latin1', 0, readSync(file, this.#buffer, 0, bufferBytes, 0));
    } catch {
      return undefined;
    }
  }
}

function stateOf(stat: string): string {
  return stat.charAt(stat.lastIndexOf(')') + 2);
}

function threadCount(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ', threadCountField + 1)[threadCountField]);
}

function opened(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}

function closeAll(files: readonly (number | undefined)[]): void {
  for (const file of files) {
    if (file !== undefined) {
      closeSync(file);
    }
  }
}
