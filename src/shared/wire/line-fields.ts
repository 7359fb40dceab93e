/** The kind of a line; `unknown` when it must be decoded by `JSON.parse`. */
export const Scanned = { unknown: 0, add: 1, read: 2, reply: 3 } as const;

/** The number of a field that a line does not have; no number that is scanned is fractional. */
export const absent = 0.5;

/** The fields of one line, and where in its bytes they are. One object is reused for all lines. */
export class LineFields {
  /** Where the line's newline is, or the end of the bytes; set when the line's kind is known. */
  end = 0;
  /** The sender's id is `bytes[srcStart … srcEnd)`: ASCII without escapes. */
  srcStart = 0;
  srcEnd = -1;
  /** Maelstrom's network id, or {@link absent}. */
  id: number = absent;
  idStart = 0;
  idEnd = 0;
  /** The type's name is `bytes[typeStart … typeEnd)`. */
  typeStart = 0;
  typeEnd = -1;
  /**
   * `msg_id` is `bytes[msgIdStart … msgIdEnd)`, its sign included; the end is −1 when there is
   * none.
   */
  msgIdStart = 0;
  msgIdEnd = -1;
  delta: number = absent;
  deltaStart = 0;
  deltaEnd = 0;
  inReplyTo: number = absent;
  /** The number in a reply, or {@link absent}. */
  value: number = absent;
}
