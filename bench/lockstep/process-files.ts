import { OpenProcess } from './open-process.ts';

/** What can be seen of a process and its children at one moment. */
export interface Look {
  /** Whether every thread sleeps. */
  readonly isAsleep: boolean;
  /**
   * Which threads there are, and the CPU time each has used: the same twice when nothing ran in
   * between. Of no use when one runs.
   */
  readonly progress: string;
  /** What the threads wait in, each its system call and that call's first argument. */
  readonly posture: string;
  /** A thread that runs, for people; undefined when all sleep. */
  readonly running: string | undefined;
}

/** A node's process and all its children, as Linux's `/proc` shows them. */
export class ProcessFiles {
  readonly #first: OpenProcess;
  readonly #others = new Map<string, OpenProcess>();

  /** @param pid - The first process. It must not have been waited for yet. */
  constructor(pid: number) {
    this.#first = new OpenProcess(String(pid));
  }

  /** How all threads stand now. */
  look(): Look {
    let progress = '';
    const postures: string[] = [];
    for (const process of this.#processes()) {
      const sights = process.look();
      const runs = sights === undefined ? `process ${process.pid}` : sights.find(({ isAsleep }) => !isAsleep)?.name;
      if (sights === undefined || runs !== undefined) {
        return { isAsleep: false, progress, posture: '', running: runs };
      }
      for (const sight of sights) {
        progress += sight.progress;
        postures.push(sight.posture);
      }
    }
    return { isAsleep: true, progress, posture: postures.sort().join(), running: undefined };
  }

  /** How many bytes all its processes have read, of anything. */
  bytesRead(): number {
    return this.#processes().reduce((sum, process) => sum + process.bytesRead(), 0);
  }

  /** How the first process ended, as {@link OpenProcess.waitStatus} has it. */
  waitStatus(): number | undefined {
    return this.#first.waitStatus();
  }

  /** What each thread waits in, as `/proc/PID/task/TID/syscall` has it, with its process. */
  waits(): readonly { readonly pid: string; readonly syscall: string }[] {
    return [this.#first, ...this.#others.values()].flatMap((process) =>
      process.syscalls().map((syscall) => ({ pid: process.pid, syscall })),
    );
  }

  close(): void {
    this.#first.close();
    for (const process of this.#others.values()) {
      process.close();
    }
    this.#others.clear();
  }

  #processes(): readonly OpenProcess[] {
    const found = [this.#first];
    for (let at = 0; at < found.length; at += 1) {
      for (const pid of (found[at] as OpenProcess).children()) {
        const known = this.#others.get(pid) ?? new OpenProcess(pid);
        this.#others.set(pid, known);
        found.push(known);
      }
    }
    // A shell's children come and go: their files must not stay open.
    if (this.#others.size > found.length - 1) {
      for (const process of [...this.#others.values()].filter((each) => !found.includes(each))) {
        process.close();
        this.#others.delete(process.pid);
      }
    }
    return found;
  }
}
