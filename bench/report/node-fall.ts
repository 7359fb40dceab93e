import type { NodeEnd } from '../run.ts';

/** How a node ended, in words that go on after "Node n0": what kept it from starting, or how. */
export function howItEnded({ problem, exitCode, signal }: NonNullable<NodeEnd['crashed']>): string {
  return problem ?? `crashed: ${exitCode === null ? `signal ${signal}` : `exit code ${exitCode}`}`;
}
