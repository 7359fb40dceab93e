import TinyQueue from 'tinyqueue';
import type { Environment, Timer } from '../../src/main/environment.ts';
import { byDeadline, type Envelope } from './envelope.ts';
import type { Inbox, InboxOwner } from './inbox.ts';

/**
 * An inbox without a thread: each message arrives at its own deadline, whatever else is on its way.
 * A message whose destination is down waits for it, and all of them are kept.
 */
export class IndependentInbox implements Inbox {
  readonly #environment: Environment;
  readonly #owner: InboxOwner;
  readonly #queue = new TinyQueue<Envelope>([], byDeadline);
  #wake: { readonly timer: Timer; readonly atMs: number } | undefined;
  #served = true;
  #isReady = false;

  constructor(environment: Environment, owner: InboxOwner) {
    this.#environment = environment;
    this.#owner = owner;
  }

  push(envelope: Envelope): void {
    this.#queue.push(envelope);
    this.#getReady();
  }

  serve(): void {
    this.#isReady = false;
    if (!this.#served) {
      return;
    }
    for (let first = this.#queue.peek(); first; first = this.#queue.peek()) {
      if (first.deadlineMs > this.#environment.nowMs()) {
        this.#sleepUntil(first.deadlineMs);
        return;
      }
      this.#queue.pop();
      if (this.#owner.isCut(first)) {
        this.#owner.dropped(first);
      } else {
        this.#owner.deliver(first);
      }
    }
  }

  suspend(): void {
    this.#served = false;
  }

  resume(): void {
    this.#served = true;
    this.#getReady();
  }

  setAside(): Envelope[] {
    // What is still on its way comes when it is due, to whoever is there.
    const nowMs = this.#environment.nowMs();
    const backlog: Envelope[] = [];
    for (let first = this.#queue.peek(); first && first.deadlineMs <= nowMs; first = this.#queue.peek()) {
      this.#queue.pop();
      backlog.push(first);
    }
    return backlog;
  }

  #sleepUntil(atMs: number): void {
    if (this.#wake !== undefined && this.#wake.atMs <= atMs) {
      return;
    }
    this.#wake?.timer.cancel();
    const timer = this.#environment.after(atMs - this.#environment.nowMs(), () => {
      this.#wake = undefined;
      this.#getReady();
    });
    this.#wake = { timer, atMs };
  }

  #getReady(): void {
    if (this.#served && !this.#isReady) {
      this.#isReady = true;
      this.#owner.ready(this);
    }
  }
}
