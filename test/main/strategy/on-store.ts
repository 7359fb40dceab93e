import { stream } from '../../../bench/random.ts';
import type { Service, ServiceRequest } from '../../../bench/services/service.ts';
import { holdService, type ServiceHolder } from '../../../bench/services/service-holder.ts';
import { VirtualTime } from '../../../bench/virtual-time.ts';
import { Counters } from '../../../src/main/counters.ts';
import type { KvClient, KvDone, KvOutcome } from '../../../src/main/store/kv-client.ts';
import type { StrategySettings } from '../../../src/main/strategy/strategy.ts';
import type { Body } from '../../../src/shared/wire/message.ts';
import { randomFrom } from '../../node-under-test.ts';

/**
 * What becomes of a call to the store. `refuse` answers a compare-and-set that way, unexecuted;
 * `late` executes it long after its caller has given up; `twice` executes it again then; `copy
 * answers` executes it twice, and only the second answer arrives.
 */
export type Fate = 'serve' | 'lose' | 'lose reply' | 'refuse' | 'late' | 'twice' | 'copy answers';

interface PeerMessage {
  readonly src: string;
  readonly dest: string;
  readonly body: Body;
}

/** Strategies without a node around them, on a model of a store, in virtual time. */
export class OnStore {
  readonly time = new VirtualTime(() => 0);
  readonly store: ServiceHolder;
  /** All calls so far, as `node: type key`. */
  readonly calls: string[] = [];
  /** Messages between nodes so far; nobody delivers them but the test. */
  readonly messages: PeerMessage[] = [];
  onMessage: (message: PeerMessage) => void = () => {};
  /** What becomes of a call of a node. */
  fate: (call: ServiceRequest) => Fate = () => 'serve';
  /** How late a call is that is late, in milliseconds. */
  lateMs: () => number = () => 10_000;

  constructor(model: Service<unknown>) {
    this.store = holdService('seq-kv', model, stream(1, 'store'));
  }

  /**
   * What a life of a node works with; `seed` sets its random numbers. A dead one sends and hears
   * nothing.
   */
  settings(
    nodeId: string,
    seed: number,
    nodeIds: readonly string[],
    isAlive: () => boolean = () => true,
  ): StrategySettings {
    const time = this.time.environment(randomFrom(seed));
    return {
      nodeId,
      nodeIds,
      kv: this.#clientOf(nodeId, isAlive),
      send: (dest, body) => {
        const message = { src: nodeId, dest, body: body as Body };
        this.messages.push(message);
        this.onMessage(message);
      },
      environment: { ...time, after: (delayMs, call) => time.after(delayMs, () => isAlive() && call()) },
      counters: new Counters(),
      log: () => {},
    };
  }

  /**
   * Calls something that takes a callback, and lets time pass; whether it was called within a
   * minute.
   */
  completes(start: (done: () => void) => void): boolean {
    let isDone = false;
    start(() => {
      isDone = true;
    });
    this.time.pass(60_000);
    return isDone;
  }

  #clientOf(src: string, isAlive: () => boolean): KvClient {
    const call = (body: ServiceRequest['body'], done: KvDone) => {
      this.calls.push(`${src}: ${body.type} ${body.key}`);
      const fate = this.fate({ src, body });
      const execute = () => this.store.handle({ src, body });
      const isAnswered = !['lose', 'lose reply', 'late'].includes(fate);
      const outcome = (): KvOutcome => {
        if (fate === 'refuse') {
          return { kind: 'mismatch' };
        }
        if (fate === 'copy answers') {
          execute();
        }
        const reply = fate === 'lose' || fate === 'late' ? undefined : execute();
        return isAnswered && reply !== undefined ? outcomeOf(reply) : { kind: 'in-doubt' };
      };
      this.time.after(isAnswered ? 10 : 500, () => {
        const became = outcome();
        if (isAlive()) {
          done(became);
        }
      });
      if (fate === 'late' || fate === 'twice') {
        this.time.after(this.lateMs(), execute);
      }
    };
    return {
      read: (key, done) => call({ type: 'read', key }, done),
      write: (key, value, done) => call({ type: 'write', key, value }, done),
      cas: (key, from, to, done) => call({ type: 'cas', key, from, to, create_if_not_exists: true }, done),
    };
  }
}

function outcomeOf(reply: { readonly type: string; readonly value?: unknown; readonly code?: unknown }): KvOutcome {
  if (reply.type !== 'error') {
    return { kind: 'ok', value: reply.value };
  }
  return { kind: reply.code === 20 ? 'missing' : 'mismatch' };
}
