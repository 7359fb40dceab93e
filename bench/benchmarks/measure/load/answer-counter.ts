const newline = 0x0a;

/** What an {@link AnswerCounter} needs to know, and what it reports to. */
export interface AnswerCounterSettings {
  /** `type` of the line to count. */
  readonly type: string;
  /** Takes every line that is not an ordinary answer, without its line end. */
  readonly other: (line: Buffer) => void;
  /** First letter of the names whose lines are ordinary; where it stands in a line is learnt. */
  readonly initial: string;
  /** The field that holds the name: `dest` of replies, `src` of requests that come back. */
  readonly field: 'dest' | 'src';
}

/**
 * Counts answers in a stream of bytes by looking at three bytes of each. The answers to requests of
 * one length have one length, whatever node writes them. That length, and where in it the type and
 * the first letter of the name stand, are learnt from the first answer. Where no line of that
 * length with those letters ends, the line is read in full.
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

  /** Counts what is in `bytes[0 … end)`; returns where the line begins that is not complete yet. */
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
