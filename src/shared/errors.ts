/** Maelstrom's error codes that this node uses. Source: "Errors" in Maelstrom's doc/protocol.md. */
export const ErrorCode = {
  /** Indefinite: the operation may or may not have happened, or may happen yet. */
  timeout: 0,
  notSupported: 10,
  temporarilyUnavailable: 11,
  malformedRequest: 12,
  abort: 14,
  keyDoesNotExist: 20,
  preconditionFailed: 22,
} as const;

/** Codes that mean: the operation did not happen. Every other code is indefinite. */
const definiteCodes: ReadonlySet<number> = new Set([1, 10, 11, 12, 14, 20, 21, 22, 30]);

/** True when an error with this code means that the operation did not happen and never will. */
export function isDefinite(code: number): boolean {
  return definiteCodes.has(code);
}

/**
 * An error to answer with. It is not an `Error`: it is sent, never thrown, and taking a stack for
 * each refusal would cost more than the refusal itself.
 */
export class ReplyError {
  /** Maelstrom's code; {@link isDefinite} says whether the operation may have happened. */
  readonly code: number;
  /** One sentence for the reader. */
  readonly message: string;

  constructor(code: number, message: string) {
    this.code = code;
    this.message = message;
  }
}

/** Every error this node answers with. Each text says what was wrong, or what to do. */
export const Errors = {
  unknownType: (type: string) =>
    new ReplyError(ErrorCode.notSupported, `this node serves init, add and read, not ${JSON.stringify(clip(type))}`),
  malformed: (what: string) => new ReplyError(ErrorCode.malformedRequest, what),
  otherNodeId: (nodeId: string) =>
    new ReplyError(ErrorCode.malformedRequest, `already initialised as ${JSON.stringify(clip(nodeId))}`),
  otherNodeIds: new ReplyError(ErrorCode.malformedRequest, 'already initialised with other node_ids'),
  notInitialised: new ReplyError(ErrorCode.temporarilyUnavailable, 'not initialised yet: send init first'),
  totalTooLarge: new ReplyError(
    ErrorCode.abort,
    'the total would pass 2^53-1, the largest that stays exact; not counted',
  ),
  queueFull: new ReplyError(
    ErrorCode.temporarilyUnavailable,
    'too many requests wait for the store (--queue-max, --queue-bytes-max); not counted, try again later',
  ),
  leaving: new ReplyError(ErrorCode.temporarilyUnavailable, 'this node is shutting down; not counted'),
  addInDoubt: new ReplyError(ErrorCode.timeout, 'the store did not confirm in time; the add may or may not be counted'),
  readUnavailable: new ReplyError(
    ErrorCode.temporarilyUnavailable,
    'the store did not answer in time for a fresh read',
  ),
} as const;

function clip(text: string): string {
  return text.length > 64 ? `${text.slice(0, 64)}…` : text;
}
