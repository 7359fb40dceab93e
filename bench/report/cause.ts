import { atSeconds } from '../checkers/operation-text.ts';
import type { Run, Verdict } from '../run.ts';
import { howItEnded } from './node-fall.ts';

/**
 * Why a run is invalid, in one line: a node that ended by itself, else one that was muted, else the
 * first violation; undefined for a valid run, and for one that was only interrupted. It may hold
 * what a node printed.
 */
export function causeOf({ nodes, interrupted }: Run, { valid, violations, maelstrom }: Verdict): string | undefined {
  if (valid) {
    return undefined;
  }
  for (const { id, crashed } of nodes) {
    if (crashed !== undefined) {
      const last = crashed.problem === undefined ? (crashed.lastStderr.trimEnd().split('\n').at(-1) ?? '') : '';
      return `Node ${id} ${howItEnded(crashed)}${last === '' ? '' : `: ${last}`}`;
    }
  }
  for (const { id, muted } of nodes) {
    if (muted !== undefined) {
      return `Node ${id} was muted at ${atSeconds(muted.atMs)}: ${muted.reason}: ${muted.line}`;
    }
  }
  const first = violations[0];
  if (first !== undefined) {
    return `${first.checker}: ${first.message}`;
  }
  return maelstrom.valid || interrupted !== undefined ? undefined : 'Maelstrom would find it invalid';
}
