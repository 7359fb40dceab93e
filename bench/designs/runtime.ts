import { StringDecoder } from 'node:string_decoder';
import type { Environment } from '../../src/main/environment.ts';
import { ArrivalClock } from '../../src/main/maelstrom/arrival-clock.ts';
import { ErrorCode } from '../../src/shared/errors.ts';
import type { Message } from '../../src/shared/wire/message.ts';
import { type CallDone, Calls } from './calls.ts';
import type { DesignParts, RunningNode } from './design.ts';
import { Request } from './request.ts';
import { Store } from './store.ts';

/**
 * No reply is sent later than this after its request: the client waits 5 s, and a reply to one that
 * is gone mutes the node.
 */
export const replyDeadlineMs = 4_500;

/** A request that is still open after this time is answered with what is known of it. */
export const giveUpMs = 4_000;

const sweepMs = 250;

/** What a node does with each kind of message: this is where designs differ. */
export interface Behaviour {
  add(delta: number, request: Request): void;
  read(request: Request): void;
  /** A message of another node that is no answer. */
  peer?(message: Message): void;
}

/** What a behaviour works with. */
export interface Node {
  readonly id: string;
  /** All nodes, this one included. */
  readonly ids: readonly string[];
  /** All nodes but this one. */
  readonly others: readonly string[];
  readonly store: Store;
  readonly environment: Environment;
  /** A number that no other call, in this life or an earlier one, has returned. */
  unique(): number;
  /** Sends another node a request. */
  call(dest: string, body: Message['body'], done: CallDone): void;
  /** Sends another node a message that needs no answer. */
  send(dest: string, body: Message['body']): void;
  /** Answers a request of another node. */
  reply(request: Message, body: Message['body']): void;
}

/**
 * What the designs run on: Maelstrom's protocol, requests that are answered once and in time, and
 * calls with timeouts. What differs is a {@link Behaviour}, made when `init` has said which node
 * this is. All calls are synchronous, so a simulator can run it in virtual time.
 */
export class Runtime implements RunningNode {
  readonly #parts: DesignParts;
  readonly #behave: (node: Node) => Behaviour;
  readonly #clock: ArrivalClock;
  readonly #calls: Calls;
  readonly #utf8 = new StringDecoder('utf8');
  readonly #open = new Set<Request>();
  #lineStart = '';
  #id = '';
  #initId = Number.NEGATIVE_INFINITY;
  #behaviour: Behaviour | undefined;
  #out = '';
  #gathering = false;
  #sweeping = false;
  #ended = false;

  constructor(parts: DesignParts, behave: (node: Node) => Behaviour) {
    this.#parts = parts;
    this.#behave = behave;
    this.#clock = new ArrivalClock(parts.environment);
    this.#calls = new Calls(parts.environment, (dest, body) => this.#send(dest, body));
  }

  receive(bytes: Buffer, full = false): void {
    const { sinceMs } = this.#clock.stamp(bytes.length, full);
    const lines = (this.#lineStart + this.#utf8.write(bytes)).split('\n');
    this.#lineStart = lines.pop()!;
    // One write for all replies to these lines.
    this.#gathering = true;
    for (const line of lines) {
      this.#onLine(line, sinceMs);
    }
    this.#gathering = false;
    this.#flush();
    this.#sweepLater();
  }

  end(done: () => void): void {
    for (const request of this.#open) {
      request.giveUp();
    }
    this.#ended = true;
    done();
  }

  #onLine(line: string, sinceMs: number): void {
    let message: Message;
    try {
      message = JSON.parse(line);
    } catch {
      return;
    }
    const body = message?.body;
    if (typeof message?.src !== 'string' || typeof body?.type !== 'string') {
      return;
    }
    if (body.in_reply_to !== undefined) {
      this.#calls.settle(message.src, body);
    } else if (body.type === 'add' || body.type === 'read') {
      this.#onRequest(message, sinceMs);
    } else if (body.type === 'init') {
      this.#onInit(message);
    } else if (this.#behaviour?.peer) {
      this.#behaviour.peer(message);
    } else if (body.msg_id !== undefined) {
      this.#requestOf(message, sinceMs).error(ErrorCode.notSupported, 'this node serves init, add and read');
    }
  }

  #onInit(message: Message): void {
    const { node_id: id, node_ids: ids, msg_id: msgId } = message.body as unknown as InitBody;
    this.#id = id;
    this.#initId = message.id ?? this.#initId;
    this.#behaviour ??= this.#behave({
      id,
      ids,
      others: ids.filter((other) => other !== id),
      store: new Store(this.#calls, this.#parts.service),
      environment: this.#parts.environment,
      unique: () => this.#calls.unique(),
      call: (dest, body, done) => this.#calls.call(dest, body, done),
      send: (dest, body) => this.#send(dest, body),
      reply: ({ src, body: request }, body) => this.#send(src, { ...body, in_reply_to: request.msg_id! }),
    });
    this.#send(message.src, { type: 'init_ok', in_reply_to: msgId });
  }

  #onRequest(message: Message, sinceMs: number): void {
    // Ids only grow: this was sent to an earlier life of this node, whose client may be gone.
    if (message.id !== undefined && message.id < this.#initId) {
      return;
    }
    const { body } = message;
    const request = this.#requestOf(message, sinceMs);
    const { delta } = body;
    if (this.#behaviour === undefined) {
      request.unavailable();
    } else if (body.type === 'read') {
      this.#behaviour.read(request);
    } else if (Number.isSafeInteger(delta) && (delta as number) >= 0) {
      this.#behaviour.add(delta as number, request);
    } else {
      request.error(ErrorCode.malformedRequest, 'delta must be a whole number, 0 or more');
    }
  }

  #requestOf({ src, body }: Message, sinceMs: number): Request {
    const request = new Request(src, body.msg_id ?? 0, sinceMs, body.type === 'add', this.#answer);
    this.#open.add(request);
    return request;
  }

  readonly #answer = (request: Request, body: Message['body']): void => {
    this.#open.delete(request);
    if (this.#parts.environment.nowMs() - request.sinceMs <= replyDeadlineMs) {
      this.#send(request.src, body);
    }
  };

  /** While requests are open, looks now and then for those whose time is up. */
  #sweepLater(): void {
    if (this.#sweeping || this.#open.size === 0) {
      return;
    }
    this.#sweeping = true;
    const { environment } = this.#parts;
    environment.after(sweepMs, () => {
      this.#sweeping = false;
      const untilMs = environment.nowMs() - giveUpMs;
      for (const request of this.#open) {
        if (request.sinceMs <= untilMs) {
          request.giveUp();
        }
      }
      this.#sweepLater();
    });
  }

  #send(dest: string, body: Message['body']): void {
    this.#out += `${JSON.stringify({ src: this.#id, dest, body })}\n`;
    if (!this.#gathering) {
      this.#flush();
    }
  }

  #flush(): void {
    const lines = this.#out;
    if (lines === '' || this.#ended) {
      return;
    }
    this.#out = '';
    this.#parts.write(lines);
  }
}

interface InitBody {
  readonly node_id: string;
  readonly node_ids: readonly string[];
  readonly msg_id: number;
}
