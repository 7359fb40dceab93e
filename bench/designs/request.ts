import { ErrorCode } from '../../src/shared/errors.ts';
import type { Body } from '../../src/shared/wire/message.ts';

/**
 * Sends a reply to the client of a {@link Request}, or drops it when it is too late. Called at most
 * once.
 */
export type Answer = (request: Request, body: Body) => void;

/** A client's `add` or `read`. It is answered once; later answers are ignored. */
export class Request {
  readonly src: string;
  readonly msgId: number;
  /** When it came, at the earliest. */
  readonly sinceMs: number;
  readonly #isAdd: boolean;
  readonly #answer: Answer;
  #answered = false;

  constructor(src: string, msgId: number, sinceMs: number, isAdd: boolean, answer: Answer) {
    this.src = src;
    this.msgId = msgId;
    this.sinceMs = sinceMs;
    this.#isAdd = isAdd;
    this.#answer = answer;
  }

  /** True once it is answered, also because its time was up: there is no use in trying again. */
  get answered(): boolean {
    return this.#answered;
  }

  addOk(): void {
    this.#end({ type: 'add_ok', in_reply_to: this.msgId });
  }

  readOk(value: number): void {
    this.#end({ type: 'read_ok', value, in_reply_to: this.msgId });
  }

  /** Answers an add whose write the store confirmed, or did not answer, so that nobody can say. */
  answerAdd(ok: boolean): void {
    if (ok) {
      this.addOk();
    } else {
      this.inDoubt();
    }
  }

  /** Answers a read with the counter's value; undefined when the store did not answer. */
  answerRead(value: number | undefined): void {
    if (value === undefined) {
      this.unavailable();
    } else {
      this.readOk(value);
    }
  }

  /** Error 11: it did not happen and never will. */
  unavailable(): void {
    this.error(ErrorCode.temporarilyUnavailable, 'not reached in time; nothing happened');
  }

  /** Error 0: it may or may not have happened, or may happen yet. */
  inDoubt(): void {
    this.error(ErrorCode.timeout, 'no answer in time; it may or may not have happened');
  }

  /** The most that can be said of a request at any time: a read did nothing, an add may count. */
  giveUp(): void {
    if (this.#isAdd) {
      this.inDoubt();
    } else {
      this.unavailable();
    }
  }

  error(code: number, text: string): void {
    this.#end({ type: 'error', code, text, in_reply_to: this.msgId });
  }

  #end(body: Body): void {
    if (this.#answered) {
      return;
    }
    this.#answered = true;
    this.#answer(this, body);
  }
}
