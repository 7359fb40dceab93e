import { join } from 'node:path';
import { failureText } from '../failure-text.ts';
import { GroupGuard } from './group-guard.ts';
import { type Cluster, type NodeEvents, type NodeHandle, neverStarted } from './node-handle.ts';
import { NodeLog } from './node-log.ts';
import { NodeProcess } from './node-process.ts';

/** How real nodes are run. */
export interface ProcessClusterOptions {
  /** Absolute path of an executable. */
  readonly bin: string;
  readonly args: readonly string[];
  /**
   * The folder for each node's stderr, `<id>.log`, which all its lives write to, as a
   * {@link NodeLog}. Made if missing.
   */
  readonly logDirectory: string;
  /** Called with each piece of stderr, for those who want it on the console as well. */
  readonly stderr?: (node: string, text: string) => void;
}

/** One for all clusters of this process. */
let guard: GroupGuard | undefined;

/** Nodes as processes of this machine. */
export class ProcessCluster implements Cluster {
  readonly #options: ProcessClusterOptions;
  readonly #running = new Set<NodeProcess>();
  readonly #logs = new Map<string, NodeLog>();

  constructor(options: ProcessClusterOptions) {
    this.#options = options;
  }

  start(id: string, events: NodeEvents): NodeHandle {
    const { bin, args, stderr } = this.#options;
    guard ??= new GroupGuard();
    const { add, remove } = guard;
    const log = this.#log(id);
    try {
      const node: NodeProcess = new NodeProcess(bin, args, {
        ...events,
        stderr: (chunk) => {
          log.append(chunk);
          stderr?.(id, chunk.toString('utf8'));
        },
        started: add,
        groupEnded: remove,
        exited: (exit) => {
          this.#running.delete(node);
          log.settle();
          events.exited(exit);
        },
      });
      this.#running.add(node);
      return node;
    } catch (error) {
      const notStarted = `${bin}: ${failureText(error)}`;
      setImmediate(() => events.exited({ exitCode: null, signal: null, lastStderr: '', notStarted }));
      return neverStarted;
    }
  }

  /** The files of stderr that could not be written to their end, each with the reason. */
  logFailures(): readonly string[] {
    return [...this.#logs.values()].flatMap(({ path, failure }) => (failure ? [`${path}: ${failure}`] : []));
  }

  /** Kills every process at once, for when the workbench itself ends. */
  killAll(): void {
    for (const node of this.#running) {
      node.kill();
    }
    for (const log of this.#logs.values()) {
      log.settle();
    }
  }

  #log(id: string): NodeLog {
    const log = this.#logs.get(id) ?? new NodeLog(join(this.#options.logDirectory, `${id}.log`));
    this.#logs.set(id, log);
    return log;
  }
}
