import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineSplitter } from './line-splitter.ts';
import type { Cluster, NodeEvents, NodeHandle } from './node-handle.ts';

/** How real nodes are run. */
export interface ProcessClusterOptions {
  /** Absolute path of an executable. */
  readonly bin: string;
  readonly args: readonly string[];
  /**
   * The folder for each node's stderr, `<id>.log`, which all its lives append to. Made if missing.
   */
  readonly logDirectory: string;
  /** Called with each piece of stderr, for those who want it on the console as well. */
  readonly stderr?: (node: string, text: string) => void;
}

/** How much of the end of a node's stderr is shown when it crashes, in bytes. */
const lastStderrBytes = 4_096;

/**
 * Nodes as processes of this machine. They run in the system's temporary folder, with pipes as
 * stdin and stdout.
 */
export class ProcessCluster implements Cluster {
  readonly #options: ProcessClusterOptions;
  readonly #running = new Set<ChildProcess>();

  constructor(options: ProcessClusterOptions) {
    this.#options = options;
    mkdirSync(options.logDirectory, { recursive: true });
  }

  start(id: string, events: NodeEvents): NodeHandle {
    const { bin, args, logDirectory, stderr } = this.#options;
    const log = openSync(join(logDirectory, `${id}.log`), 'a+');
    const child = spawn(bin, args, { cwd: tmpdir(), stdio: ['pipe', 'pipe', stderr ? 'pipe' : log] });
    this.#running.add(child);
    const reader = new LineSplitter(events.line, events.lineTooLong);
    child.stdout?.on('data', (chunk: Buffer) => reader.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => {
      if (this.#running.has(child)) {
        writeSync(log, chunk);
        stderr?.(id, chunk.toString('utf8'));
      }
    });
    // Writing to a process that has just ended fails; its exit is reported below.
    child.stdin?.on('error', () => {});
    const ended = (exitCode: number | null, signal: string | null, failure = '') => {
      if (this.#running.delete(child)) {
        const lastStderr = `${endOf(log)}${failure}`;
        closeSync(log);
        // A child of the node may hold these open: it must see the end of stdin, and not keep this
        // process alive.
        for (const pipe of [child.stdin, child.stdout, child.stderr]) {
          pipe?.destroy();
        }
        events.exited({ exitCode, signal, lastStderr });
      }
    };
    child.on('error', (error) => {
      if (child.pid === undefined) {
        ended(null, null, `${bin} did not start: ${error.message}`);
      }
    });
    // `close` comes when stdout has been read to its end, so no line is lost. But a grandchild may
    // hold stdout open.
    child.on('close', (exitCode, signal) => ended(exitCode, signal));
    child.on('exit', (exitCode, signal) => {
      setTimeout(() => ended(exitCode, signal), 200).unref();
    });
    return {
      write: (lines) => {
        child.stdin?.write(lines);
      },
      kill: () => {
        child.kill('SIGKILL');
      },
      pause: () => {
        child.kill('SIGSTOP');
      },
      resume: () => {
        child.kill('SIGCONT');
      },
      end: () => {
        child.stdin?.end();
      },
    };
  }

  /** Kills every process at once, for when the workbench itself ends. */
  killAll(): void {
    for (const child of this.#running) {
      child.kill('SIGKILL');
    }
  }
}

function endOf(log: number): string {
  const { size } = fstatSync(log);
  const end = Buffer.alloc(Math.min(size, lastStderrBytes));
  readSync(log, end, 0, end.length, size - end.length);
  return end.toString('utf8');
}
