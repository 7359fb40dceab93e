import type { Environment, Timer } from '../../src/main/environment.ts';
import type { Body } from '../../src/shared/wire/message.ts';

/** How long a node waits for the answer to a request of its own. */
export const callTimeoutMs = 1_000;

/** Receives the body of the answer, also of an error, or undefined when none came in time. */
export type CallDone = (reply: Body | undefined) => void;

interface Call {
  readonly dest: string;
  readonly done: CallDone;
  readonly timer: Timer;
}

/** A node's own requests, to the store or to other nodes, each with a timeout and a callback. */
export class Calls {
  readonly #environment: Environment;
  readonly #send: (dest: string, body: Body) => void;
  readonly #open = new Map<number, Call>();
  #nextMsgId: number;

  constructor(environment: Environment, send: (dest: string, body: Body) => void) {
    this.#environment = environment;
    this.#send = send;
    // A random start: answers to requests of an earlier life still come, and must not be taken for
    // ours.
    this.#nextMsgId = this.unique();
  }

  /**
   * A number that no other call returns, in this life or an earlier one, but for a negligible
   * chance.
   */
  unique(): number {
    return 1 + Math.floor(this.#environment.random() * 2 ** 52);
  }

  /** Sends a request; `done` is called once, never before this returns. */
  call(dest: string, body: Body, done: CallDone): void {
    const msgId = this.#nextMsgId;
    this.#nextMsgId += 1;
    const timer = this.#environment.after(callTimeoutMs, () => {
      this.#open.delete(msgId);
      done(undefined);
    });
    this.#open.set(msgId, { dest, done, timer });
    this.#send(dest, { ...body, msg_id: msgId });
  }

  /**
   * Takes an answer. One that belongs to no open call is ignored: it is late, a copy, or an earlier
   * life's.
   */
  settle(src: string, reply: Body): void {
    const msgId = reply.in_reply_to as number;
    const call = this.#open.get(msgId);
    if (call?.dest !== src) {
      return;
    }
    this.#open.delete(msgId);
    call.timer.cancel();
    call.done(reply);
  }
}
