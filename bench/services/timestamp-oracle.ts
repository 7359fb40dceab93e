import type { Service } from './service.ts';

/** Maelstrom's `lin-tso`: each `ts` is answered with the next integer, from 0. */
export const timestampOracle: Service<number> = {
  initial: 0,
  handle: (next, request) =>
    request.body.type === 'ts'
      ? { state: next + 1, reply: { type: 'ts_ok', ts: next } }
      : { state: next, reply: undefined },
};
