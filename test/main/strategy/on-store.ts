import { stream } from '../../../bench/random.ts';
import type { Service, ServiceRequest } from '../../../bench/services/service.ts';
import { holdService, type ServiceHolder } from '../../../bench/services/service-holder.ts';
import { VirtualTime } from '../../../bench/virtual-time.ts';
import { Counters } from '../../../src/main/counters.ts';
import type { KvClient, KvDone, KvOutcome } from '../../../src/main/store/kv-client.ts';
import type { StrategySettings } from '../../../src/main/strategy/strategy.ts';
import type { Body } from '../../../src/shared/wire/message.ts';
import { randomFrom } from '../../node-under-test.ts';

/** What becomes of a call to the store: `refuse` answers a compare-and-set that way, unexecuted. */
export type Fate = 'serve' | 'lose' | 'lose reply' | 'refuse';

/** Strategies without a node around them, on a model of a store, in virtual time. */
export class OnStore {
  readonly time = new VirtualTime(() => 0);
  readonly store: ServiceHolder;
  /** All calls so far, as `node: type key`. */
  readonly calls: string[] = [];
  /** Messages between nodes; nobody delivers them but the test. */
  readonly messages: { readonly src: string; readonly dest: string; readonly body: Body }[] = [];
  /** What becomes of a call of a node. */
  fate: (call: ServiceRequest) => Fate = () => 'serve';

  constructor(model: Service<unknown>) {
    this.store = holdService('seq-kv', model, stream(1, 'store'));
  }

  /** What a life of a node works with; `seed` sets its random numbers. */
  settings(nodeId: string, seed: number, nodeIds: readonly string[]): StrategySettings {
    return {
      nodeId,
      nodeIds,
      kv: this.#clientOf(nodeId),
      send: (dest, body) => this.messages.push({ src: nodeId, dest, body: body as Body }),
      environment: this.time.environment(randomFrom(seed)),
      counters: new Counters(),
      log: () => {},
    };
  }

  /** Calls something that takes a callback, and lets time pass; whether it was called within a minute. */
  completes(start: (done: () => void) => void): boolean {
    let isDone = false;
    start(() => {
      isDone = true;
    });
    this.time.pass(60_000);
    return isDone;
  }

  #clientOf(src: string): KvClient {
    const call = (body: ServiceRequest['body'], done: KvDone) => {
      this.calls.push(`${src}: ${body.type} ${body.key}`);
      const fate = this.fate({ src, body });
      this.time.after(fate === 'serve' || fate === 'refuse' ? 10 : 500, () => {
        if (fate === 'refuse') {
          done({ kind: 'mismatch' });
          return;
        }
        const reply = fate === 'lose' ? undefined : this.store.handle({ src, body });
        done(reply === undefined || fate === 'lose reply' ? { kind: 'in-doubt' } : outcomeOf(reply));
      });
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
