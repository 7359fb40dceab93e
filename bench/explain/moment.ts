import { equal } from '../json/json-value.ts';
import type { Anomaly } from './anomaly.ts';
import type { Failure } from './failure.ts';
import type { MessageEvent, StoreAnswer, Trace, TraceEvent } from './trace.ts';

/** The event at which a run went wrong, by its place in the trace. */
export interface Moment {
  readonly at: number;
  readonly answer?: StoreAnswer;
  /** What the key held when it was overwritten. */
  readonly overwritten?: unknown;
  /** What the writer had last seen there, if anything. */
  readonly believed?: { readonly value: unknown };
  /** A request that was applied, but whose sender first received the refusal of a copy. */
  readonly copied?: MessageEvent;
  readonly how: 'stale' | 'lowered' | 'unseen' | 'killed' | 'counted twice';
}

/** Finds the event at which the run went wrong, unless it is the wrong answer itself. */
export function momentOf(trace: Trace, failure: Failure, anomaly: Anomaly): Moment | undefined {
  switch (anomaly) {
    case 'stale':
      return staleAnswer(trace, failure);
    case 'lost':
    case 'late':
      return overwriting(trace) ?? killing(trace);
    case 'doubled':
      return doubling(trace);
    default:
      return undefined;
  }
}

/**
 * The last answer from an old state, before the wrong reply, that would have been different from
 * the newest state.
 */
function staleAnswer({ events }: Trace, { operation }: Failure): Moment | undefined {
  const until = events.findIndex((event) => event.kind === 'completed' && event.operation === operation);
  for (let at = until - 1; at >= 0; at -= 1) {
    const event = events[at]!;
    if (event.kind !== 'answer' || event.answer.src !== operation?.node) {
      continue;
    }
    const { changed, index, newestIndex, before, newest } = event.answer;
    if (!changed && index < newestIndex && !equal(before ?? null, newest ?? null)) {
      return { at, answer: event.answer, how: 'stale' };
    }
  }
  return undefined;
}

/** The first write that lowered a number, or whose sender did not know what it replaced. */
function overwriting({ events }: Trace): Moment | undefined {
  const held = new Map<string, unknown>();
  const known = new Map<string, unknown>();
  for (const [at, event] of events.entries()) {
    if (event.kind === 'fault' && event.on && event.fault.fault === 'kill') {
      // A killed node forgets everything.
      for (const own of known.keys()) {
        if (event.fault.detail.split(' ').includes(JSON.parse(own)[0])) {
          known.delete(own);
        }
      }
    }
    if (event.kind !== 'answer') {
      continue;
    }
    const { src, key, request, reply, newest } = event.answer;
    const own = JSON.stringify([src, key]);
    if (request.type === 'write' && equal(newest ?? null, request.value ?? null)) {
      const overwritten = held.get(key);
      const isLowered = typeof overwritten === 'number' && typeof newest === 'number' && newest < overwritten;
      const isUnseen = !equal(known.get(own) ?? null, overwritten ?? null);
      if (isLowered || isUnseen) {
        const believed = known.has(own) ? { value: known.get(own) } : undefined;
        const how = isUnseen ? 'unseen' : 'lowered';
        return { at, answer: event.answer, overwritten, how, ...(believed && { believed }) };
      }
    }
    held.set(key, newest);
    if (request.type === 'write') {
      known.set(own, request.value);
    } else if (reply?.type === 'cas_ok') {
      known.set(own, request.to);
    } else if (reply?.type === 'read_ok') {
      known.set(own, reply.value);
    } else if (reply?.code === 20) {
      known.set(own, undefined);
    }
  }
  return undefined;
}

function killing({ events }: Trace): Moment | undefined {
  const at = events.findIndex((event) => event.kind === 'fault' && event.on && event.fault.fault === 'kill');
  return at < 0 ? undefined : { at, how: 'killed' };
}

/**
 * The first change after which the store holds more than was ever added. Keys with a dot are not
 * totals.
 */
function doubling({ events }: Trace): Moment | undefined {
  const held = new Map<string, number>();
  let sent = 0;
  for (const [at, event] of events.entries()) {
    if (event.kind === 'send' && event.body.type === 'add') {
      sent += Number(event.body.delta);
    }
    if (event.kind !== 'answer' || !event.answer.changed) {
      continue;
    }
    const { key, newest } = event.answer;
    if (typeof newest === 'number' && !key.includes('.')) {
      held.set(key, newest);
    }
    const total = [...held.values()].reduce((sum, value) => sum + value, 0);
    if (total > sent) {
      const copied = refusedCopy(events.slice(0, at));
      return { at, answer: event.answer, how: 'counted twice', ...(copied && { copied }) };
    }
  }
  return undefined;
}

/** A request for which the refusal of a copy arrived before its confirmation. */
function refusedCopy(events: readonly TraceEvent[]): MessageEvent | undefined {
  return events.findLast((event): event is MessageEvent<'send'> => {
    if (event.kind !== 'send' || event.body.type !== 'cas') {
      return false;
    }
    const { src, body } = event;
    const replies = events.flatMap((each) =>
      each.kind === 'receive' && each.dest === src && each.body.in_reply_to === body.msg_id ? [each.body] : [],
    );
    const applied = events.some(
      (each) =>
        each.kind === 'answer' && each.answer.request.msg_id === body.msg_id && each.answer.reply?.type === 'cas_ok',
    );
    return applied && replies[0]?.code === 22;
  });
}
