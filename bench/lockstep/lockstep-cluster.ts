import { join } from 'node:path';
import type { Cluster, NodeEvents, NodeHandle } from '../cluster/node-handle.ts';
import { NodeLog } from '../cluster/node-log.ts';
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
}

/** What a {@link LockstepCluster} is made of. */
export interface LockstepClusterOptions extends LockstepNodes {
  readonly time: VirtualTime;
  readonly seed: number;
  /** Called when a node did not come to rest in time, with the thread that ran on and on. */
  readonly restless: (node: string, thread: string) => void;
}

/** A node that spoke, or ended, without having been spoken to. */
export interface Outburst {
  readonly node: string;
  /** Virtual time, in milliseconds. */
  readonly atMs: number;
}

interface Life {
  readonly id: string;
  readonly node: LockstepNode;
  isPaused: boolean;
  hasArmedTimer: boolean;
  isRestless: boolean;
}

/**
 * Nodes as real processes in virtual time: each is handed what is due and waited for until it is at
 * rest. What it said until then, it said at that virtual moment.
 */
export class LockstepCluster implements Cluster {
  readonly #options: LockstepClusterOptions;
  readonly #lives = new Map<string, Life>();
  readonly #logs = new Map<string, NodeLog>();
  /** Who spoke on its own, in order of time. */
  readonly outbursts: Outburst[] = [];

  constructor(options: LockstepClusterOptions) {
    this.#options = options;
  }

  start(id: string, events: NodeEvents): NodeHandle {
    const { time, seed, bin, args, restMsMax = 5_000 } = this.#options;
    let isGone = false;
    const node = new LockstepNode({
      bin,
      args,
      env: { ...process.env, PYTHONHASHSEED: '0', SLUICE_SEED: String(seed) },
      log: this.#log(id),
      restMsMax,
      events: {
        line: events.line,
        lineTooLong: events.lineTooLong,
        exited: (exit) => {
          if (!isGone) {
            isGone = true;
            time.after(0, () => events.exited(exit));
          }
        },
      },
    });
    const life: Life = { id, node, isPaused: false, hasArmedTimer: false, isRestless: false };
    this.#lives.set(id, life);
    const then = (act: () => void) => {
      if (node.exit === undefined) {
        this.#noteOutburst(life);
        act();
        this.#look(life);
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
      end: () => then(() => node.end()),
    };
  }

  /**
   * Whether virtual time must pass no faster than real time: some node has a timer of its own
   * armed, or is paused, and by its clock it must have been paused for as long as the others say.
   */
  get isTimed(): boolean {
    for (const { node, isPaused, hasArmedTimer } of this.#lives.values()) {
      if (node.exit === undefined && (isPaused || hasArmedTimer)) {
        return true;
      }
    }
    return false;
  }

  /** Takes what nodes said on their own, and looks at their timers anew; true when one spoke. */
  listen(): boolean {
    let any = false;
    for (const life of this.#lives.values()) {
      const spoke = this.#noteOutburst(life);
      if (spoke || life.hasArmedTimer) {
        this.#look(life);
      }
      any ||= spoke;
    }
    return any;
  }

  /** Kills what still runs, and removes what was made. */
  close(): void {
    for (const { node } of this.#lives.values()) {
      if (node.exit === undefined) {
        node.kill();
      }
    }
  }

  #log(id: string): NodeLog {
    const log = this.#logs.get(id) ?? new NodeLog(join(this.#options.logDirectory, `${id}.log`));
    this.#logs.set(id, log);
    return log;
  }

  #noteOutburst({ id, node }: Life): boolean {
    if (!node.hasSpokenMeanwhile()) {
      return false;
    }
    this.outbursts.push({ node: id, atMs: this.#options.time.nowMs() });
    return true;
  }

  #look(life: Life): void {
    life.hasArmedTimer = life.node.hasArmedTimer();
    const { unrest } = life.node;
    if (unrest !== undefined && !life.isRestless) {
      life.isRestless = true;
      this.#options.restless(life.id, unrest);
    }
  }
}
