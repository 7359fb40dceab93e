import type { Environment } from '../../src/main/environment.ts';
import type { Cluster, NodeEvents, NodeHandle } from '../cluster/node-handle.ts';
import type { RunningNode } from '../designs/design.ts';
import { below, between, type Random, stream } from '../random.ts';
import type { VirtualTime } from '../virtual-time.ts';

/** Starts one life of a node. `write` takes whole protocol lines. */
export type StartNode = (environment: Environment, write: (lines: string | Uint8Array) => void) => RunningNode;

/** What a {@link VirtualCluster} is made of. */
export interface VirtualClusterOptions {
  readonly time: VirtualTime;
  /** The streams of each life of each node, and of how its input is cut, are drawn from it. */
  readonly seed: number;
  readonly startNode: StartNode;
  /** Mean time between two jumps forward of a node's clock, in milliseconds; 0 for none. */
  readonly clockJumpIntervalMs: number;
  /** No clock jumps after this time. */
  readonly clockJumpsUntilMs: number;
}

/** How far a clock jumps at most, in milliseconds. */
const clockJumpMaxMs = 3_000;
/** How long a process takes to start, in milliseconds. */
const startMs = [20, 120] as const;
/** The share of writes to a node's stdin that reach it in two pieces. */
const cutShare = 0.05;

/**
 * Nodes in virtual time: the real classes of a node, with a clock, timers, randomness and pipes
 * that the simulator controls. They meet what a process meets: they take time to start, are killed
 * between any two events, are stopped with timers overdue and pipes full, get their input in
 * pieces, and their clocks may jump.
 */
export class VirtualCluster implements Cluster {
  readonly #options: VirtualClusterOptions;
  readonly #lives = new Map<string, number>();

  constructor(options: VirtualClusterOptions) {
    this.#options = options;
  }

  start(id: string, events: NodeEvents): NodeHandle {
    const number = (this.#lives.get(id) ?? 0) + 1;
    this.#lives.set(id, number);
    return new Life(this.#options, stream(this.#options.seed, `life ${number} of ${id}`), events);
  }
}

class Life implements NodeHandle {
  readonly #options: VirtualClusterOptions;
  readonly #random: Random;
  readonly #events: NodeEvents;
  #state: 'starting' | 'running' | 'paused' | 'dead' = 'starting';
  #node: RunningNode | undefined;
  #clockOffsetMs = 0;
  /** Stdin that the node has not read. */
  #pipe = '';
  #stdinEnded = false;
  /** What fell due while the node was stopped. */
  #overdue: (() => void)[] = [];

  constructor(options: VirtualClusterOptions, random: Random, events: NodeEvents) {
    this.#options = options;
    this.#random = random;
    this.#events = events;
    options.time.after(between(random, ...startMs), () => this.#whenRunning(() => this.#start()));
  }

  write(lines: string): boolean {
    this.#pipe += lines;
    if (this.#state === 'running') {
      this.#read();
    }
    return true;
  }

  kill(): void {
    this.#exit(null, 'SIGKILL', '');
  }

  pause(): void {
    if (this.#state !== 'dead') {
      this.#state = 'paused';
    }
  }

  resume(): void {
    if (this.#state !== 'paused') {
      return;
    }
    this.#state = this.#node === undefined ? 'starting' : 'running';
    const overdue = this.#overdue;
    this.#overdue = [];
    // Whether timers or input come first is undefined.
    const readsFirst = this.#random() < 0.5;
    if (readsFirst) {
      this.#read();
    }
    for (const call of overdue) {
      this.#whenRunning(call);
    }
    this.#read();
  }

  ignore(): void {}

  end(): void {
    this.#stdinEnded = true;
    this.#read();
  }

  #start(): void {
    const { time, startNode, clockJumpIntervalMs } = this.#options;
    this.#state = 'running';
    const environment: Environment = {
      nowMs: () => time.nowMs() + this.#clockOffsetMs,
      random: this.#random,
      after: (delayMs, call) => {
        let cancelled = false;
        const timer = time.after(delayMs, () => this.#whenRunning(() => cancelled || this.#guard(call)));
        return {
          cancel: () => {
            cancelled = true;
            timer.cancel();
          },
        };
      },
    };
    this.#guard(() => {
      this.#node = startNode(environment, (lines) => this.#print(lines));
    });
    if (clockJumpIntervalMs > 0) {
      this.#jumpLater();
    }
    this.#read();
  }

  #jumpLater(): void {
    const { time, clockJumpIntervalMs, clockJumpsUntilMs } = this.#options;
    time.after(between(this.#random, 0, 2 * clockJumpIntervalMs), () => {
      if (this.#state === 'dead' || time.nowMs() > clockJumpsUntilMs) {
        return;
      }
      this.#clockOffsetMs += between(this.#random, 0, clockJumpMaxMs);
      this.#jumpLater();
    });
  }

  /** Runs what a running process would run now; later when it is stopped, never when it is dead. */
  #whenRunning(call: () => void): void {
    if (this.#state === 'paused') {
      this.#overdue.push(call);
    } else if (this.#state !== 'dead') {
      call();
    }
  }

  #read(): void {
    if (this.#state !== 'running' || this.#node === undefined) {
      return;
    }
    const node = this.#node;
    const bytes = Buffer.from(this.#pipe);
    this.#pipe = '';
    if (bytes.length > 0) {
      const cut = this.#random() < cutShare ? below(this.#random, bytes.length) : 0;
      if (cut > 0) {
        this.#guard(() => node.receive(bytes.subarray(0, cut), true));
      }
      this.#guard(() => node.receive(bytes.subarray(cut)));
    }
    if (this.#stdinEnded) {
      this.#guard(() => node.end(() => this.#exit(0, null, '')));
    }
  }

  #print(lines: string | Uint8Array): void {
    if (this.#state === 'dead') {
      return;
    }
    const text = typeof lines === 'string' ? lines : Buffer.from(lines).toString('utf8');
    for (let start = 0; start < text.length; ) {
      const end = text.indexOf('\n', start);
      this.#events.line(text.slice(start, end));
      start = end + 1;
    }
  }

  /** A node that throws has crashed, as a process would. */
  #guard(call: () => void): void {
    if (this.#state === 'dead') {
      return;
    }
    try {
      call();
    } catch (error) {
      this.#exit(1, null, error instanceof Error ? String(error.stack) : String(error));
    }
  }

  #exit(exitCode: number | null, signal: string | null, lastStderr: string): void {
    if (this.#state === 'dead') {
      return;
    }
    this.#state = 'dead';
    this.#options.time.after(0, () => this.#events.exited({ exitCode, signal, lastStderr }));
  }
}
