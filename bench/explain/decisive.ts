import type { Failure } from './failure.ts';
import type { Moment } from './moment.ts';
import type { StoreAnswer, Trace, TraceEvent } from './trace.ts';

/** At most so many events of the wrong operation's node are kept: the last ones. */
const ownEventsMax = 60;

/** The events of a run that decided its failure, in order. */
export interface Decisive {
  readonly events: readonly TraceEvent[];
  /** The place of the moment among them; -1 if there is none. */
  readonly at: number;
}

/**
 * Picks what decided a failure from all that happened: what the node of the wrong operation did
 * about it; the moment at which it went wrong; and what was in the store before that, or what the
 * wrong answer did not show.
 */
export function decisive({ events }: Trace, { operation }: Failure, moment: Moment | undefined): Decisive {
  const kept = new Set<number>();
  const keep = (places: readonly number[]) => {
    for (const place of places) {
      kept.add(place);
    }
  };
  if (operation !== undefined) {
    keep(during(events, operation.invokedMs, operation.completedMs, [operation.node, operation.client]));
  }
  if (moment !== undefined) {
    kept.add(moment.at);
    const { answer } = moment;
    if (answer !== undefined) {
      keep(exchange(events, answer));
      const changes = events
        .slice(0, moment.at)
        .flatMap((event, place) => (changesKey(event, answer.key) ? [place] : []));
      keep(changes.slice(-1).flatMap((place) => withExchange(events, place)));
      // What its writer went by.
      const seen = events.slice(0, moment.at).findLastIndex((event) => isAnswerTo(event, answer.src, answer.key));
      keep(answer.changed && seen >= 0 ? withExchange(events, seen) : []);
    }
  }
  // A message is kept with both of its ends, so that none looks as if it were lost.
  const ids = new Set([...kept].flatMap((place) => messageOf(events[place]!) ?? []));
  keep(events.flatMap((event, place) => (ids.has(messageOf(event) ?? -1) ? [place] : [])));
  const places = [...kept].sort((a, b) => a - b);
  return { events: places.map((place) => events[place]!), at: moment === undefined ? -1 : places.indexOf(moment.at) };
}

function during(
  events: readonly TraceEvent[],
  fromMs: number,
  toMs: number,
  ids: readonly string[],
): readonly number[] {
  const near = 1e-6;
  const end = events.findLastIndex(
    (event) =>
      event.kind === 'completed' && Math.abs(event.atMs - toMs) <= near && ids.includes(event.operation.client),
  );
  const places = events.flatMap((event, place) => {
    const isThen = event.atMs >= fromMs - near && event.atMs <= toMs + near && (end < 0 || place <= end);
    return isThen && (concerns(event, ids) || place === end) ? [place] : [];
  });
  return places.slice(-ownEventsMax);
}

function messageOf(event: TraceEvent): number | undefined {
  return event.kind === 'send' || event.kind === 'receive' ? event.id : undefined;
}

function concerns(event: TraceEvent, ids: readonly string[]): boolean {
  switch (event.kind) {
    case 'send':
    case 'receive':
      return ids.includes(event.src) || ids.includes(event.dest);
    case 'answer':
      return ids.includes(event.answer.src);
    default:
      return false;
  }
}

function changesKey(event: TraceEvent, key: string): boolean {
  return event.kind === 'answer' && event.answer.changed && event.answer.key === key;
}

function isAnswerTo(event: TraceEvent, src: string, key: string): boolean {
  return event.kind === 'answer' && event.answer.src === src && event.answer.key === key;
}

function withExchange(events: readonly TraceEvent[], place: number): readonly number[] {
  const event = events[place];
  return event?.kind === 'answer' ? [place, ...exchange(events, event.answer)] : [place];
}

/** The messages of a request and of its answer. */
function exchange(events: readonly TraceEvent[], { src, request }: StoreAnswer): readonly number[] {
  const { msg_id: id } = request;
  return events.flatMap((event, place) => {
    const isMessage = event.kind === 'send' || event.kind === 'receive';
    const belongs =
      isMessage &&
      ((event.src === src && event.body.msg_id === id && event.body.type === request.type) ||
        (event.dest === src && event.body.in_reply_to === id && event.body.type !== 'init_ok'));
    return belongs ? [place] : [];
  });
}
