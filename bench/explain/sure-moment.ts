import type { Anomaly } from './anomaly.ts';
import type { Failure } from './failure.ts';
import { type Moment, momentOf } from './moment.ts';
import type { Trace, TraceEvent } from './trace.ts';

/**
 * The event at which a whole run went wrong, if that is beyond doubt. In a run from which nothing
 * was taken away much looks wrong that did no harm: old answers that were asked again, numbers that
 * are no totals, nodes that were killed with nothing to lose.
 */
export function sureMomentOf(trace: Trace, failure: Failure, anomaly: Anomaly): Moment | undefined {
  const moment = momentOf(onlySums(trace, anomaly), failure, anomaly);
  switch (moment?.how) {
    case 'stale':
      // Experiment shows that it was an answer after the read had been sent.
      return trace.events[moment.at]!.atMs >= failure.operation!.invokedMs - 1e-6 ? moment : undefined;
    case 'unseen':
    case 'lowered':
      return anomaly === 'lost' ? moment : undefined;
    case 'counted twice':
      return moment;
    default:
      return undefined;
  }
}

/** Without answers about what can't be a sum of adds; places stay what they are. */
function onlySums(trace: Trace, anomaly: Anomaly): Trace {
  if (anomaly === 'stale') {
    return trace;
  }
  const adds = trace.events.flatMap((event) =>
    event.kind === 'completed' && event.operation.f === 'add' ? [event.operation.value ?? 0] : [],
  );
  const most = 2 * adds.reduce((sum, delta) => sum + delta, 0);
  const isSum = (value: unknown) => value === undefined || (Number.isInteger(value) && Number(value) <= most);
  const others = new Set(
    trace.events.flatMap((event) => (event.kind === 'answer' && !isSum(event.answer.newest) ? [event.answer.key] : [])),
  );
  const kept = (event: TraceEvent): TraceEvent =>
    event.kind === 'answer' && others.has(event.answer.key)
      ? { ...event, answer: { ...event.answer, changed: false, request: {} } }
      : event;
  return { ...trace, events: trace.events.map(kept) };
}
