import type { Random } from '../random.ts';

/** A request as a service sees it: who asks, and the body as it was parsed. */
export interface ServiceRequest {
  readonly src: string;
  readonly body: { readonly type?: unknown; readonly [field: string]: unknown };
}

/** A reply's body but for `in_reply_to`, which {@link ServiceHolder} adds. */
export interface ServiceReply {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What one request leads to: the state after it, and the reply, undefined for a type the service doesn't know. */
export interface Step<State> {
  readonly state: State;
  readonly reply: ServiceReply | undefined;
}

/**
 * A model of a service, free of time and I/O: `handle` is a function of its arguments and never changes them, so a state
 * may be kept, compared and gone back to. A step that changes nothing returns the very same state object: the wrappers
 * ({@link sequential} and its kind) tell by identity whether a request was an update. A model needs one file and one line in
 * {@link maelstromServices} or its like.
 */
export interface Service<State> {
  readonly initial: State;
  /** @param random - Drawn from only when the service has a choice to make. */
  handle(state: State, request: ServiceRequest, random: Random): Step<State>;
}
