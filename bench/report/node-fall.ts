import type { NodeEnd } from '../run.ts';

/** How a node ended, in words that go on after "Node n0": what kept it from starting, or how. */
export function howItEnded({ problem, exitCode, signal }: NonNullable<NodeEnd['crashed']>): string {
  return problem ?? `crashed: ${exitCode === null ? `signal ${signal}` : `exit code ${exitCode}`}`;
}

/** A sentence for nodes muted for a line that was meant for people; empty for other lines. */
export function logAdvice(line: string): string {
  return line.trimStart().startsWith('{') ? '' : ' Stdout is for messages only: print logs to stderr.';
}
