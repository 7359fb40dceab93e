/** What {@link readEdn} gives: keywords as `:name`, maps as a Map, floats and integers apart. */
export type Read =
  | null
  | boolean
  | string
  | { readonly integer: bigint }
  | { readonly float: number }
  | { readonly keyword: string }
  | { readonly symbol: string }
  | readonly Read[]
  | ReadonlyMap<string, Read>;

/**
 * A small reader of EDN, written from its specification (github.com/edn-format/edn) and not from
 * our writer: strings, numbers, nil, booleans, keywords, symbols, vectors, lists and maps. Throws
 * for anything else, for duplicate keys, and for text after the value.
 */
export function readEdn(text: string): Read {
  let at = 0;
  const fail = (what: string): never => {
    throw new Error(`EDN at ${at}: ${what}: ${text.slice(at, at + 30)}`);
  };
  const skip = () => {
    while (at < text.length && /[\s,]/.test(text[at]!)) {
      at += 1;
    }
  };
  const list = (end: string): Read[] => {
    const items: Read[] = [];
    at += 1;
    for (skip(); text[at] !== end; skip()) {
      items.push(value());
    }
    at += 1;
    return items;
  };
  const string = (): string => {
    let read = '';
    at += 1;
    while (text[at] !== '"') {
      if (at >= text.length) {
        fail('a string without an end');
      }
      if (text[at] !== '\\') {
        read += text[at];
        at += 1;
        continue;
      }
      const simple = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' }[text[at + 1]!];
      if (simple !== undefined) {
        read += simple;
        at += 2;
        continue;
      }
      const [, code] = /^\\u([\da-f]{4})/.exec(text.slice(at, at + 6)) ?? fail('an unknown escape');
      read += String.fromCharCode(Number.parseInt(code!, 16));
      at += 6;
    }
    at += 1;
    return read;
  };
  const token = (): Read => {
    const [word] = /^[^\s,()[\]{}"\\]+/.exec(text.slice(at, at + 400)) ?? fail('no value');
    at += word.length;
    switch (word) {
      case 'nil':
        return null;
      case 'true':
        return true;
      case 'false':
        return false;
      case '##Inf':
        return { float: Number.POSITIVE_INFINITY };
      case '##-Inf':
        return { float: Number.NEGATIVE_INFINITY };
      case '##NaN':
        return { float: Number.NaN };
    }
    if (/^[+-]?\d+N?$/.test(word)) {
      const integer = BigInt(word.replace('N', ''));
      if (!word.endsWith('N') && BigInt.asIntN(64, integer) !== integer) {
        fail('an integer beyond 64 bits without an N');
      }
      return { integer };
    }
    if (/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(word)) {
      return { float: Number(word) };
    }
    const isSymbol = (name: string) => /^[\p{L}.*+!_?$%&=<>-][\p{L}\d.*+!_?$%&=<>'#:-]*$/u.test(name);
    if (word.startsWith(':') && isSymbol(word.slice(1))) {
      return { keyword: word.slice(1) };
    }
    return isSymbol(word) ? { symbol: word } : fail(`no token: ${word}`);
  };
  const value = (): Read => {
    skip();
    switch (text[at]) {
      case '"':
        return string();
      case '[':
        return list(']');
      case '(':
        return list(')');
      case '{': {
        const items = list('}');
        const map = new Map<string, Read>();
        if (items.length % 2 !== 0) {
          fail('a map with an odd number of forms');
        }
        for (let i = 0; i < items.length; i += 2) {
          const key = items[i];
          const name = typeof key === 'string' ? key : `:${(key as { keyword: string }).keyword}`;
          if (map.has(name)) {
            fail(`twice the key ${name}`);
          }
          map.set(name, items[i + 1]!);
        }
        return map;
      }
      default:
        return token();
    }
  };
  const read = value();
  skip();
  return at === text.length ? read : fail('text after the value');
}

/** A value as plain JavaScript: keywords as `:name`, numbers as numbers, maps as objects. */
export function plain(read: Read): unknown {
  if (read === null || typeof read !== 'object') {
    return read;
  }
  if (Array.isArray(read)) {
    return read.map(plain);
  }
  if (read instanceof Map) {
    return Object.fromEntries([...read].map(([key, value]) => [key, plain(value)]));
  }
  if ('integer' in read) {
    return Number(read.integer);
  }
  if ('float' in read) {
    return read.float;
  }
  return 'keyword' in read ? `:${read.keyword}` : (read as { symbol: string }).symbol;
}
