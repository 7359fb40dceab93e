import type { Run } from '../run.ts';

/** The operations of a run, one a line, as JSON: the same seed gives the same bytes. */
export function historyText(run: Run): string {
  return run.operations.map((operation) => `${JSON.stringify(operation)}\n`).join('');
}
