/** What a line is for; 0 when it must be decoded by `JSON.parse` instead. */
export const Scanned = { unknown: 0, add: 1, read: 2, reply: 3 } as const;

/** A field that a line does not have: no number that is scanned is negative zero or fractional. */
export const absent = 0.5;

/** What one line says, and where in its bytes it says so. One is reused for all lines. */
export class LineFields {
  /** Where the line's newline is, or the end of the bytes; set when a line was taken. */
  end = 0;
  /** The sender's id is `bytes[srcStart … srcEnd)`, plain ASCII that needs no escapes. */
  srcStart = 0;
  srcEnd = -1;
  /** Maelstrom's network id; else {@link absent}. */
  id: number = absent;
  idStart = 0;
  idEnd = 0;
  /** The type's name is `bytes[typeStart … typeEnd)`. */
  typeStart = 0;
  typeEnd = -1;
  /** The digits of `msg_id`, and the sign of one below 0, are `bytes[msgIdStart … msgIdEnd)`; −1: it has none. */
  msgIdStart = 0;
  msgIdEnd = -1;
  delta: number = absent;
  deltaStart = 0;
  deltaEnd = 0;
  inReplyTo: number = absent;
  /** A reply's number, of one that has one; else {@link absent}. */
  value: number = absent;
}
