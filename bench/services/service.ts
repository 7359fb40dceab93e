import type { Random } from '../random.ts';

/** A request as a service sees it: its sender, and the parsed body. */
export interface ServiceRequest {
  readonly src: string;
  readonly body: { readonly type?: unknown; readonly [field: string]: unknown };
}

/** The body of a reply without `in_reply_to`, which {@link ServiceHolder} adds. */
export interface ServiceReply {
  readonly type: string;
  readonly [field: string]: unknown;
}

/**
 * The outcome of a request: the state after it, and the reply; undefined for a type that the
 * service doesn't know.
 */
export interface Step<State> {
  readonly state: State;
  readonly reply: ServiceReply | undefined;
}

/**
 * A model of a service, free of time and I/O: `handle` is a function of its arguments and never
 * changes them, so a state may be kept, compared and gone back to. A step that changes nothing
 * returns the very same state object: the wrappers ({@link sequential} and others) see by identity
 * whether a request was an update. A model needs one file and one line in {@link maelstromServices}
 * or a list like it.
 */
export interface Service<State> {
  readonly initial: State;
  /** @param random - Drawn from only when the service has a choice to make. */
  handle(state: State, request: ServiceRequest, random: Random): Step<State>;
}
