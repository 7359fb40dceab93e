import type { FaultInterval, Operation } from '../run.ts';
import { keyName } from '../services/key-value.ts';
import { get } from '../services/persistent-map.ts';
import type { ServiceHolder } from '../services/service-holder.ts';
import type { Play } from './script/play.ts';
import type { Played } from './script/played.ts';
import type { Script } from './script/script.ts';
import { storeViewOf } from './store-view.ts';

/** A message's body. */
export type MessageBody = { readonly type?: unknown; readonly [field: string]: unknown };

/** How the store came to an answer. Values are undefined where the key is missing. */
export interface StoreAnswer {
  readonly src: string;
  readonly request: MessageBody;
  readonly reply: MessageBody | undefined;
  readonly key: string;
  /** The state that was answered from, or that was made, by its place in the order of states. */
  readonly index: number;
  /** The newest state after the answer. */
  readonly newestIndex: number;
  /** Whether the request changed something. */
  readonly changed: boolean;
  /**
   * What the key held in the state that was answered from, or, if something changed, in the newest
   * one before.
   */
  readonly before: unknown;
  /** What the key holds in the newest state, after the answer. */
  readonly newest: unknown;
}

/** A message was sent, or arrived; a copy that the network made arrives with the same id. */
export interface MessageEvent<Kind extends 'send' | 'receive' = 'send' | 'receive'> {
  readonly kind: Kind;
  readonly atMs: number;
  readonly id: number;
  readonly src: string;
  readonly dest: string;
  readonly body: MessageBody;
}

/** One thing that happened in a run; times are milliseconds since it began. */
export type TraceEvent =
  | MessageEvent<'send'>
  | MessageEvent<'receive'>
  | { readonly kind: 'answer'; readonly atMs: number; readonly answer: StoreAnswer }
  | { readonly kind: 'fault'; readonly atMs: number; readonly on: boolean; readonly fault: FaultInterval }
  | { readonly kind: 'completed'; readonly atMs: number; readonly operation: Operation };

/** A run seen from the inside: every message, every answer of the store, every fault, in order. */
export interface Trace {
  readonly script: Script;
  readonly played: Played;
  readonly events: readonly TraceEvent[];
  /** Whether only some of what happened is among the events. */
  readonly isExcerpt?: true;
}

/** Plays a script and records all that happens once the load has begun. */
export function traceOf(script: Script, play: Play): Trace {
  const events: TraceEvent[] = [];
  const view = storeViewOf(script.options.store);
  const played = play(script, (time, services) => {
    let originMs: number | undefined;
    /** A model whose states have no places gets one for each change. */
    let changes = 0;
    const note = (event: (atMs: number) => TraceEvent) => {
      if (originMs !== undefined) {
        events.push(event(time.nowMs() - originMs));
      }
    };
    const message = (kind: 'send' | 'receive') => (id: number, src: string, dest: string, bodyText: string) =>
      note((atMs) => ({ kind, atMs, id, src, dest, body: JSON.parse(bodyText) }));
    const watched = (store: ServiceHolder): ServiceHolder => ({
      ...store,
      handle(request) {
        const { src, body } = request;
        const key = keyName(body.key);
        const before = view.newest(store.state());
        const reply = store.handle(request);
        const after = view.newest(store.state());
        const changed = after.values !== before.values;
        if (changed) {
          changes += 1;
        }
        const from = changed ? before : view.shown(store.state(), src);
        const isPlain = script.options.store === 'lin-kv';
        const valueIn = (values: typeof after.values) => get(values, key)?.value;
        note((atMs) => ({
          kind: 'answer',
          atMs,
          answer: {
            src,
            request: body,
            reply,
            key,
            changed,
            index: isPlain ? changes : changed ? view.shown(store.state(), src).index : from.index,
            newestIndex: isPlain ? changes : after.index,
            before: valueIn(from.values),
            newest: valueIn(after.values),
          },
        }));
        return reply;
      },
    });
    return {
      services: services.map((each) => (each.name === script.options.service ? watched(each) : each)),
      started: () => {
        originMs = time.nowMs();
      },
      log: { send: message('send'), receive: message('receive') },
      faultSwitched: (fault, on) => note((atMs) => ({ kind: 'fault', atMs, on, fault: { ...fault } })),
      completed: (operation) => note((atMs) => ({ kind: 'completed', atMs, operation })),
    };
  });
  return { script, played, events };
}
