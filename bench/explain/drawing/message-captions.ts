import { type Operation, withLaterReads } from '../../run.ts';
import { describeExpectation } from '../expectation.ts';
import type { Failure } from '../failure.ts';
import type { MessageEvent, Trace } from '../trace.ts';
import type { Tone } from './diagram.ts';
import { peerLabel, replyLabel, requestLabel, storeReplyLabel, storeRequestLabel } from './labels.ts';
import type { Lifeline } from './lifelines.ts';

/** The captions of a trace's messages. */
export class MessageCaptions {
  readonly #trace: Trace;
  readonly #failure: Failure;
  readonly #lifelines: readonly Lifeline[];
  /** Operations by their client and its message id. */
  readonly #operations = new Map<string, Operation>();

  constructor(trace: Trace, failure: Failure, lifelines: readonly Lifeline[]) {
    this.#trace = trace;
    this.#failure = failure;
    this.#lifelines = lifelines;
    const counts = new Map<string, number>();
    for (const operation of withLaterReads(trace.played.run)) {
      const count = (counts.get(operation.client) ?? 0) + 1;
      counts.set(operation.client, count);
      this.#operations.set(`${operation.client}/${count}`, operation);
    }
  }

  /** The operation of a client's request with this id. */
  operationOf(client: string, msgId: unknown): Operation | undefined {
    return this.#operations.get(`${client}/${msgId}`);
  }

  /** Why a message has no end. */
  whyLost({ src, dest }: MessageEvent<'send'>): string {
    const { faults } = this.#trace.script;
    const kinds = faults.map(({ fault }) => fault.kind);
    const { service } = this.#trace.script.options;
    const withStore = src === service || dest === service;
    if (withStore && kinds.includes('loss')) {
      return 'lost';
    }
    if (kinds.includes(withStore ? 'isolate-kv' : 'partition')) {
      return 'cut';
    }
    return 'never arrives';
  }

  /** A message's text, and how it is drawn. */
  labelOf({ src, dest, body }: MessageEvent): readonly [string, Tone] {
    const { service } = this.#trace.script.options;
    const { operation, expectation } = this.#failure;
    if (dest === service) {
      return [storeRequestLabel(body), 'plain'];
    }
    if (src === service) {
      return [storeReplyLabel(body), 'plain'];
    }
    if (this.#lifelineOf(src)?.kind === 'client') {
      const requested = this.operationOf(src, body.msg_id);
      const text = requested === undefined ? String(body.type) : this.#byClient(src, requestLabel(requested));
      return [text, 'plain'];
    }
    const answered = this.operationOf(dest, body.in_reply_to);
    if (answered === undefined) {
      return [peerLabel(body), 'plain'];
    }
    const label = this.#byClient(dest, replyLabel(body));
    if (answered !== operation) {
      return [label, 'plain'];
    }
    const should = expectation === undefined ? '' : ` (should be ${describeExpectation(expectation, answered.value)})`;
    return [`${label}${should}`, 'wrong'];
  }

  /** Names the client where several clients have one lifeline. */
  #byClient(client: string, label: string): string {
    return (this.#lifelineOf(client)?.members.length ?? 0) > 1 ? `${client}: ${label}` : label;
  }

  #lifelineOf(id: string): Lifeline | undefined {
    return this.#lifelines.find(({ members }) => members.includes(id));
  }
}
