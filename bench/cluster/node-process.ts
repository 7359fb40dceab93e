import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { failureText } from '../failure-text.ts';
import { LineSplitter } from './line-splitter.ts';
import type { NodeEvents, NodeExit, NodeHandle } from './node-handle.ts';
import { makePipe } from './pipe.ts';
import { unreadBytesMax } from './unread-bytes.ts';

/** What is called besides the events of every node. */
export interface NodeProcessEvents extends NodeEvents {
  /** A piece of stderr. */
  stderr(chunk: Buffer): void;
  /** The process runs; its process group has this id. */
  started(group: number): void;
  /** No process of the group runs any more. */
  groupEnded(group: number): void;
}

/** How much of the end of a node's stderr is shown when it crashes, in bytes. */
const lastStderrBytes = 4_096;

/**
 * After this much stderr, in bytes, it is not read for {@link stderrPauseMs}: a node that floods it
 * waits, and does not cost the workbench its time.
 */
const stderrBurstBytes = 1 << 20;
const stderrPauseMs = 20;

/** How long a process that has ended may still be read, should a grandchild hold its stdout. */
const lingerMs = 200;

/**
 * One life of a node as a process of this machine, in the system's temporary folder, with pipes as
 * stdin, stdout and stderr. It leads a process group of its own: what it starts is killed and
 * paused with it, and a Ctrl-C in the terminal reaches only the workbench, which ends it.
 */
export class NodeProcess implements NodeHandle {
  readonly #child: ChildProcess;
  readonly #events: NodeProcessEvents;
  readonly #stdin: Socket;
  readonly #stdout: Socket;
  readonly #stderr: Socket;
  readonly #reader: LineSplitter;
  #lastStderr = Buffer.alloc(0);
  #stderrBurst = 0;
  /** Ends that are still to come: the process's own, and that of its stdout and stderr. */
  #openEnds = 3;
  #end: Pick<NodeExit, 'exitCode' | 'signal'> | undefined;
  #isReported = false;

  /** @throws what `spawn` and {@link makePipe} throw; other failures are reported as an exit. */
  constructor(bin: string, args: readonly string[], events: NodeProcessEvents) {
    this.#events = events;
    this.#reader = new LineSplitter(events.line, events.lineTooLong);
    const [stdin, stdout, stderr] = [makePipe(), makePipe(), makePipe()];
    this.#stdin = new Socket({ fd: stdin.writeEnd, readable: false, writable: true });
    this.#stdout = new Socket({ fd: stdout.readEnd, readable: true, writable: false });
    this.#stderr = new Socket({ fd: stderr.readEnd, readable: true, writable: false });
    const given = [stdin.readEnd, stdout.writeEnd, stderr.writeEnd];
    try {
      this.#child = spawn(bin, args, { cwd: tmpdir(), stdio: given, detached: true });
    } catch (error) {
      this.#closePipes();
      throw error;
    } finally {
      // The node alone holds its ends: its exit ends its stdout, and ours ends its stdin.
      for (const end of given) {
        closeSync(end);
      }
    }
    if (this.#child.pid !== undefined) {
      events.started(this.#child.pid);
    }
    // Writing to a process that has just ended fails; its exit is reported below.
    this.#stdin.on('error', () => {});
    this.#stdout.on('data', this.#read);
    this.#stderr.on('data', (chunk: Buffer) => {
      this.#lastStderr = Buffer.concat([this.#lastStderr, chunk.subarray(-lastStderrBytes)]).subarray(-lastStderrBytes);
      events.stderr(chunk);
      this.#stderrBurst += chunk.length;
      if (this.#stderrBurst > stderrBurstBytes) {
        this.#stderrBurst = 0;
        this.#stderr.pause();
        setTimeout(() => this.#stderr.resume(), stderrPauseMs);
      }
    });
    for (const output of [this.#stdout, this.#stderr]) {
      output.on('error', () => {});
      output.on('close', () => this.#ended());
    }
    this.#child.on('error', (error) => {
      if (this.#child.pid === undefined) {
        this.#report({ exitCode: null, signal: null, notStarted: `${bin}: ${failureText(error)}` });
      }
    });
    this.#child.on('exit', (exitCode, signal) => {
      this.#end = { exitCode, signal };
      const group = this.#child.pid as number;
      // Whatever it had started goes with it. The id can't be another group's yet.
      signalGroup(group, 'SIGKILL');
      events.groupEnded(group);
      this.#stdout.resume();
      this.#ended();
      setTimeout(() => this.#report({ exitCode, signal }), lingerMs).unref();
    });
  }

  write(lines: string): boolean {
    if (this.#stdin.writableLength > unreadBytesMax) {
      return false;
    }
    this.#stdin.write(lines);
    return true;
  }

  kill(): void {
    this.#signal('SIGKILL');
  }

  pause(): void {
    this.#signal('SIGSTOP');
  }

  resume(): void {
    this.#signal('SIGCONT');
  }

  ignore(): void {
    this.#stdout.off('data', this.#read);
    this.#stdout.pause();
  }

  end(): void {
    this.#stdin.end();
    // One that was ignored may be waiting to write.
    this.#stdout.resume();
  }

  readonly #read = (chunk: Buffer): void => this.#reader.push(chunk);

  #signal(signal: NodeJS.Signals): void {
    if (this.#child.pid !== undefined && this.#end === undefined) {
      signalGroup(this.#child.pid, signal);
    }
  }

  /** All that it printed has been read once stdout has ended, so no line is lost. */
  #ended(): void {
    this.#openEnds -= 1;
    if (this.#openEnds === 0 && this.#end) {
      this.#report(this.#end);
    }
  }

  #report(end: Pick<NodeExit, 'exitCode' | 'signal' | 'notStarted'>): void {
    if (this.#isReported) {
      return;
    }
    this.#isReported = true;
    this.#closePipes();
    const { unfinished } = this.#reader;
    const lastStderr = this.#lastStderr.toString('utf8');
    this.#events.exited({ ...end, lastStderr, ...(unfinished && { unfinished }) });
  }

  /** A stray grandchild may hold the other ends: it must not keep the workbench alive. */
  #closePipes(): void {
    this.#stdin.destroy();
    this.#stdout.destroy();
    this.#stderr.destroy();
  }
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // All of it has ended.
  }
}
