import { absent, type LineFields } from './line-fields.ts';

/**
 * How a request is laid out: text that stays the same, and between it the values that change from line to line.
 *
 * A client writes all its requests the same way, so the next line most likely differs from one that was scanned before
 * only in its sender's id and in its numbers. To see that it does, its bytes are compared with what is expected, four at
 * a time, which takes a fraction of what scanning takes. As JSON doesn't care which plain string or whole number stands where
 * one stands, a line that matches says what the scanned line said, with its own values in their places.
 */
export class LineLayout {
  readonly #parts: readonly Part[];

  /** The layout of the line of `bytes` that begins at `start`, which was scanned into `fields`. */
  constructor(bytes: Uint8Array, start: number, fields: LineFields) {
    const slots: [Slot, number, number][] = [
      [Slot.src, fields.srcStart, fields.srcEnd],
      [Slot.msgId, fields.msgIdStart, fields.msgIdEnd],
    ];
    if (fields.id !== absent) slots.push([Slot.id, fields.idStart, fields.idEnd]);
    if (fields.delta !== absent) slots.push([Slot.delta, fields.deltaStart, fields.deltaEnd]);
    slots.sort(([, a], [, b]) => a - b);
    // The newline is part of the text, if it is there.
    slots.push([Slot.end, Math.min(bytes.length, fields.end + 1), 0]);
    let from = start;
    this.#parts = slots.map(([slot, slotStart, slotEnd]) => {
      // A copy: the next chunk may come in the same memory (and the slice of a Buffer is no copy).
      const part = new Part(Uint8Array.from(bytes.subarray(from, slotStart)), slot);
      from = slotEnd;
      return part;
    });
  }

  /** Whether the line that begins at `start` has this layout; if so, what it says is in `fields`. `view` is of `bytes`. */
  match(bytes: Uint8Array, view: DataView, start: number, fields: LineFields): boolean {
    const parts = this.#parts;
    let at = start;
    fields.id = absent;
    for (let i = 0; ; i++) {
      const { words, rest, slot } = parts[i]!;
      if (at + 4 * words.length + rest.length > bytes.length) return false;
      for (let j = 0; j < words.length; j++, at += 4) if (view.getInt32(at, true) !== words[j]) return false;
      for (let j = 0; j < rest.length; j++, at++) if (bytes[at] !== rest[j]) return false;
      if (slot === Slot.end) break;
      const from = at;
      if (slot === Slot.src) {
        at = plainEnd(bytes, at);
        if (at < 0) return false;
        fields.srcStart = from;
        fields.srcEnd = at;
        continue;
      }
      let number = 0;
      for (; at < bytes.length; at++) {
        const digit = bytes[at]! - zero;
        if (digit < 0 || digit > 9) break;
        number = number * 10 + digit;
      }
      // No leading zeros. What follows must be as expected, so it ends the number.
      const digits = at - from;
      if (digits === 0 || digits > digitsMax || (digits > 1 && bytes[from] === zero)) return false;
      if (slot === Slot.msgId) fields.msgId = number;
      else if (slot === Slot.id) fields.id = number;
      else fields.delta = number;
    }
    fields.end = bytes[at - 1] === newline ? at - 1 : at;
    return true;
  }
}

/** What stands between two pieces of unchanging text; `end`: nothing, the line ends. */
const Slot = { end: 0, src: 1, id: 2, msgId: 3, delta: 4 } as const;
type Slot = (typeof Slot)[keyof typeof Slot];

/** Text that stays the same, and what follows it. */
class Part {
  /** The text, four bytes each, little-endian. */
  readonly words: Int32Array;
  /** What is left of it, 0 to 3 bytes. */
  readonly rest: Uint8Array;
  readonly slot: Slot;

  constructor(text: Uint8Array, slot: Slot) {
    const view = new DataView(text.buffer, text.byteOffset, text.byteLength);
    this.words = Int32Array.from({ length: text.length >> 2 }, (_, i) => view.getInt32(4 * i, true));
    this.rest = text.slice(4 * this.words.length);
    this.slot = slot;
  }
}

/** Where the closing quote is of the plain string whose first character is at `at`; −1 if it is not plain. */
function plainEnd(bytes: Uint8Array, at: number): number {
  for (let end = at; end < bytes.length; end++) {
    const byte = bytes[end]!;
    if (byte === quote) return end;
    if (byte < space || byte === backslash || byte > asciiMax) return -1;
  }
  return -1;
}

/** No number of so many digits passes 2^53-1. */
const digitsMax = 15;
const zero = 0x30;
const quote = 0x22;
const space = 0x20;
const backslash = 0x5c;
const asciiMax = 0x7e;
const newline = 0x0a;
