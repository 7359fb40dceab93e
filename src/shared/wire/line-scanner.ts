import { absent, type LineFields, Scanned } from './line-fields.ts';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const space = 0x20;
const tab = 0x09;
const carriageReturn = 0x0d;
const newline = 0x0a;
const minus = 0x2d;
const zero = 0x30;
const nine = 0x39;

/** The number of digits of 2^53-1; a longer number is larger. */
const digitsMax = 16;

/**
 * Reads the lines that a counter gets most (`add`, `read`, replies with no value or a number)
 * straight from their bytes, without making strings or objects. Keys may be in any order, with any
 * spaces between, and with unknown keys that have plain values.
 *
 * Everything else is left to `JSON.parse` by returning {@link Scanned.unknown}: escapes, bytes
 * above 126, nested values, long or fractional numbers, values of an unexpected kind, anything
 * malformed. Whatever it does take, it must take as `JSON.parse` would: of a key that comes twice
 * the last counts, and a second `body` replaces the first.
 */
export class LineScanner {
  /** The fields of the line scanned last. */
  readonly #fields: LineFields;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #number = 0;
  #numberStart = 0;

  constructor(fields: LineFields) {
    this.#fields = fields;
  }

  /**
   * Scans the line that begins at `start`, up to its newline or the end of the bytes; returns its
   * kind.
   */
  scan(bytes: Uint8Array, start: number): number {
    this.#bytes = bytes;
    this.#at = start;
    const fields = this.#fields;
    fields.srcEnd = -1;
    fields.id = absent;
    let hasBody = false;
    if (this.#skipSpace() !== openBrace) {
      return Scanned.unknown;
    }
    this.#at += 1;
    for (;;) {
      // A key.
      if (this.#skipSpace() !== quote) {
        return Scanned.unknown;
      }
      const key = this.#at + 1;
      const keyEnd = this.#string();
      if (keyEnd < 0 || this.#skipSpace() !== colon) {
        return Scanned.unknown;
      }
      this.#at += 1;
      const first = this.#skipSpace();
      const length = keyEnd - key;
      if (length === 3 && bytes[key] === 0x73 && bytes[key + 1] === 0x72 && bytes[key + 2] === 0x63) {
        // src
        if (first !== quote) {
          return Scanned.unknown;
        }
        fields.srcStart = this.#at + 1;
        fields.srcEnd = this.#string();
        if (fields.srcEnd < 0) {
          return Scanned.unknown;
        }
      } else if (
        length === 4 &&
        bytes[key] === 0x62 &&
        bytes[key + 1] === 0x6f &&
        bytes[key + 2] === 0x64 &&
        bytes[key + 3] === 0x79
      ) {
        // body
        if (first !== openBrace || !this.#body()) {
          return Scanned.unknown;
        }
        hasBody = true;
      } else if (length === 2 && bytes[key] === 0x69 && bytes[key + 1] === 0x64) {
        // id
        if (!this.#integer()) {
          return Scanned.unknown;
        }
        fields.id = this.#number;
        fields.idStart = this.#numberStart;
        fields.idEnd = this.#at;
      } else if (!this.#plainValue(first)) {
        return Scanned.unknown;
      }

      const next = this.#skipSpace();
      this.#at += 1;
      if (next === comma) {
        continue;
      }
      if (next === closeBrace) {
        break;
      }
      return Scanned.unknown;
    }
    const last = this.#skipSpace();
    if (last !== newline && this.#at < bytes.length) {
      return Scanned.unknown;
    }
    fields.end = this.#at;
    return hasBody && fields.srcEnd >= 0 ? this.#kind() : Scanned.unknown;
  }

  /** Reads a body; false when it holds anything but plain values. */
  #body(): boolean {
    const bytes = this.#bytes;
    const fields = this.#fields;
    fields.typeEnd = -1;
    fields.msgIdEnd = -1;
    fields.delta = absent;
    fields.inReplyTo = absent;
    fields.value = absent;
    this.#at += 1;
    for (;;) {
      if (this.#skipSpace() !== quote) {
        return false;
      }
      const key = this.#at + 1;
      const keyEnd = this.#string();
      if (keyEnd < 0 || this.#skipSpace() !== colon) {
        return false;
      }
      this.#at += 1;
      const first = this.#skipSpace();
      switch (this.#bodyKey(key, keyEnd - key)) {
        case 1:
          if (first !== quote) {
            return false;
          }
          fields.typeStart = this.#at + 1;
          fields.typeEnd = this.#string();
          if (fields.typeEnd < 0) {
            return false;
          }
          break;
        case 2:
          if (!this.#integer()) {
            return false;
          }
          fields.msgIdStart = this.#numberStart;
          fields.msgIdEnd = this.#at;
          break;
        case 3:
          if (!this.#integer()) {
            return false;
          }
          fields.delta = this.#number;
          fields.deltaStart = this.#numberStart;
          fields.deltaEnd = this.#at;
          break;
        case 4:
          if (!this.#integer()) {
            return false;
          }
          fields.inReplyTo = this.#number;
          break;
        case 5:
          if (!this.#integer()) {
            return false;
          }
          fields.value = this.#number;
          break;
        default:
          if (!this.#plainValue(first)) {
            return false;
          }
      }
      const next = bytes[this.#at] === comma ? comma : this.#skipSpace();
      this.#at += 1;
      if (next === comma) {
        continue;
      }
      return next === closeBrace;
    }
  }

