import TinyQueue from 'tinyqueue';
import type { Environment, Timer } from '../../src/main/environment.ts';
import type { Envelope } from './envelope.ts';

/** How many messages Maelstrom keeps for a node that is down. */
export const backlogMax = 10;

/** What an {@link Inbox} needs from the network around it. */
export interface InboxOwner {
  /** Asked when a message is taken from the queue, so a cut that came after it was sent still stops it. */
  isCut(envelope: Envelope): boolean;
  /** A message came to its end here. */
  deliver(envelope: Envelope): void;
  /** Something is due: the network calls {@link Inbox.serve} soon. */
  ready(inbox: Inbox): void;
  /** A message was dropped: cut, or beyond what is kept for a node that is down. */
  dropped(envelope: Envelope): void;
}

/**
 * The queue of one destination and the one "thread" that serves it, as Maelstrom has it: the message with the nearest
 * deadline is taken, and the thread sleeps on it until it is due. What comes meanwhile waits, even if it is due
 * sooner: so a client's message can be held up behind a delayed one.
 */
export class Inbox {
  readonly #environment: Environment;
  readonly #owner: InboxOwner;
  readonly #queue = new TinyQueue<Envelope>([], byDeadline);
  /** The message the thread sleeps on. */
  #head: Envelope | undefined;
  #wake: Timer | undefined;
  #served = true;
  #isReady = false;

  constructor(environment: Environment, owner: InboxOwner) {
    this.#environment = environment;
    this.#owner = owner;
  }

  push(envelope: Envelope): void {
    if (!this.#served && this.#queue.length >= backlogMax) {
      this.#owner.dropped(envelope);
      return;
    }
    this.#queue.push(envelope);
    this.#getReady();
  }

  /** Delivers all that is due, and sleeps on the first that isn't. */
  serve(): void {
    this.#isReady = false;
    while (this.#served) {
      this.#head ??= this.#take();
      if (!this.#head) {
        return;
      }
      const waitMs = this.#head.deadlineMs - this.#environment.nowMs();
      if (waitMs > 0) {
        this.#wake ??= this.#environment.after(waitMs, () => {
          this.#wake = undefined;
          this.#getReady();
        });
        return;
      }
      this.#wake?.cancel();
      this.#wake = undefined;
      const due = this.#head;
      this.#head = undefined;
      this.#owner.deliver(due);
    }
  }

  /** Nobody takes messages any more: the destination is down. What is queued stays; no more than {@link backlogMax} are kept. */
  suspend(): void {
    this.#served = false;
    this.#wake?.cancel();
    this.#wake = undefined;
  }

  /** The destination is back. */
  resume(): void {
    this.#served = true;
    this.#getReady();
  }

  /** Takes out what is queued, for a fresh process to get later; what the dead one's thread had in its hands is lost. */
  setAside(): Envelope[] {
    if (this.#head) {
      this.#owner.dropped(this.#head);
      this.#head = undefined;
    }
    const backlog: Envelope[] = [];
    for (let first = this.#queue.pop(); first; first = this.#queue.pop()) {
      backlog.push(first);
    }
    return backlog;
  }

  #take(): Envelope | undefined {
    for (let first = this.#queue.pop(); first; first = this.#queue.pop()) {
      if (!this.#owner.isCut(first)) {
        return first;
      }
      this.#owner.dropped(first);
    }
    return undefined;
  }

  #getReady(): void {
    // While the thread sleeps on a message, nothing else is looked at.
    if (this.#served && !this.#isReady && !this.#wake) {
      this.#isReady = true;
      this.#owner.ready(this);
    }
  }
}

/** By deadline, and those of the same deadline in the order they came, so that a constant latency keeps the order of a link. */
function byDeadline(left: Envelope, right: Envelope): number {
  return left.deadlineMs - right.deadlineMs || left.order - right.order;
}
