import { howItEnded } from '../report/node-fall.ts';
import type { Simulation } from './simulate.ts';

/** What went wrong in a run, one line each, for people; empty for a valid run. */
export function findingsText({ verdict, run }: Pick<Simulation, 'verdict' | 'run'>): string {
  const fallen = run.nodes.flatMap(({ id, crashed, muted }) => [
    ...(crashed ? [`  ${id} ${howItEnded(crashed)}: ${crashed.lastStderr.split('\n').slice(0, 4).join(' ')}`] : []),
    ...(muted ? [`  ${id} was muted: ${muted.reason}: ${muted.line}`] : []),
  ]);
  const violations = verdict.violations.map(({ checker, message }) => `  ${checker}: ${message}`);
  return [...fallen, ...violations].map((text) => `${text}\n`).join('');
}
