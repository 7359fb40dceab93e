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
  /** Sends a one-way message to a peer. */
  readonly send: (peer: string, body: object) => void;
  readonly environment: Environment;
  readonly counters: Counters;
  readonly log: Log;
}

/** What a changing write came to: it was done. */
export interface WriteOutcome {
  /**
   * True when the write changed the store after it was asked for, and the store said so: every read
   * of the store by this node from now on sees at least what any node had committed before that.
   */
  readonly barrier: boolean;
}

/** What the recovery came to. */
export interface Recovered extends WriteOutcome {
  /** The total that earlier lives of this node have committed; they commit nothing any more. */
  readonly own: number;
}

/**
 * What a strategy may report while a write goes on: the write itself is not done, but a peer's has
 * done as well for the reads.
 */
export interface WriteProgress {
  /** The present moment, if a read waits that came after the last one given; else undefined. */
  mark(): Refresh | undefined;
  /** What the strategy says from now on counts all that was committed before `mark`. */
  served(mark: Refresh): void;
}

/**
 * How the store is made to hold the nodes' totals. Every call runs until it has succeeded, retrying
 * with backoff for as long as that takes; its callback is called exactly once. At most one
 * `recover` or `write` is under way at a time.
 */
export interface Strategy {
  /** True when no other node adds anything: what this one has committed is all there is. */
  readonly alone: boolean;
  /** True when {@link collect} asks the store for each node: it is worth having a peer do it. */
  readonly collectCosts: boolean;
  /** Makes the store this life's: nothing of an earlier life can be committed when it is done. */
  recover(done: (recovered: Recovered) => void): void;
  /**
   * Makes a changing write after which the store says `target` for this node, its total or a higher
   * one.
   */
  write(target: number, progress: WriteProgress, done: (outcome: WriteOutcome) => void): void;
  /**
   * Learns, after a write that was a barrier, what all nodes had committed when that was asked for.
   */
  collect(done: () => void): void;
  /** The counter's value, as far as it is known: the sum of all nodes' totals. Never goes down. */
  value(): number | bigint;
  /** One node's part of it, as far as it is known. */
  total(nodeId: string): number;
  /** A message from a peer; ignored by strategies in which nodes don't talk to each other. */
  receive(message: Message): void;
}

/**
 * The number of a node's life, drawn at random from 1 to 2^52: two lives share one with a
 * probability of 2^-52, whatever the wall clock does in between.
 */
export function drawLife(environment: Environment): number {
  return 1 + Math.floor(environment.random() * 2 ** 52);
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
