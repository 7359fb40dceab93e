import { javaDouble, WholeDouble } from './whole-double.ts';

/** Clojure's escapes in a string; all other characters stand for themselves. */
const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\f': '\\f',
  '\b': '\\b',
};

/**
 * A JSON value as Clojure's `pr-str` prints it: `"y"`, `nil`, `[1 2]`, `{"q" 1}`, `1.0`. Keys are
 * in the order they came in; Clojure has another one for objects of more than 8 keys.
 */
export function prStr(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `"${value.replaceAll(/["\\\n\t\r\f\b]/g, (character) => escapes[character] as string)}"`;
    case 'number':
      return Number.isInteger(value) ? String(value) : javaDouble(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      break;
  }
  if (value === null || value === undefined) {
    return 'nil';
  }
  if (value instanceof WholeDouble) {
    return Number.isFinite(value.value) ? javaDouble(value.value) : value.value > 0 ? '##Inf' : '##-Inf';
  }
  if (Array.isArray(value)) {
    return `[${value.map(prStr).join(' ')}]`;
  }
  const entries = Object.entries(value as object);
  return `{${entries.map(([key, item]) => `${prStr(key)} ${prStr(item)}`).join(', ')}}`;
}

/**
 * A JSON value as Clojure's `str` prints it: as {@link prStr}, but nothing for null, and a string
 * as it is.
 */
export function str(value: unknown): string {
  if (value === null || value === undefined) {
    return '';
  }
  return typeof value === 'string' ? value : prStr(value);
}
