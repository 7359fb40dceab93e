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

/** Requests answered per second. */
export function perSecond(run: LoadRun): number {
  return ((run.to.answered - run.from.answered) / spanMs(run)) * 1_000;
}

/** Requests to the store per request answered, during the measurement. */
export function kvPerRequest({ from, to }: LoadRun): number | null {
  const answered = to.answered - from.answered;
  return answered === 0 ? null : (to.kvRequests - from.kvRequests) / answered;
}

/** Requests to the store per round-trip time. */
export function kvPerRoundTrip(run: LoadRun, roundTripMs: number): number {
  return ((run.to.kvRequests - run.from.kvRequests) / spanMs(run)) * roundTripMs;
}

/**
 * The CPU time of one or several threads as a share of the measurement; null where the system
 * doesn't report it.
 */
export function cpuShare(run: LoadRun, of: (moment: LoadMoment) => number): number | null {
  return of(run.to) === 0 ? null : (of(run.to) - of(run.from)) / spanMs(run);
}

/**
 * A measurement counts only if this holds: everything sent was answered, and the counter shows the
 * sum.
 */
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
