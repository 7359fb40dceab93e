import { ErrorCode } from '../../src/shared/errors.ts';

/** The HTTP status that says the same as one of Maelstrom's error codes. */
export function statusOf(code: number): number {
  return statuses.get(code) ?? 500;
}

/** Only 504, and 500 for what is not listed, leave it open whether the request was carried out. */
const statuses: ReadonlyMap<number, number> = new Map([
  [ErrorCode.timeout, 504],
  [ErrorCode.notSupported, 501],
  [ErrorCode.temporarilyUnavailable, 503],
  [ErrorCode.malformedRequest, 400],
  [ErrorCode.abort, 409],
  [ErrorCode.keyDoesNotExist, 404],
  [ErrorCode.preconditionFailed, 412],
]);
