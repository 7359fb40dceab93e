import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, readSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { LineSplitter } from '../cluster/line-splitter.ts';
import type { NodeEvents, NodeExit } from '../cluster/node-handle.ts';
import type { NodeLog } from '../cluster/node-log.ts';
import { makePipe } from '../cluster/pipe.ts';
import { hasArmedTimer } from './armed-timer.ts';
import { ProcessFiles } from './process-files.ts';
import { Rest } from './rest.ts';

/** How a lockstep node is run. */
export interface LockstepNodeOptions {
  readonly bin: string;
  readonly args: readonly string[];
  /** Its environment, the same in every play. */
  readonly env: NodeJS.ProcessEnv;
  /** What it writes to stderr. */
  readonly log: NodeLog;
  readonly events: NodeEvents;
  /** How long it may run without coming to rest, in milliseconds of real time. */
  readonly restMsMax: number;
}

/** How long a node has to say its first line, as in Maelstrom's `init`, in milliseconds. */
const firstLineMsMax = 10_000;

/** How long a node that sleeps may leave its input unread, in milliseconds. */
const unreadMsMax = 20;

/** The pause between two looks, in milliseconds. */
const lookPauseMs = 0.06;

/** How much of the end of a node's stderr is shown when it crashes, in characters. */
const lastStderrMax = 4_096;

const signals: Readonly<Record<number, string>> = { 6: 'SIGABRT', 9: 'SIGKILL', 11: 'SIGSEGV', 15: 'SIGTERM' };

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Sleeps on the spot: no event of this process's own loop may come in between. */
function pause(ms: number): void {
  Atomics.wait(sleeper, 0, 0, ms);
}

/**
 * One life of a node as a real process, given one line at a time. Each call returns when all
 * threads of the process and its children are at rest: they have read the line, they sleep, and
 * have used no CPU time between two looks. Until then this process waits, too.
 */
export class LockstepNode {
  readonly #options: LockstepNodeOptions;
  readonly #child: ChildProcess;
  readonly #pid: number;
  readonly #stdin: number;
  readonly #stdout: number;
  readonly #stderr: number;
  #lastStderr = '';
  readonly #files: ProcessFiles;
  readonly #rest = new Rest();
  readonly #lines: LineSplitter;
  readonly #buffer = Buffer.alloc(65_536);
  #bytesRead = 0;
  #hasSpoken = false;
  #isPaused = false;
  #isStdinOpen = true;
  #exit: NodeExit | undefined;
  /** What could not be written, as the pipe is full. */
  #unwritten = Buffer.alloc(0);
  #unrest: string | undefined;