  /** The key of a field: 1 type, 2 msg_id, 3 delta, 4 in_reply_to, 5 value, 0 any other. */
  #bodyKey(key: number, length: number): number {
    const bytes = this.#bytes;
    switch (length) {
      case 4:
        return this.#is(key, typeKey) ? 1 : 0;
      case 5:
        if (bytes[key] === 0x64) {
          return this.#is(key, deltaKey) ? 3 : 0;
        }
        return this.#is(key, valueKey) ? 5 : 0;
      case 6:
        return this.#is(key, msgIdKey) ? 2 : 0;
      case 11:
        return this.#is(key, inReplyToKey) ? 4 : 0;
      default:
        return 0;
    }
  }

  #kind(): number {
    const { typeStart, typeEnd, msgIdEnd, delta, inReplyTo } = this.#fields;
    if (typeEnd < 0) {
      return Scanned.unknown;
    }
    const length = typeEnd - typeStart;
    if (length === 3 && this.#is(typeStart, addType)) {
      return msgIdEnd >= 0 && delta !== absent && delta >= 0 ? Scanned.add : Scanned.unknown;
    }
    if (length === 4 && this.#is(typeStart, readType)) {
      return msgIdEnd < 0 ? Scanned.unknown : Scanned.read;
    }
    if (length === 4 && this.#is(typeStart, initType)) {
      return Scanned.unknown;
    }
    return inReplyTo === absent || this.#is(typeStart, errorType) ? Scanned.unknown : Scanned.reply;
  }

  #is(at: number, word: readonly number[]): boolean {
    const bytes = this.#bytes;
    for (let i = 0; i < word.length; i += 1) {
      if (bytes[at + i] !== word[i]) {
        return false;
      }
    }
    return true;
  }

  /** Moves to the next byte that is no space and returns it; 0 at the end of the bytes. */
  #skipSpace(): number {
    const bytes = this.#bytes;
    for (;;) {
      const byte = bytes[this.#at];
      if (byte === space || byte === tab || byte === carriageReturn) {
        this.#at += 1;
      } else {
        return byte ?? 0;
      }
    }
  }

  /**
   * Passes over a string from its opening quote on; returns where it closes, −1 for one that is not
   * plain.
   */
  #string(): number {
    const bytes = this.#bytes;
    for (let at = this.#at + 1; at < bytes.length; at += 1) {
      const byte = bytes[at]!;
      if (byte === quote) {
        this.#at = at + 1;
        return at;
      }
      if (byte < space || byte === backslash || byte > 0x7e) {
        return -1;
      }
    }
    return -1;
  }

  /** Reads a whole number of at most 2^53-1 into `#number`; false for anything else. */
  #integer(): boolean {
    const bytes = this.#bytes;
    let at = this.#at;
    const negative = bytes[at] === minus;
    if (negative) {
      at += 1;
    }
    const start = at;
    let number = 0;
    for (;;) {
      const byte = bytes[at] ?? 0;
      if (byte < zero || byte > nine) {
        break;
      }
      number = number * 10 + (byte - zero);
      at += 1;
    }
    const digits = at - start;
    // No leading zeros, and no negative zero, which is another value. The caller checks what ends
    // the number.
    if (digits === 0 || digits > digitsMax || (bytes[start] === zero && (digits > 1 || negative))) {
      return false;
    }
    // Rounding never takes a number from above 2^53-1 to below it.
    if (number > Number.MAX_SAFE_INTEGER) {
      return false;
    }
    this.#at = at;
    this.#number = negative ? -number : number;
    this.#numberStart = negative ? start - 1 : start;
    return true;
  }

  /** Passes over a value that is not needed: a string, a number, `true`, `false` or `null`. */
  #plainValue(first: number): boolean {
    if (first === quote) {
      return this.#string() >= 0;
    }
    if (first === 0x74) {
      return this.#word(trueWord);
    }
    if (first === 0x66) {
      return this.#word(falseWord);
    }
    if (first === 0x6e) {
      return this.#word(nullWord);
    }
    return this.#integer();
  }

  #word(word: readonly number[]): boolean {
    if (!this.#is(this.#at, word)) {
      return false;
    }
    this.#at += word.length;
    return true;
  }
}

const ascii = (word: string): readonly number[] => [...Buffer.from(word)];
const typeKey = ascii('type');
const deltaKey = ascii('delta');
const valueKey = ascii('value');
const msgIdKey = ascii('msg_id');
const inReplyToKey = ascii('in_reply_to');
const addType = ascii('add');
const readType = ascii('read');
const initType = ascii('init');
const errorType = ascii('error');
const trueWord = ascii('true');
const falseWord = ascii('false');
const nullWord = ascii('null');
