import type { OperationError } from '../run.ts';
import { malformedReplyCode } from '../workload/reply.ts';
import { type Edn, Keyword } from './edn.ts';

/** The names of the protocol's errors, by code (Maelstrom's `resources/errors.edn`). */
const errorNames: Readonly<Record<number, string>> = {
  [malformedReplyCode]: 'malformed-rpc-response',
  0: 'timeout',
  1: 'node-not-found',
  10: 'not-supported',
  11: 'temporarily-unavailable',
  12: 'malformed-request',
  13: 'crash',
  14: 'abort',
  20: 'key-does-not-exist',
  21: 'key-already-exists',
  22: 'precondition-failed',
  30: 'txn-conflict',
};

/** The name of an error by its code, for people and for Maelstrom's files. */
export function errorName({ code, text }: OperationError): string {
  if (code === 0 && text === 'client timed out') {
    return 'net-timeout';
  }
  return errorNames[code] ?? 'unknown';
}

/** An error as Maelstrom's client writes it into the history (its `client.clj`). */
export function errorEdn(error: OperationError): Edn {
  const name = errorName(error);
  return name === 'net-timeout' ? new Keyword(name) : [new Keyword(name), error.text];
}
