import type { Operation } from '../run.ts';

/** An add that may count, by the steps of the counter in which it can have taken effect. */
export interface PlacedAdd {
  readonly delta: number;
  readonly invokedMs: number;
  /** Infinity when it ended in `info`: it may take effect at any later time. */
  readonly completedMs: number;
  /**
   * The first step that it can be part of; a step above the last when it began after every read had
   * completed.
   */
  readonly first: number;
  /**
   * The last step that it can be part of; Infinity when nothing shows that it took effect. Less
   * than `first` when there is no such step.
   */
  readonly last: number;
}

/**
 * The values of the reads, ascending, as steps of a counter that starts at 0: step i leads from
 * value i − 1 to value i. Arrays are indexed by step; index 0 is the start, before any read.
 */
export interface CounterSteps {
  readonly values: readonly number[];
  /**
   * The last read, by invocation, of this step's value or a lower one: adds acknowledged before it
   * are part of this value.
   */
  readonly latestInvoked: readonly Operation[];
  /**
   * The first read, by completion, of this step's value or a higher one: adds that began after it
   * are not part of this value.
   */
  readonly earliestCompleted: readonly Operation[];
  /** Every add with a positive delta that was not refused. */
  readonly adds: readonly PlacedAdd[];
}

/**
 * Turns a history of a grow-only counter into steps. It is linearizable if and only if its reads
 * never go back in real time, and each add can be given to one step between its `first` and `last`
 * (or to none, if `last` is Infinity) so that
 *
 * 1. the adds of step i sum to values[i] − values[i − 1], for every i, and
 * 2. no add is given to an earlier step than one that completed before it began.
 *
 * Proof: reads of equal values have no positive add between them, so a linearization is a sequence
 * of steps and groups of reads. `first` and `last` are exactly the real-time order between adds and
 * reads; within a step or a group any order that agrees with real time will do. Adds of 0 fit in
 * anywhere: they change nothing, and a linear extension of a part extends to the whole.
 */
export function counterSteps(operations: readonly Operation[]): CounterSteps {
  const reads = operations.filter(({ f, outcome }) => f === 'read' && outcome === 'ok');
  reads.sort((a, b) => a.value! - b.value!);
  const values = [0];
  const latestInvoked: Operation[] = [];
  const earliestCompleted: Operation[] = [];
  for (const read of reads) {
    if (values.length === 1 || read.value !== values.at(-1)) {
      values.push(read.value!);
    }
    const step = values.length - 1;
    const latest = latestInvoked[step] ?? latestInvoked[step - 1];
    latestInvoked[step] = latest === undefined || read.invokedMs > latest.invokedMs ? read : latest;
    const earliest = earliestCompleted[step];
    earliestCompleted[step] = earliest === undefined || read.completedMs < earliest.completedMs ? read : earliest;
  }
  for (let step = values.length - 2; step >= 1; step -= 1) {
    const later = earliestCompleted[step + 1]!;
    if (later.completedMs < earliestCompleted[step]!.completedMs) {
      earliestCompleted[step] = later;
    }
  }
  const adds: PlacedAdd[] = [];
  for (const { f, outcome, value, invokedMs, completedMs } of operations) {
    if (f !== 'add' || outcome === 'fail' || value === null || value <= 0) {
      continue;
    }
    const first = firstStep(values.length, (step) => earliestCompleted[step]!.completedMs >= invokedMs);
    const endMs = outcome === 'ok' ? completedMs : Number.POSITIVE_INFINITY;
    const shown = firstStep(values.length, (step) => latestInvoked[step]!.invokedMs > endMs);
    const last = shown < values.length ? shown : Number.POSITIVE_INFINITY;
    adds.push({ delta: value, invokedMs, completedMs: endMs, first, last });
  }
  return { values, latestInvoked, earliestCompleted, adds };
}

/**
 * The first step from 1 on for which `holds`; once true it stays true. `length` when there is none.
 */
function firstStep(length: number, holds: (step: number) => boolean): number {
  let low = 1;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
