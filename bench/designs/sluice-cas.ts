import type { NodeSettings } from '../../src/main/settings.ts';
import type { Design } from './design.ts';
import { sluiceDesign } from './sluice.ts';

/** {@link sluiceCas} with other settings than the defaults. */
export function sluiceCasWith(settings: Partial<Omit<NodeSettings, 'strategy' | 'service'>>): Design {
  return sluiceDesign('sluice-cas', 'ours: one key with all totals, raised by cas; linearizable', {
    ...settings,
    strategy: 'cas',
  });
}

/**
 * Sluice's other strategy: one key holds the totals of all nodes and changes with every success, so
 * the successes form one chain. `src/main/strategy/cas.ts` proves that this is linearizable on any
 * sequentially consistent store.
 *
 * **How it fails.** Not in its answers. All nodes compete for the key, so under load it costs more
 * messages than `sluice-per-key`.
 */
export const sluiceCas: Design = sluiceCasWith({});
