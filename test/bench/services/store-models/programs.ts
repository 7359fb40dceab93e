import fc from 'fast-check';
import { stream } from '../../../../bench/random.ts';
import type { Service, ServiceRequest } from '../../../../bench/services/service.ts';
import type { Answered } from './legal.ts';

/**
 * What the clients ask, in the order in which it reaches the store, and the seed of the store's own
 * choices.
 */
export interface Program {
  readonly requests: readonly ServiceRequest[];
  readonly storeSeed: number;
}

/**
 * Programs of 2 or 3 clients on 1 to 3 keys, of up to 12 operations, with few values, so that they
 * meet.
 */
export const programs: fc.Arbitrary<Program> = fc
  .tuple(fc.integer({ min: 2, max: 3 }), fc.integer({ min: 1, max: 3 }))
  .chain(([clients, keys]) =>
    fc.record({ requests: fc.array(requestOf(clients, keys), { minLength: 4, maxLength: 12 }), storeSeed: fc.nat() }),
  );

/**
 * The history of a program on a store, every state of which is frozen: a store that changes one
 * throws.
 */
export function play(service: Service<unknown>, { requests, storeSeed }: Program): readonly Answered[] {
  const random = stream(storeSeed, 'store');
  let state = service.initial;
  return requests.map((request) => {
    const step = service.handle(deepFrozen(state), request, random);
    state = step.state;
    return { request, reply: step.reply };
  });
}

function requestOf(clients: number, keys: number): fc.Arbitrary<ServiceRequest> {
  const key = fc.constantFrom(...['x', 'y', 'z'].slice(0, keys));
  const value = fc.integer({ min: 0, max: 2 });
  return fc.record({
    src: fc.constantFrom(...['a', 'b', 'c'].slice(0, clients)),
    body: fc.oneof(
      fc.record({ type: fc.constant('read'), key }),
      fc.record({ type: fc.constant('write'), key, value }),
      fc.record({ type: fc.constant('cas'), key, from: value, to: value, create_if_not_exists: fc.boolean() }),
    ),
  });
}

function deepFrozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFrozen);
  }
  return value;
}
