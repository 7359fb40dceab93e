import type { Environment } from '../../src/main/environment.ts';
import type { Log } from '../../src/main/log.ts';
import type { FaultKind } from '../nemesis/fault.ts';
import type { Consistency } from '../run.ts';

/** The services of Maelstrom that a design can keep its numbers in. */
export const storeServices = ['seq-kv', 'lin-kv'] as const;
export type StoreService = (typeof storeServices)[number];

/**
 * A node that runs, behind stdio or in a simulator: bytes of stdin in, lines of the protocol out.
 * Sluice's own node is one.
 */
export interface RunningNode {
  /** Takes bytes of stdin. `full`: they filled the buffer they were read into, so more may wait. */
  receive(bytes: Buffer, full?: boolean): void;
  /** Stdin has ended; `done` is called after the last line was written. */
  end(done: () => void): void;
}

/** All that a design gets from outside. It has no other clock, randomness or I/O. */
export interface DesignParts {
  readonly environment: Environment;
  /** Takes whole lines, each with its line end; never called after `end` is done. */
  readonly write: (lines: string | Uint8Array) => void;
  readonly service: StoreService;
  /** Where a node logs what is unexpected; nowhere unless given. */
  readonly log?: Log;
}

/**
 * What a store must guarantee, weakest first: nothing, as none is used; sequential consistency;
 * linearizable updates with reads that may lag behind (OSC(U), as `seq-kv` has); linearizability.
 */
export type StoreNeeded = 'none' | 'sequential' | 'osc-u' | 'linear';

/** What a design promises, and where. Its doc comment says how it fails outside of that. */
export interface DesignPromise {
  readonly consistency: Consistency;
  /** How old a read may be, in milliseconds. */
  readonly stalenessMs: number;
  readonly store: StoreNeeded;
  /**
   * The faults it survives. `reorder` includes latencies that vary: in both, messages overtake each
   * other.
   */
  readonly faults: readonly FaultKind[];
}

/** One way to build the counter: a name, what it promises, and how to start a node of it. */
export interface Design {
  /** As on the command line. */
  readonly name: string;
  /** One line for lists. */
  readonly summary: string;
  /** Undefined: it promises nothing as soon as two requests can be open at a time. */
  readonly promises: DesignPromise | undefined;
  start(parts: DesignParts): RunningNode;
}
