import { adversarialSequential } from './adversarial-sequential.ts';
import { keyValue } from './key-value.ts';
import { orderedSequential } from './ordered-sequential.ts';
import { sequential } from './sequential.ts';
import { sequentialBefore023 } from './sequential-before-0-2-3.ts';
import type { Service } from './service.ts';

/**
 * What a store promises, strongest first:
 * - `linearizable`: every operation takes effect between its request and its answer;
 * - `osc-u`: so does every `write` and `cas`; reads may be old, but never older than what their
 *   client was shown before;
 * - `sequential`: there is one order of all operations that agrees with each client's own;
 * - `maelstrom-seq`: sequential as long as no client is 32 states behind; beyond that, reads may go
 *   back in time. But what changes something runs on the newest state, and is a barrier, as with
 *   `osc-u`: which `sequential` doesn't promise.
 */
export type StoreConsistency = 'linearizable' | 'osc-u' | 'sequential' | 'maelstrom-seq';

/** A key-value store for the simulator. */
export interface StoreModel {
  readonly name: string;
  /** One line. */
  readonly description: string;
  /** What it holds to; each model's test shows that it does, and that it is no stronger. */
  readonly consistency: StoreConsistency;
  /** The store, empty. */
  create(): Service<unknown>;
}

/** All stores that a design can be run on, strongest first. */
export const storeModels: readonly StoreModel[] = [
  {
    name: 'lin-kv',
    description: "Maelstrom's lin-kv: always the newest state",
    consistency: 'linearizable',
    create: () => keyValue,
  },
  {
    name: 'osc-u',
    description: 'linearizable updates, reads as old as the session allows or newer, like ZooKeeper',
    consistency: 'osc-u',
    create: () => orderedSequential,
  },
  {
    name: 'seq-kv',
    description: "Maelstrom's seq-kv: what changes nothing is answered from one of the last 32 states",
    consistency: 'maelstrom-seq',
    create: () => sequential(keyValue),
  },
  {
    name: 'seq-kv-before-0.2.3',
    description: "Maelstrom's seq-kv before 0.2.3: the last write is never shown to others",
    consistency: 'maelstrom-seq',
    create: () => sequentialBefore023(keyValue),
  },
  {
    name: 'adversarial-sequential',
    description: 'sequentially consistent, every operation as far in the past as that allows',
    consistency: 'sequential',
    create: () => adversarialSequential,
  },
];
