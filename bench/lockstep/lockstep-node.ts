import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, readSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { LineSplitter } from '../cluster/line-splitter.ts';
import type { NodeEvents, NodeExit } from '../cluster/node-handle.ts';
import { initTimeoutMs } from '../cluster/node-lives.ts';
import type { NodeLog } from '../cluster/node-log.ts';
import { makePipe } from '../cluster/pipe.ts';
import { hasArmedTimer } from './armed-timer.ts';
import { ProcessFiles } from './process-files.ts';
import { Rest } from './rest.ts';
import { sleepHere } from './sleep-here.ts';
import { startCommand } from './start-command.ts';

/** How a lockstep node is run. */
export interface LockstepNodeOptions {
  readonly bin: string;
  readonly args: readonly string[];
  /** Its environment, the same in every play. */
  readonly env: NodeJS.ProcessEnv;
  /** What it writes to stderr. */
  readonly log: NodeLog;
  readonly events: NodeEvents;
  /** Called with the process group that runs now, and when none of it runs any more. */
  readonly started: (group: number) => void;
  readonly groupEnded: (group: number) => void;
  /** Called with each piece of stderr. */
  readonly stderr?: ((chunk: Buffer) => void) | undefined;
  /** How long it may run without coming to rest, in milliseconds of real time. */
  readonly restMsMax: number;
}

/**
 * How long a node has from its start to its first line, in milliseconds of real time, and how much
 * of that at least once it was spoken to: others that are silent may have used up the rest.
 */
const firstLineMsMax = initTimeoutMs;
const firstLineMsMin = 1_000;

/** How long a node that sleeps may leave its input unread, in milliseconds. */
const unreadMsMax = 20;

/** The pause between two looks, in milliseconds. */
const lookPauseMs = 0.06;

/** How much of the end of a node's stderr is shown when it crashes, in characters. */
const lastStderrMax = 4_096;

const signals: Readonly<Record<number, string>> = { 6: 'SIGABRT', 9: 'SIGKILL', 11: 'SIGSEGV', 15: 'SIGTERM' };

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
  readonly #startedMs = performance.now();

  /** @throws what `spawn` and {@link makePipe} throw, also where `spawn` would report it later. */
  constructor(options: LockstepNodeOptions) {
    this.#options = options;
    const { bin, args, env, log, events } = options;
    const [stdin, stdout, stderr] = [makePipe(), makePipe(), makePipe()];
    this.#stdin = stdin.writeEnd;
    this.#stdout = stdout.readEnd;
    this.#stderr = stderr.readEnd;
    const given = [stdin.readEnd, stdout.writeEnd, stderr.writeEnd];
    try {
      const { program, args: all } = startCommand(bin, args);
      this.#child = spawn(program, all, { cwd: tmpdir(), env, stdio: given, detached: true });
      this.#child.on('error', () => {});
      if (this.#child.pid === undefined) {
        // Its error would come when the event loop turns: virtual time can't wait for that.
        throw spawnSync(bin, args, { cwd: tmpdir(), env, stdio: 'ignore', timeout: 1 }).error;
      }
    } catch (error) {
      for (const end of [this.#stdin, this.#stdout, this.#stderr]) {
        closeSync(end);
      }
      log.settle();
      throw error;
    } finally {
      for (const end of given) {
        closeSync(end);
      }
    }
    this.#pid = this.#child.pid;
    this.#child.on('exit', (exitCode, signal) => this.#ended({ exitCode, signal }));
    options.started(this.#pid);
    this.#files = new ProcessFiles(this.#pid);
    this.#lines = new LineSplitter((line) => {
      this.#hasSpoken = true;
      events.line(line);
    }, events.lineTooLong);
  }

  /** How it ended; undefined while it lives. */
  get exit(): NodeExit | undefined {
    return this.#exit;
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
    while (this.#exit === undefined) {
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
        const isWaitedFor = nowMs < Math.max(this.#startedMs + firstLineMsMax, startMs + firstLineMsMin);
        if (this.#hasSpoken ? hasRead || nowMs - asleepSinceMs > unreadMsMax : !isWaitedFor) {
          break;
        }
      } else {
        asleepSinceMs = undefined;
        const sinceMs = this.#hasSpoken ? startMs : Math.max(startMs, this.#startedMs + firstLineMsMax);
        if (nowMs - sinceMs > this.#options.restMsMax) {
          this.#endRestless(look.running);
        }
      }
      sleepHere(lookPauseMs);
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

  /**
   * Whether it may speak without being spoken to: a timer of its own is armed, or it runs again,
   * as when one has just fired.
   */
  stirs(): 'by a timer' | 'already' | false {
    if (this.#exit !== undefined || this.#isPaused) {
      return false;
    }
    const waits = this.#files.waits();
    if (waits.some(({ pid, syscall }) => hasArmedTimer(pid, syscall))) {
      return 'by a timer';
    }
    return waits.some(({ syscall }) => syscall.startsWith('running')) && 'already';
  }

  kill(): void {
    this.#signal('SIGKILL');
    for (let looks = 0; this.#exit === undefined && looks < 10_000; looks += 1) {
      this.#checkExit();
      sleepHere(lookPauseMs);
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
      this.#options.stderr?.(chunk);
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

  /** Virtual time can't go on while it runs. */
  #endRestless(running: string | undefined): void {
    const seconds = this.#options.restMsMax / 1_000;
    const who = running === undefined ? 'a thread sleeps and wakes on and on' : `${running} still runs`;
    this.#ended({
      exitCode: null,
      signal: null,
      endedBecause:
        `does not come to rest: ${seconds} s after its last message ${who}. ` +
        'In lockstep a node must wait without running: block on stdin, a lock or a timer.',
    });
  }

  #checkExit(): void {
    const status = this.#files.waitStatus();
    if (status !== undefined) {
      const signal = status & 0x7f;
      this.#ended(
        signal === 0
          ? { exitCode: status >> 8, signal: null }
          : { exitCode: null, signal: signals[signal] ?? `signal ${signal}` },
      );
    }
  }

  #ended(end: Pick<NodeExit, 'exitCode' | 'signal' | 'endedBecause'>): void {
    if (this.#exit !== undefined) {
      return;
    }
    this.#take();
    const { unfinished } = this.#lines;
    this.#exit = { ...end, lastStderr: this.#lastStderr, ...(unfinished && { unfinished }) };
    // Its children end with it.
    this.#signal('SIGKILL');
    this.#options.groupEnded(this.#pid);
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
