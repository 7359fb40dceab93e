import { parseCommand } from '../src/main/command-line.ts';
import type { FaultKind } from './nemesis/fault.ts';
import type { Consistency } from './run.ts';

/** What a node is held to. */
export interface NodePromise {
  readonly consistency: Consistency;
  /** How old a read may be, in milliseconds. */
  readonly stalenessMs: number;
  /** In the end all nodes agree, whatever the level. */
  readonly converges?: true;
  /** Why this and not more, where that needs saying. */
  readonly note?: string;
}

/**
 * The strongest promise that our own node makes with these arguments, under these faults; or what
 * is wrong with the arguments, in one sentence. `per-key` reads are fresh but no atomic snapshot;
 * `cas` is linearizable, unless reads may be stale; with `--acks local` an add may be acknowledged
 * before another node can see it, and a killed node takes it along. In the end all nodes agree,
 * always.
 */
export function ownPromise(
  nodeArgs: readonly string[],
  faults: readonly FaultKind[],
): NodePromise | { readonly problem: string } {
  const command = parseCommand(nodeArgs, '', 1);
  if (command.kind === 'usage') {
    return { problem: command.problem };
  }
  if (command.kind === 'print') {
    return { problem: 'they make the node print a text and leave' };
  }
  const { strategy, acks, readStalenessMs } = command.options;
  if (acks === 'local') {
    return faults.includes('kill')
      ? {
          consistency: 'final',
          stalenessMs: 0,
          converges: true,
          note:
            'With --acks local a killed node loses adds it has acknowledged, so nothing is promised but that the ' +
            'nodes agree in the end, and the verdict may well be invalid.',
        }
      : {
          consistency: 'monotone',
          stalenessMs: 0,
          converges: true,
          note:
            'With --acks local an add may be acknowledged before others can read it, so reads are held to monotone, ' +
            'not to fresh.',
        };
  }
  if (strategy === 'cas' && readStalenessMs === 0) {
    return { consistency: 'linearizable', stalenessMs: 0, converges: true };
  }
  return { consistency: 'fresh', stalenessMs: readStalenessMs, converges: true };
}
