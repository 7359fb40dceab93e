/**
 * A value in EDN (extensible data notation), which Maelstrom's results and histories are written
 * in. A plain object is a map, its keys are keywords; a number that is no integer is a float.
 */
export type Edn =
  | null
  | boolean
  | number
  | bigint
  | string
  | Keyword
  | Float
  | Symbolic
  | readonly Edn[]
  | { readonly [key: string]: Edn };

/** A keyword: `:ok`. */
export class Keyword {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A number that is written as a float even when it is whole: `5.0`. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A symbol: `...`, which Clojure's printer leaves where it cuts a list. */
export class Symbolic {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Characters per line, where possible. */
const widthMax = 100;

/**
 * Writes a value as EDN on one line where it fits one, else with line breaks as Maelstrom's printer
 * sets them: a map has one key a line, a list of simple things is filled. It begins at `column` of
 * its line.
 */
export function layOut(value: Edn, column = 0): string {
  if (!isCollection(value)) {
    return inline(value);
  }
  const flat = inline(value);
  if (column + flat.length <= widthMax) {
    return flat;
  }
  const margin = `\n${' '.repeat(column + 1)}`;
  if (isList(value)) {
    return value.some(isCollection)
      ? `[${value.map((item) => layOut(item, column + 1)).join(margin)}]`
      : `[${filled(value.map(inline), widthMax - column).join(margin)}]`;
  }
  const items = Object.entries(value).map(([key, item]) => {
    const written = keyText(key);
    return `${written} ${layOut(item, column + written.length + 2)}`;
  });
  return `{${items.join(margin)}}`;
}

/** Writes a value as EDN on one line. */
export function inline(value: Edn): string {
  if (value === null) {
    return 'nil';
  }
  switch (typeof value) {
    case 'boolean':
      return String(value);
    case 'number':
      return Number.isInteger(value) ? integerText(BigInt(value)) : floatText(value);
    case 'bigint':
      return integerText(value);
    case 'string':
      return stringText(value);
  }
  if (value instanceof Keyword) {
    return keyText(value.name);
  }
  if (value instanceof Float) {
    return floatText(value.value);
  }
  if (value instanceof Symbolic) {
    return value.name;
  }
  if (isList(value)) {
    return `[${value.map(inline).join(' ')}]`;
  }
  return `{${Object.entries(value)
    .map(([key, item]) => `${keyText(key)} ${inline(item)}`)
    .join(', ')}}`;
}

/** A name as a keyword; as a string when it holds what a keyword can't, such as a space. */
function keyText(name: string): string {
  return /^[\p{L}*!_?$%&=<>+-][\p{L}\d*!_?$%&=<>+.#'-]*$/u.test(name) ? `:${name}` : stringText(name);
}

/** Beyond 64 bits an integer is marked as one of any size, lest a reader refuses it. */
function integerText(value: bigint): string {
  return BigInt.asIntN(64, value) === value ? `${value}` : `${value}N`;
}

function floatText(value: number): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? '##NaN' : value > 0 ? '##Inf' : '##-Inf';
  }
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** What a terminal would act on, and halves of characters, are escaped too. */
function stringText(text: string): string {
  const written = text.replace(
    /["\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => escapes[character] ?? character.split('').map(unitText).join(''),
  );
  return `"${written}"`;
}

function unitText(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function filled(items: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const item of items) {
    if (line !== '' && line.length + 1 + item.length > width) {
      lines.push(line);
      line = item;
    } else {
      line = line === '' ? item : `${line} ${item}`;
    }
  }
  return [...lines, line];
}

function isList(value: Edn): value is readonly Edn[] {
  return Array.isArray(value);
}

function isCollection(value: Edn): value is readonly Edn[] | { readonly [key: string]: Edn } {
  return typeof value === 'object' && value !== null && ![Keyword, Float, Symbolic].some((of) => value instanceof of);
}
