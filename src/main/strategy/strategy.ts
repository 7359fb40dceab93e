import type { Message } from '../../shared/wire/message.ts';
import type { Refresh } from '../counter/refresh.ts';
import type { Counters } from '../counters.ts';
import type { Environment } from '../environment.ts';
import type { Log } from '../log.ts';
import type { KvClient } from '../store/kv-client.ts';

/** What a strategy works with. */
export interface StrategySettings {
  readonly nodeId: string;
  /** All nodes of the cluster, this one included. */
  readonly nodeIds: readonly string[];
  readonly kv: KvClient;
  readonly environment: Environment;
  readonly counters: Counters;
  readonly log: Log;
}

/** What a changing write, or the recovery, came to. */
export interface WriteOutcome {
  /** What the store now says is this node's total: the target, or, after a restart, what an earlier life's late write made it. */
  readonly own: number;
  /**
   * True when the write changed the store after it was asked for, and the store said so: every read of the store by this
   * node from now on sees at least what any node had committed before the write was asked for.
   */
  readonly barrier: boolean;
}

/** What a strategy may tell of while a write goes on: the write itself is not done, but somebody else's did as well for the reads. */
export interface WriteProgress {
  /** The present moment, if a read waits that came after the last one given; else undefined. */
  mark(): Refresh | undefined;
  /** What {@link Strategy.collect} and {@link Strategy.value} tell from now on counts all that was committed before `mark`. */
  served(mark: Refresh): void;
}

/**
 * How the store is made to hold the nodes' totals. Every call runs until it has succeeded, retrying with backoff for as
 * long as that takes; its callback is called exactly once. At most one `recover` or `write` is under way at a time.
 */
export interface Strategy {
  /** True when no other node adds anything: what this one has committed is all there is, and every read of it fresh. */
  readonly alone: boolean;
  /** True when {@link collect} asks the store for each node, so that it is worth having a peer do it where reads may be old. */
  readonly collectCosts: boolean;
  /** Learns the total that the store holds for this node, which earlier lives of it may have written. */
  recover(done: (outcome: WriteOutcome) => void): void;
  /** Makes a changing write after which the store says `target` for this node; `target` may be the present total. */
  write(target: number, progress: WriteProgress, done: (outcome: WriteOutcome) => void): void;
  /** Learns, after a write that was a barrier, what all nodes had committed when that write was asked for. */
  collect(done: () => void): void;
  /** The counter's value, as far as it is known: the sum of all nodes' totals. Never goes down. */
  value(): number | bigint;
  /** How much of it is one node's, as far as it is known. */
  share(nodeId: string): number;
  /** A message from a peer; ignored by strategies in which nodes don't talk to each other. */
  receive(message: Message): void;
}

/** The exact sum of totals, as a bigint only when it passes 2^53-1. */
export function exactSum(totals: Iterable<number>): number | bigint {
  let sum: number | bigint = 0;
  for (const total of totals) {
    if (typeof sum === 'number' && sum + total > Number.MAX_SAFE_INTEGER) {
      sum = BigInt(sum);
    }
    sum = typeof sum === 'number' ? sum + total : sum + BigInt(total);
  }
  return sum;
}

/** True for what a node stores as a total: a whole number from 0 to 2^53-1. */
export function isTotal(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
