import { type FaultKind, faultKinds } from '../nemesis/fault.ts';

/** Faults that are tried together: a column of the matrix. */
export interface FaultSet {
  readonly name: string;
  readonly faults: readonly FaultKind[];
}

/**
 * The fault sets of the matrix, mildest first. Maelstrom's own test has the first two; newer
 * versions have `kill` and `pause`.
 */
export const faultSets: readonly FaultSet[] = [
  { name: 'none', faults: [] },
  { name: 'partition', faults: ['partition'] },
  { name: 'network', faults: ['partition', 'loss', 'duplicate', 'reorder'] },
  { name: 'kill', faults: ['kill'] },
  { name: 'pause', faults: ['pause'] },
  { name: 'isolate-kv', faults: ['isolate-kv'] },
  { name: 'everything', faults: faultKinds },
];

/** A fault set by its name, or one of single faults joined by `+`; undefined when it is neither. */
export function faultSetNamed(name: string): FaultSet | undefined {
  const known = faultSets.find((set) => set.name === name);
  if (known !== undefined) {
    return known;
  }
  const faults = name.split('+').map((part) => faultKinds.find((kind) => kind === part));
  return faults.includes(undefined) ? undefined : { name, faults: faults as FaultKind[] };
}
