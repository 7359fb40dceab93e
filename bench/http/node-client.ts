import type { Body } from '../../src/shared/wire/message.ts';
import { statusOf } from './status.ts';

/** The outcome of a request to a node. */
export interface Answer {
  /** An HTTP status. */
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a node's clients sent and were answered, in numbers. */
export interface ClientCounts {
  /** Requests answered with success. */
  addsAcknowledged: number;
  /** The sum of the deltas of those adds. */
  deltaAcknowledged: number;
  readsAnswered: number;
  /** The sum of the deltas of adds that may or may not have happened. */
  deltaInDoubt: number;
  /** Requests answered with an error, or not at all. */
  failed: number;
}

/** How long a node may take, in milliseconds: more than its own deadline. */
export const answerMsMax = 5_000;

interface Pending {
  readonly type: 'add' | 'read';
  readonly delta: number;
  readonly sentMs: number;
  readonly done: (answer: Answer) => void;
}

/** A client of one node, which has many requests open at once; each has a msg_id of its own. */
export class NodeClient {
  readonly counts: ClientCounts = {
    addsAcknowledged: 0,
    deltaAcknowledged: 0,
    readsAnswered: 0,
    deltaInDoubt: 0,
    failed: 0,
  };
  readonly #send: (body: Body) => void;
  readonly #nowMs: () => number;
  readonly #pending = new Map<number, Pending>();
  #nextMsgId = 1;
  #gone: string | undefined;

  /** `send` sends the node a message from this client. */
  constructor(send: (body: Body) => void, nowMs: () => number) {
    this.#send = send;
    this.#nowMs = nowMs;
  }

  /** Requests without an answer. */
  get open(): number {
    return this.#pending.size;
  }

  /** Adds `delta`, which may be any JSON: the node decides what is valid. */
  add(delta: unknown, done: (answer: Answer) => void): void {
    const counted = typeof delta === 'number' ? delta : 0;
    this.#request({ type: 'add', delta }, { type: 'add', delta: counted, sentMs: this.#nowMs(), done });
  }

  read(done: (answer: Answer) => void): void {
    this.#request({ type: 'read' }, { type: 'read', delta: 0, sentMs: this.#nowMs(), done });
  }

  /** Takes a reply of the node; one that belongs to no open request is ignored. */
  receive(body: Body): void {
    const msgId = body.in_reply_to ?? 0;
    const pending = this.#pending.get(msgId);
    if (pending === undefined) {
      return;
    }
    this.#pending.delete(msgId);
    this.#settle(pending, answerOf(body));
  }

  /** Gives up requests that have waited too long. To be called now and then. */
  sweep(): void {
    const sinceMs = this.#nowMs() - answerMsMax;
    // In the order in which they were sent.
    for (const [msgId, pending] of this.#pending) {
      if (pending.sentMs > sinceMs) {
        return;
      }
      this.#pending.delete(msgId);
      this.#settle(pending, failure(504, 'the node did not answer in time; it may or may not have happened'));
    }
  }

  /** The node has ended: open requests are in doubt, new ones are refused. */
  nodeEnded(why: string): void {
    this.#gone = why;
    for (const pending of this.#pending.values()) {
      this.#settle(pending, failure(504, `${why}; it may or may not have happened`));
    }
    this.#pending.clear();
  }

  #request(body: Omit<Body, 'msg_id'> & { readonly type: string }, pending: Pending): void {
    if (this.#gone !== undefined) {
      this.#settle(pending, failure(503, this.#gone));
      return;
    }
    const msgId = this.#nextMsgId;
    this.#nextMsgId += 1;
    this.#pending.set(msgId, pending);
    this.#send({ ...body, msg_id: msgId });
  }

  #settle({ type, delta, done }: Pending, answer: Answer): void {
    if (answer.status !== 200) {
      this.counts.failed += 1;
      if (type === 'add' && inDoubt.has(answer.status)) {
        this.counts.deltaInDoubt += delta;
      }
    } else if (type === 'read') {
      this.counts.readsAnswered += 1;
    } else {
      this.counts.addsAcknowledged += 1;
      this.counts.deltaAcknowledged += delta;
    }
    done(answer);
  }
}

/** Statuses that leave it open whether the request was carried out. */
const inDoubt: ReadonlySet<number> = new Set([500, 504]);

function answerOf({ type, value, code, text }: Body): Answer {
  if (type === 'add_ok') {
    return { status: 200, body: { ok: true } };
  }
  if (type === 'read_ok') {
    return { status: 200, body: { value } };
  }
  return failure(statusOf(Number(code)), String(text ?? `the node answered ${type}`), Number(code));
}

function failure(status: number, error: string, code?: number): Answer {
  return { status, body: { error, ...(code !== undefined && { code }) } };
}
