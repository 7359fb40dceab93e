import { parseCommand } from '../../src/main/command-line.ts';
import { Counters } from '../../src/main/counters.ts';
import { CounterNode } from '../../src/main/node.ts';
import type { NodeSettings } from '../../src/main/settings.ts';
import { faultKinds } from '../nemesis/fault.ts';
import type { Design, DesignPromise } from './design.ts';

/** The defaults of the node's command line. */
function defaultSettings(): NodeSettings {
  const command = parseCommand([], '', 1);
  if (command.kind !== 'run') {
    throw new Error('the node has no defaults');
  }
  return command.options;
}

/**
 * Sluice's own node with these settings, and the command line's defaults for the rest. It decodes
 * inline, without workers.
 */
export function sluiceDesign(name: string, summary: string, settings: Partial<NodeSettings>): Design {
  const all = { ...defaultSettings(), ...settings };
  return {
    name,
    summary,
    promises: promiseOf(all),
    start: ({ environment, write, service, log = () => {} }) =>
      new CounterNode({ settings: { ...all, service }, environment, counters: new Counters(), log, write }),
  };
}

function promiseOf({ strategy, acks, readStalenessMs }: NodeSettings): DesignPromise {
  const store = strategy === 'cas' ? 'sequential' : 'osc-u';
  if (acks === 'local') {
    const faults = faultKinds.filter((kind) => kind !== 'kill');
    return { consistency: 'monotone', stalenessMs: 0, store, faults };
  }
  const consistency = strategy === 'cas' && readStalenessMs === 0 ? 'linearizable' : 'fresh';
  return { consistency, stalenessMs: readStalenessMs, store, faults: faultKinds };
}
