import type { NodeSettings } from '../../src/main/settings.ts';
import type { Design } from './design.ts';
import { sluiceDesign } from './sluice.ts';

/** {@link sluicePerKey} with other settings than the defaults. */
export function sluicePerKeyWith(settings: Partial<Omit<NodeSettings, 'strategy' | 'service'>>): Design {
  return sluiceDesign('sluice-per-key', 'ours: a key for each node, raised by cas; every read fresh', {
    ...settings,
    strategy: 'per-key',
  });
}

/**
 * Sluice's default strategy: a key for each node, raised by compare-and-set in a group commit.
 * Reads that wait use one refresh after a changing write. `src/main/strategy/per-key.ts` proves it
 * right.
 *
 * **How it fails.** It loses and doubles nothing on any sequentially consistent store. Reads need a
 * store whose updates are linearizable: on one that orders writes into the past they may be stale.
 */
export const sluicePerKey: Design = sluicePerKeyWith({});