  /** @throws {Error} when the process can't be started. */
  constructor(options: LockstepNodeOptions) {
    this.#options = options;
    const [stdin, stdout, stderr] = [makePipe(), makePipe(), makePipe()];
    this.#stdin = stdin.writeEnd;
    this.#stdout = stdout.readEnd;
    this.#stderr = stderr.readEnd;
    const given = [stdin.readEnd, stdout.writeEnd, stderr.writeEnd];
    this.#child = spawn(options.bin, options.args, {
      cwd: tmpdir(),
      env: options.env,
      stdio: given,
      detached: true,
    });
    for (const end of given) {
      closeSync(end);
    }
    this.#child.on('error', () => {});
    this.#child.on('exit', (exitCode, signal) => this.#ended(exitCode, signal));
    if (this.#child.pid === undefined) {
      throw new Error(`${options.bin} did not start`);
    }
    this.#pid = this.#child.pid;
    this.#files = new ProcessFiles(this.#pid);
    this.#lines = new LineSplitter((line) => {
      this.#hasSpoken = true;
      options.events.line(line);
    }, options.events.lineTooLong);
  }

  /** How it ended; undefined while it lives. */
  get exit(): NodeExit | undefined {
    return this.#exit;
  }

  /** The thread that ran on and on when it did not come to rest in time; else undefined. */
  get unrest(): string | undefined {
    return this.#unrest;
  }

  /** Hands it whole lines, waits until it is at rest, and takes what it said. */
  write(lines: string): void {
    this.#unwritten = Buffer.concat([this.#unwritten, Buffer.from(lines)]);
    if (!this.#isPaused) {
      this.settle();
    }
  }

  /** Waits until it is at rest, and takes what it said. */
  settle(): void {
    const startMs = performance.now();
    this.#rest.disturb();
    let asleepSinceMs: number | undefined;
    const before = this.#bytesRead;
    let written = 0;
    let hasRead = false;
    while (this.#exit === undefined && this.#unrest === undefined) {
      written += this.#push();
      if (!hasRead && this.#unwritten.length === 0 && this.#files.bytesRead() >= before + written) {
        // Only now does sleep mean rest: before, it had perhaps not yet woken to read.
        hasRead = true;
        this.#rest.disturb();
      }
      const look = this.#files.look();
      const nowMs = performance.now();
      const isQuiet = this.#rest.see(look, nowMs);
      if (isQuiet) {
        asleepSinceMs ??= nowMs;
        this.#take();
        this.#checkExit();
        const waitsForFirst = !this.#hasSpoken && nowMs - startMs < firstLineMsMax;
        if (this.#hasSpoken ? hasRead || nowMs - asleepSinceMs > unreadMsMax : !waitsForFirst) {
          break;
        }
      } else {
        asleepSinceMs = undefined;
        if (this.#hasSpoken && nowMs - startMs > this.#options.restMsMax) {
          this.#unrest = look.running ?? 'a thread that sleeps and wakes';
        }
      }
      pause(lookPauseMs);
    }
    this.#take();
    if (this.#exit === undefined) {
      this.#bytesRead = this.#files.bytesRead();
    }
  }

  /** Whether it said something, or ended, since it was last at rest. Then it is at rest again. */
  hasSpokenMeanwhile(): boolean {
    if (this.#exit !== undefined || this.#isPaused) {
      return false;
    }
    const spoke = this.#take();
    this.#checkExit();
    if (spoke || this.#exit !== undefined) {
      this.#rest.wasWrong();
      this.settle();
      return true;
    }
    return false;
  }

  /** Whether a timer of its own is armed, so that it may speak without being spoken to. */
  hasArmedTimer(): boolean {
    return (
      this.#exit === undefined &&
      !this.#isPaused &&
      this.#files.waits().some(({ pid, syscall }) => hasArmedTimer(pid, syscall))
    );
  }

  kill(): void {
    this.#signal('SIGKILL');
    for (let looks = 0; this.#exit === undefined && looks < 10_000; looks += 1) {
      this.#checkExit();
      pause(lookPauseMs);
    }
  }

  pause(): void {
    this.#isPaused = true;
    this.#signal('SIGSTOP');
  }

  resume(): void {
    this.#isPaused = false;
    this.#signal('SIGCONT');
    this.settle();
  }

  /** Closes its stdin, and gives it a moment of real time to leave. */
  end(): void {
    this.#closeStdin();
    if (!this.#isPaused) {
      this.settle();
    }
  }

  #push(): number {
    let written = 0;
    while (this.#unwritten.length > 0 && this.#isStdinOpen) {
      try {
        const count = writeSync(this.#stdin, this.#unwritten);
        written += count;
        this.#unwritten = this.#unwritten.subarray(count);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EPIPE') {
          // Nobody reads any more; what is left is for nobody.
          this.#unwritten = Buffer.alloc(0);
        }
        break;
      }
    }
    return written;
  }

  /** Takes what it has printed; true when some of it was on stdout. */
  #take(): boolean {
    this.#drain(this.#stderr, (chunk) => {
      this.#options.log.append(chunk);
      this.#lastStderr = `${this.#lastStderr}${chunk.toString('utf8')}`.slice(-lastStderrMax);
    });
    return this.#drain(this.#stdout, (chunk) => this.#lines.push(chunk));
  }

  #drain(pipe: number, take: (chunk: Buffer) => void): boolean {
    let any = false;
    for (;;) {
      let count = 0;
      try {
        count = readSync(pipe, this.#buffer);
      } catch {
        // EAGAIN: nothing there.
      }
      if (count === 0) {
        return any;
      }
      any = true;
      take(Buffer.from(this.#buffer.subarray(0, count)));
    }
  }

  #checkExit(): void {
    const status = this.#files.waitStatus();
    if (status !== undefined) {
      const signal = status & 0x7f;
      this.#ended(signal === 0 ? status >> 8 : null, signal === 0 ? null : (signals[signal] ?? `signal ${signal}`));
    }
  }

  #ended(exitCode: number | null, signal: string | null): void {
    if (this.#exit !== undefined) {
      return;
    }
    this.#take();
    const { unfinished } = this.#lines;
    this.#exit = { exitCode, signal, lastStderr: this.#lastStderr, ...(unfinished && { unfinished }) };
    // Its children end with it.
    this.#signal('SIGKILL');
    this.#closeStdin();
    closeSync(this.#stdout);
    closeSync(this.#stderr);
    this.#options.log.settle();
    this.#files.close();
    this.#options.events.exited(this.#exit);
  }

  #closeStdin(): void {
    if (this.#isStdinOpen) {
      this.#isStdinOpen = false;
      closeSync(this.#stdin);
    }
  }

  #signal(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.#pid, signal);
    } catch {
      // The group is gone.
    }
  }
}
