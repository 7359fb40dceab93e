import { type Figure, figure } from '../figure.ts';
import type { Check } from '../result.ts';
import type { LoadMoment } from './load/load-spec.ts';
import type { LoadRun } from './load/run-load.ts';

/** A figure of what was measured, from one value for each run. */
export function over(runs: readonly LoadRun[], value: (run: LoadRun) => number | null | undefined): Figure | null {
  return figure(runs.map(value));
}

/** How long a measurement took, in milliseconds. */
export function spanMs({ from, to }: LoadRun): number {
  return to.node.atMs - from.node.atMs;
}

/** Requests answered a second. */
export function perSecond(run: LoadRun): number {
  return ((run.to.answered - run.from.answered) / spanMs(run)) * 1_000;
}

/** Requests to the store for each request answered, during the measurement. */
export function kvPerRequest({ from, to }: LoadRun): number | null {
  const answered = to.answered - from.answered;
  return answered === 0 ? null : (to.kvRequests - from.kvRequests) / answered;
}

/** Requests to the store for each round-trip time. */
export function kvPerRoundTrip(run: LoadRun, roundTripMs: number): number {
  return ((run.to.kvRequests - run.from.kvRequests) / spanMs(run)) * roundTripMs;
}

/** The share of the measurement in which a CPU was at work for a thread or several; null where the system doesn't tell. */
export function cpuShare(run: LoadRun, of: (moment: LoadMoment) => number): number | null {
  return of(run.to) === 0 ? null : (of(run.to) - of(run.from)) / spanMs(run);
}

/** What must be true of a measurement for it to count: everything sent was answered, and the counter shows the sum. */
export function workDone(
  what: string,
  { sent, answered, errors, firstError, sumSent, sumRead, problem }: LoadRun,
): Check {
  const trouble = [problem, errors > 0 ? `${errors} errors, the first ${firstError}` : undefined].filter(Boolean);
  return {
    what,
    expected: `${sent} answers, counter ${sumSent}`,
    found: [`${answered} answers, counter ${sumRead ?? 'unread'}`, ...trouble].join('; '),
  };
}
