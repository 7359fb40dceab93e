/** A flag of a command line: what text it takes, and what that means. */
export interface Flag<Value> {
  /** Its short form, one letter. */
  readonly short?: string;
  /** Whether a text belongs to it; one without is given or not. */
  readonly takesText: boolean;
  /** What its text must be, to be read after "must be". */
  readonly mustBe: string;
  /** The words that it takes, for a suggestion when one is misspelt. */
  readonly words: readonly string[];
  /**
   * The value of a text that isn't empty, or the part of it that is wrong.
   *
   * @param before - The value so far, when the flag was given before.
   */
  read(text: string, before: Value | undefined): Value | WrongText;
}

/** The part of a flag's text that is not what it must be. */
export class WrongText {
  readonly part: string;

  constructor(part: string) {
    this.part = part;
  }
}

/** A flag without a text: true when it is given. */
export function given(): Flag<true> {
  return { takesText: false, mustBe: '', words: [], read: () => true };
}

/** A flag with any text but none. */
export function text(): Flag<string> {
  return flagOf('a text', (value) => value);
}

/** A whole number from `least` to `most`. */
export function whole(least: number, most: number): Flag<number> {
  return flagOf(`a whole number from ${least} to ${most}`, (value) =>
    /^\d+$/.test(value) ? within(Number(value), least, most) : undefined,
  );
}

/** A number from `least` to `most`, perhaps with a decimal point or an exponent. */
export function decimal(least: number, most: number): Flag<number> {
  return flagOf(`a number from ${least} to ${most}`, (value) =>
    /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? within(Number(value), least, most) : undefined,
  );
}

/** A number of seconds from `least` to `most`, read as milliseconds. */
export function seconds(least: number, most: number): Flag<number> {
  // To the microsecond: 1.001 times 1,000 is 1000.9999999999999.
  return mapped(decimal(least, most), (value) => Math.round(value * 1e6) / 1e3);
}

/** One of these words. */
export function choice<const Word extends string>(words: readonly Word[]): Flag<Word> {
  const find = (value: string) => words.find((word) => word === value);
  // Two words need no suggestion: the sentence names them.
  return words.length > 2 ? flagOf(`one of ${words.join(', ')}`, find, words) : flagOf(words.join(' or '), find);
}

/**
 * Several of what `each` takes, with commas between them; every one is kept once, in the order
 * given.
 */
export function list<Item>(each: Flag<Item>): Flag<readonly Item[]> {
  return {
    ...each,
    read(value) {
      const items = new Set<Item>();
      for (const part of new Set(value.split(',').map((piece) => piece.trim()))) {
        const item = each.read(part, undefined);
        if (item instanceof WrongText) {
          return item;
        }
        items.add(item);
      }
      return [...items];
    },
  };
}

/** A flag that may be given several times. */
export function several<Item>(each: Flag<Item>): Flag<readonly Item[]> {
  return {
    ...each,
    read(value, before = []) {
      const item = each.read(value, undefined);
      return item instanceof WrongText ? item : [...before, item];
    },
  };
}

/** What `flag` takes, or a word that stands for `value`. */
export function or<Value, Other>(flag: Flag<Value>, word: string, value: Other): Flag<Value | Other> {
  return {
    ...flag,
    mustBe: `${flag.mustBe} or ${word}`,
    read: (given) => (given === word ? value : flag.read(given, undefined)),
  };
}

/**
 * A flag with its own rule: `read` gives the value of a text, or undefined when it isn't what it
 * must be.
 */
export function flagOf<Value>(
  mustBe: string,
  read: (text: string) => Value | undefined,
  words: readonly string[] = [],
): Flag<Value> {
  return { takesText: true, mustBe, words, read: (value) => read(value) ?? new WrongText(value) };
}

/** The same flag with a short form of one letter. */
export function short<Value>(letter: string, flag: Flag<Value>): Flag<Value> {
  return { ...flag, short: letter };
}

function mapped<From, To>(flag: Flag<From>, map: (value: From) => To): Flag<To> {
  return {
    ...flag,
    read(value) {
      const read = flag.read(value, undefined);
      return read instanceof WrongText ? read : map(read);
    },
  };
}

function within(value: number, least: number, most: number): number | undefined {
  return value >= least && value <= most ? value : undefined;
}
