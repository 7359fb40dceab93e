import { ErrorCode, isDefinite } from '../../shared/errors.ts';
import type { Body } from '../../shared/wire/message.ts';
import type { Counters } from '../counters.ts';
import type { Environment, Timer } from '../environment.ts';
import { type Log, show } from '../log.ts';
import { CallTimeout } from './call-timeout.ts';
import type { KvClient, KvDone, KvOutcome } from './kv-client.ts';

/** What a {@link MaelstromKv} needs. */
export interface MaelstromKvSettings {
  readonly nodeId: string;
  /** `seq-kv` or `lin-kv`. */
  readonly service: string;
  /**
   * The shortest time a call is given, in milliseconds; longer when the store proves to be slower.
   */
  readonly timeoutMs: number;
  /** The longest. */
  readonly timeoutMaxMs: number;
  readonly environment: Environment;
  readonly counters: Counters;
  readonly log: Log;
  /** Writes one protocol line, newline included. */
  readonly send: (line: string) => void;
}

interface Call {
  /** Type of the reply that means success. */
  readonly okType: string;
  readonly sentMs: number;
  readonly done: KvDone;
  readonly timer: Timer;
}

/**
 * The store behind Maelstrom's messages: the one place that knows of msg_ids of our own.
 *
 * **A reply is never taken for another life's.** After a restart, replies meant for the life before
 * still arrive. Each life numbers its requests from a random start in [1, 2^52): two lives that
 * each send k requests share an id with a probability of about 2k / 2^52, 5·10⁻¹⁰ for a million
 * requests each, whatever the wall clock does in between.
 */
export class MaelstromKv implements KvClient {
  readonly #settings: MaelstromKvSettings;
  readonly #calls = new Map<number, Call>();
  readonly #timeout: CallTimeout;
  readonly #head: string;
  #nextMsgId: number;

  constructor(settings: MaelstromKvSettings) {
    this.#settings = settings;
    this.#timeout = new CallTimeout(settings.timeoutMs, settings.timeoutMaxMs);
    this.#head = `{"src":${JSON.stringify(settings.nodeId)},"dest":${JSON.stringify(settings.service)},"body":{"type":`;
    this.#nextMsgId = 1 + Math.floor(settings.environment.random() * 2 ** 52);
  }

  /**
   * What a message may take one way when it is very slow, in milliseconds: twice a slow round trip,
   * no less than a second, nor than the oldest call has been open. While the store does not answer,
   * nobody knows.
   */
  get slowestMessageMs(): number {
    const { slowMs } = this.#timeout;
    if (slowMs === undefined) {
      return Number.POSITIVE_INFINITY;
    }
    const nowMs = this.#settings.environment.nowMs();
    const [oldest] = this.#calls.values();
    return Math.max(slowestMinMs, 2 * slowMs, nowMs - (oldest?.sentMs ?? nowMs));
  }

  read(key: string, done: KvDone): void {
    this.#settings.counters.kvReads += 1;
    this.#call(`"read","key":${JSON.stringify(key)}`, 'read_ok', done);
  }

  write(key: string, value: unknown, done: KvDone): void {
    this.#settings.counters.kvWrites += 1;
    this.#call(`"write","key":${JSON.stringify(key)},"value":${JSON.stringify(value)}`, 'write_ok', done);
  }

  cas(key: string, from: unknown, to: unknown, done: KvDone): void {
    this.#settings.counters.kvCas += 1;
    const values = `"from":${JSON.stringify(from)},"to":${JSON.stringify(to)},"create_if_not_exists":true`;
    this.#call(`"cas","key":${JSON.stringify(key)},${values}`, 'cas_ok', done);
  }

  /**
   * Routes a message that carries `in_reply_to`; one that belongs to no open call is counted and
   * ignored.
   */
  receive(src: string, body: Body): void {
    const { counters, environment, log, service } = this.#settings;
    const msgId = body.in_reply_to as number;
    const call = src === service ? this.#calls.get(msgId) : undefined;
    if (call === undefined) {
      counters.kvStrayReplies += 1;
      return;
    }
    const outcome = outcomeOf(body, call.okType);
    if (outcome === undefined) {
      log('unexpected reply from the store', { expected: call.okType, type: show(body.type) });
      return;
    }
    if (outcome.kind === 'mismatch') {
      counters.kvMismatches += 1;
    }
    this.#timeout.answered(environment.nowMs() - call.sentMs);
    call.timer.cancel();
    this.#calls.delete(msgId);
    call.done(outcome);
  }

  #call(fields: string, okType: string, done: KvDone): void {
    const { environment, counters, send } = this.#settings;
    const msgId = this.#nextMsgId;
    this.#nextMsgId += 1;
    const timer = environment.after(this.#timeout.ms, () => {
      this.#calls.delete(msgId);
      this.#timeout.timedOut();
      counters.kvTimeouts += 1;
      done({ kind: 'in-doubt' });
    });
    this.#calls.set(msgId, { okType, sentMs: environment.nowMs(), done, timer });
    send(`${this.#head}${fields},"msg_id":${msgId}}}\n`);
  }
}

function outcomeOf(body: Body, okType: string): KvOutcome | undefined {
  if (body.type === okType) {
    return { kind: 'ok', value: body.value };
  }
  if (body.type !== 'error') {
    return undefined;
  }
  const code = body.code;
  if (typeof code !== 'number') {
    return undefined;
  }
  if (code === ErrorCode.keyDoesNotExist) {
    return { kind: 'missing' };
  }
  if (code === ErrorCode.preconditionFailed) {
    return { kind: 'mismatch' };
  }
  return { kind: isDefinite(code) ? 'unavailable' : 'in-doubt' };
}

/** A machine that is busy for a moment makes messages so slow, in milliseconds. */
const slowestMinMs = 1_000;
