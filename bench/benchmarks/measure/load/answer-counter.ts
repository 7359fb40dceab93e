const newline = 0x0a;

/** What an {@link AnswerCounter} must know and whom it tells. */
export interface AnswerCounterSettings {
  /** `type` of the line to count. */
  readonly type: string;
  /** Takes every line that is no ordinary answer; without its newline. */
  readonly other: (line: Buffer) => void;
  /** First letter of the names whose lines are ordinary: where they stand in the line is learnt. */
  readonly initial: string;
  /** The field that holds the name: `dest` of replies, `src` of requests that come back. */
  readonly field: 'dest' | 'src';
}

/**
 * Counts answers in a stream of bytes at the price of three looks at each. The answers to requests of one length have one length
 * themselves, whatever node writes them; that length, and where in it the type and the first letter of the name stand, is
 * learnt from the first answer. Where a line of that length with those letters does not end, the line is looked at in full.
 */
export class AnswerCounter {
  readonly #settings: AnswerCounterSettings;
  readonly #typeByte: number;
  readonly #initialByte: number;
  #lineBytes = 0;
  #typeAt = 0;
  #initialAt = 0;
  #count = 0;

  constructor(settings: AnswerCounterSettings) {
    this.#settings = settings;
    this.#typeByte = settings.type.charCodeAt(0);
    this.#initialByte = settings.initial.charCodeAt(0);
  }

  /** Answers seen so far. */
  get count(): number {
    return this.#count;
  }

  /** Counts what is in `bytes[0 … end)`; returns where the line that is not yet whole begins. */
  scan(bytes: Buffer, end: number): number {
    let at = 0;
    for (;;) {
      at = this.#skipAnswers(bytes, at, end);
      const found = bytes.indexOf(newline, at);
      if (found < 0 || found >= end) {
        return at;
      }
      this.#look(bytes.subarray(at, found));
      at = found + 1;
    }
  }

  #skipAnswers(bytes: Buffer, from: number, end: number): number {
    const lineBytes = this.#lineBytes;
    if (lineBytes === 0) {
      return from;
    }
    const typeAt = this.#typeAt;
    const typeByte = this.#typeByte;
    const initialAt = this.#initialAt;
    const initialByte = this.#initialByte;
    let at = from;
    let count = 0;
    while (
      at + lineBytes <= end &&
      bytes[at + lineBytes - 1] === newline &&
      bytes[at + typeAt] === typeByte &&
      bytes[at + initialAt] === initialByte
    ) {
      at += lineBytes;
      count += 1;
    }
    this.#count += count;
    return at;
  }

  #look(line: Buffer): void {
    const { type, initial, field, other } = this.#settings;
    const name = nameIn(line, field);
    if (name?.startsWith(initial) && line.includes(`"${type}"`)) {
      this.#count += 1;
      this.#lineBytes = line.length + 1;
      this.#typeAt = line.indexOf(`"${type}"`) + 1;
      this.#initialAt = line.indexOf(`"${name}"`) + 1;
    } else {
      other(line);
    }
  }
}

function nameIn(line: Buffer, field: 'dest' | 'src'): string | undefined {
  try {
    return (JSON.parse(line.toString('utf8')) as Record<string, string | undefined>)[field];
  } catch {
    return undefined;
  }
}
