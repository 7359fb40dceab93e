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
  /** Where each node's stderr goes, as `<id>.log`, appended to over its lives; made when missing. */
  readonly logDirectory: string;
  /** Called with each piece of stderr, for those who want it on the console too. */
  readonly stderr?: (node: string, text: string) => void;
}

/** How much of the end of a node's stderr is told when it crashes, in bytes. */
const lastStderrBytes = 4_096;

/** Nodes as processes of this machine: their working directory is the temporary one, their stdin and stdout are pipes. */
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
    // Writing to a process that has just ended; its end is told by its exit.
    child.stdin?.on('error', () => {});
    const ended = (exitCode: number | null, signal: string | null, failure = '') => {
      if (this.#running.delete(child)) {
        const lastStderr = `${endOf(log)}${failure}`;
        closeSync(log);
        // What a child of its own may still hold open: it must find its stdin at an end, and not keep this process waiting.
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
    // `close` comes when stdout has been read to its end, so nothing a node printed is lost; but a grandchild may hold it open.
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

  /** Kills every process at once, for when the workbench itself must go. */
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
