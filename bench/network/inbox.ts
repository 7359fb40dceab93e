import type { Envelope } from './envelope.ts';

/** What an {@link Inbox} needs from the network around it. */
export interface InboxOwner {
  /**
   * Whether a cut stops this message; called when it is taken from the queue, so a later cut stops
   * it too.
   */
  isCut(envelope: Envelope): boolean;
  /** A message has arrived. */
  deliver(envelope: Envelope): void;
  /** Something is due: the network calls {@link Inbox.serve} soon. */
  ready(inbox: Inbox): void;
  /** A message was dropped: cut, or more than is kept for a node that is down. */
  dropped(envelope: Envelope): void;
}

/** The queue of one destination, and the rule by which its messages are delivered. */
export interface Inbox {
  push(envelope: Envelope): void;
  /** Delivers all that is due, and waits for the rest. */
  serve(): void;
  /** The destination is down: nothing is delivered until {@link resume}. */
  suspend(): void;
  /** The destination is back. */
  resume(): void;
  /** Takes out all that is kept for a fresh process, which gets it later. */
  setAside(): Envelope[];
}
