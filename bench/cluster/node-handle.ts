/** How a process ended. */
export interface NodeExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The end of its stderr, for people. */
  readonly lastStderr: string;
  /** What it had printed after its last line end. */
  readonly unfinished?: { readonly bytes: number; readonly start: string };
  /** Why there was no process at all; exit code and signal say nothing then. */
  readonly notStarted?: string;
  /**
   * Why the workbench had to end it, in words that go on after "Node n0". Exit code and signal say
   * nothing then.
   */
  readonly endedBecause?: string;
}

/** What a running node tells its owner. */
export interface NodeEvents {
  /** The node printed a line, given without its line end. */
  line(line: string): void;
  /** The node printed more than is allowed without a line end; `start` is the beginning. */
  lineTooLong(start: string): void;
  /** The node ended, by itself or not. The last call. */
  exited(exit: NodeExit): void;
}

/** One life of a node: a process, or what stands for one in the simulator. */
export interface NodeHandle {
  /**
   * Gives it one or more whole lines, each with its line end; false when they were dropped, since
   * too much waits for it to be read.
   */
  write(lines: string): boolean;
  /** Ends it and all it has started, on the spot (SIGKILL), paused or not. */
  kill(): void;
  /** Stops it and all it has started where they stand (SIGSTOP). */
  pause(): void;
  /** Lets it go on (SIGCONT). */
  resume(): void;
  /**
   * Nothing it prints is wanted any more. Its stdout is not read, as Maelstrom does with a node
   * that it mutes, so one that floods it waits and costs nothing.
   */
  ignore(): void;
  /** Closes its stdin, on which it should leave. */
  end(): void;
}

/** Stands for a life that never began. */
export const neverStarted: NodeHandle = {
  write: () => true,
  kill: () => {},
  pause: () => {},
  resume: () => {},
  ignore: () => {},
  end: () => {},
};

/** Where nodes come from: real processes, or objects in virtual time. */
export interface Cluster {
  /**
   * Starts one life of a node. What it prints may come before this returns. A start that fails is
   * reported by {@link NodeEvents.exited}.
   */
  start(id: string, events: NodeEvents): NodeHandle;
}
