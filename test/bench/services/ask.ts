import type { Random } from '../../../bench/random.ts';
import type { Service } from '../../../bench/services/service.ts';
import { holdService } from '../../../bench/services/service-holder.ts';

/** A service to talk to in few words. */
export function ask<State>(service: Service<State>, random: Random) {
  const holder = holdService('kv', service, random);
  const request = (src: string, body: Record<string, unknown>) => holder.handle({ src, body });
  return {
    request,
    state: () => holder.state() as State,
    read: (src: string, key: unknown) => request(src, { type: 'read', key, msg_id: 1 }),
    write: (src: string, key: unknown, value: unknown) => request(src, { type: 'write', key, value, msg_id: 1 }),
    cas: (src: string, key: unknown, from: unknown, to: unknown, more: object = {}) =>
      request(src, { type: 'cas', key, from, to, msg_id: 1, ...more }),
  };
}
