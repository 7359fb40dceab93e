import { join } from 'node:path';
import { GroupGuard } from '../cluster/group-guard.ts';
import { type Cluster, type NodeEvents, type NodeHandle, neverStarted } from '../cluster/node-handle.ts';
import { NodeLog } from '../cluster/node-log.ts';
import { failureText } from '../failure-text.ts';
import type { Outbursts } from '../run.ts';
import type { VirtualTime } from '../virtual-time.ts';
import { LockstepNode } from './lockstep-node.ts';

/** Which processes are run. */
export interface LockstepNodes {
  /** Absolute path of an executable. */
  readonly bin: string;
  readonly args: readonly string[];
  /** The folder for each node's stderr, `<id>.log`. It must be there. */
  readonly logDirectory: string;
  /** How long a node may run without rest, in milliseconds of real time; 5,000 unless given. */
  readonly restMsMax?: number;
  /** Called with each piece of stderr, for those who want it on the console as well. */
  readonly stderr?: (node: string, text: string) => void;
}

/** What a {@link LockstepCluster} is made of. */
export interface LockstepClusterOptions extends LockstepNodes {
  readonly time: VirtualTime;
  readonly seed: number;
}

/** One for all clusters of this thread. */
let guard: GroupGuard | undefined;

interface Life {
  readonly id: string;
  readonly node: LockstepNode;
  isPaused: boolean;
  /** It may speak without being spoken to. */
  mayStir: boolean;
  /** Its stdin is closed: that it ends is what was asked for, whenever it does. */
  isLeaving: boolean;
}

/**
 * Nodes as real processes in virtual time: each is handed what is due and waited for until it is at
 * rest. What it said until then, it said at that virtual moment.
 */
export class LockstepCluster implements Cluster {
  readonly #options: LockstepClusterOptions;
  readonly #lives = new Map<string, Life>();
  readonly #logs = new Map<string, NodeLog>();
  /** Who spoke on its own, by node. Times count from the start of virtual time. */
  readonly outbursts = new Map<string, Outbursts>();
  /** The nodes that had a timer armed at some time. */
  readonly timers = new Set<string>();
  /** A node did not come to rest: real time decided what it had done by then. */
  isCutShort = false;
  /** A node is being looked at: what it does now is no outburst, or is noted as one already. */
  #isLooking = false;

  constructor(options: LockstepClusterOptions) {
    this.#options = options;
  }

  start(id: string, events: NodeEvents): NodeHandle {
    const { time, seed, bin, args, restMsMax = 5_000, stderr } = this.#options;
    guard ??= new GroupGuard();
    let node: LockstepNode;
    let life: Life;
    let isGone = false;
    try {
      node = new LockstepNode({
        bin,
        args,
        env: { ...process.env, PYTHONHASHSEED: '0', SLUICE_SEED: String(seed) },
        log: this.#log(id),
        restMsMax,
        started: guard.add,
        groupEnded: guard.remove,
        ...(stderr && { stderr: (chunk: Buffer) => stderr(id, chunk.toString('utf8')) }),
        events: {
          line: events.line,
          lineTooLong: events.lineTooLong,
          exited: (exit) => {
            if (!isGone) {
              isGone = true;
              this.isCutShort ||= exit.endedBecause !== undefined;
              if (!this.#isLooking) {
                this.#noteOutburst(life);
              }
              time.after(0, () => events.exited(exit));
            }
          },
        },
      });
    } catch (error) {
      const notStarted = `${bin}: ${failureText(error)}`;
      time.after(0, () => events.exited({ exitCode: null, signal: null, lastStderr: '', notStarted }));
      return neverStarted;
    }
    life = { id, node, isPaused: false, mayStir: false, isLeaving: false };
    this.#lives.set(id, life);
    const then = (act: () => void) => {
      if (node.exit === undefined) {
        this.#looking(() => {
          this.#listenTo(life);
          act();
          this.#look(life);
        });
      }
    };
    return {
      write: (lines) => {
        then(() => node.write(lines));
        return true;
      },
      ignore: () => {},
      kill: () => then(() => node.kill()),
      pause: () =>
        then(() => {
          life.isPaused = true;
          node.pause();
        }),
      resume: () =>
        then(() => {
          life.isPaused = false;
          node.resume();
        }),
      end: () =>
        then(() => {
          life.isLeaving = true;
          node.end();
        }),
    };
  }

  /**
   * Whether virtual time must pass no faster than real time: some node has a timer of its own
   * armed, or is paused, and by its clock it must have been paused for as long as the others say.
   */
  get isTimed(): boolean {
    for (const { node, isPaused, mayStir } of this.#lives.values()) {
      if (node.exit === undefined && (isPaused || mayStir)) {
        return true;
      }
    }
    return false;
  }

  /** Takes what nodes said on their own, and looks at their timers anew; true when one spoke. */
  listen(): boolean {
    let any = false;
    for (const life of this.#lives.values()) {
      this.#looking(() => {
        const spoke = this.#listenTo(life);
        if (spoke || life.mayStir) {
          this.#look(life);
        }
        any ||= spoke;
      });
    }
    return any;
  }

  /** The files of stderr that could not be written to their end, each with the reason. */
  logFailures(): readonly string[] {
    return [...this.#logs.values()].flatMap(({ path, failure }) => (failure ? [`${path}: ${failure}`] : []));
  }

  /** Kills what still runs. */
  close(): void {
    this.#looking(() => {
      for (const { node } of this.#lives.values()) {
        if (node.exit === undefined) {
          node.kill();
        }
      }
    });
  }

  #log(id: string): NodeLog {
    const log = this.#logs.get(id) ?? new NodeLog(join(this.#options.logDirectory, `${id}.log`));
    this.#logs.set(id, log);
    return log;
  }

  #looking(act: () => void): void {
    this.#isLooking = true;
    try {
      act();
    } finally {
      this.#isLooking = false;
    }
  }

  /** Takes what it has said on its own; true when it has. */
  #listenTo(life: Life): boolean {
    if (!life.node.hasSpokenMeanwhile()) {
      return false;
    }
    this.#noteOutburst(life);
    return true;
  }

  #noteOutburst({ id, isLeaving }: Life): void {
    if (isLeaving) {
      return;
    }
    const before = this.outbursts.get(id) ?? { count: 0, firstMs: this.#options.time.nowMs() };
    this.outbursts.set(id, {
      node: id,
      count: before.count + 1,
      firstMs: before.firstMs,
      hadTimer: this.timers.has(id),
    });
  }

  #look(life: Life): void {
    const stirs = life.node.stirs();
    life.mayStir = stirs !== false;
    if (stirs === 'by a timer') {
      this.timers.add(life.id);
    }
  }
}
