import TinyQueue from 'tinyqueue';
import type { Environment, Timer } from '../../src/main/environment.ts';
import { byDeadline, type Envelope } from './envelope.ts';
import type { Inbox, InboxOwner } from './inbox.ts';

/** How many messages Maelstrom keeps for a node that is down. */
export const backlogMax = 10;

/**
 * Maelstrom's inbox, a queue with one thread that serves it: the thread takes the message with the
 * nearest deadline and sleeps until it is due, less what there is of a millisecond: it sleeps for
 * whole ones, and some time has always passed since the message was sent. So what is due in 1 ms is
 * delivered at once. What comes meanwhile waits, even if it is due sooner: so a client's message
 * can be held up behind a delayed one. For a node that is down no more than {@link backlogMax}
 * messages are kept.
 */
export class MaelstromInbox implements Inbox {
  readonly #environment: Environment;
  readonly #owner: InboxOwner;
  readonly #queue = new TinyQueue<Envelope>([], byDeadline);
  /** The message the thread sleeps on. */
  #head: Envelope | undefined;
  #headAtMs = 0;
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

  serve(): void {
    this.#isReady = false;
    while (this.#served) {
      this.#head ??= this.#take();
      if (!this.#head) {
        return;
      }
      const waitMs = this.#headAtMs - this.#environment.nowMs();
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

  suspend(): void {
    this.#served = false;
    this.#wake?.cancel();
    this.#wake = undefined;
  }

  resume(): void {
    this.#served = true;
    this.#getReady();
  }

  setAside(): Envelope[] {
    // What the dead process's thread slept on is lost with it.
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
        const nowMs = this.#environment.nowMs();
        // Less than rounding makes of a sum is nothing.
        this.#headAtMs = nowMs + Math.max(0, Math.ceil(first.deadlineMs - nowMs - 1e-6) - 1);
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
