import type { Grudge } from '../network/link-faults.ts';

/** The faults `--nemesis` knows: Maelstrom's first, then the ones that are harsher. */
export const faultKinds = ['partition', 'kill', 'pause', 'isolate-kv', 'loss', 'duplicate', 'reorder'] as const;
export type FaultKind = (typeof faultKinds)[number];

/**
 * One fault, drawn in full before the run: when it is switched on, nothing depends on chance or
 * load any more.
 */
export type Fault =
  | { readonly kind: 'partition'; readonly grudge: Grudge; readonly detail: string }
  | { readonly kind: 'kill' | 'pause' | 'isolate-kv'; readonly nodes: readonly string[] }
  | { readonly kind: 'loss' | 'duplicate'; readonly probability: number }
  | {
      readonly kind: 'reorder';
      readonly probability: number;
      /** How much later than usual a message may arrive, at most. */
      readonly delayMaxMs: number;
    };

/** A fault, switched on or off at a time counted from the start of the run. */
export interface FaultEvent {
  readonly atMs: number;
  readonly on: boolean;
  readonly fault: Fault;
}
