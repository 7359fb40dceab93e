import type { Operation, OperationError } from '../run.ts';

/** A time of a run in seconds to the millisecond: `12.345 s`. */
export function atSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}

/**
 * An operation in words, by its index, client, node and time of invocation:
 * `read 1234 by c7 on n1 at 12.345 s`.
 */
export function named(operation: Operation): string {
  const f = operation.final ? `final ${operation.f}` : operation.f;
  return `${f} ${operation.index} by ${operation.client} on ${operation.node} at ${atSeconds(operation.invokedMs)}`;
}

/** An error in words, to follow "ended in" or "was answered with": `error 11: "busy"`. */
export function errorText({ code, text, malformed }: OperationError): string {
  return malformed === undefined
    ? `error ${code}: ${JSON.stringify(text.slice(0, 200))}`
    : `a malformed reply: ${malformed.rule}; ${malformed.found}`;
}
