import { stringify } from 'lossless-json';
import { javaDouble, WholeDouble } from './whole-double.ts';

const stringifiers = [
  {
    test: (value: unknown) => value instanceof WholeDouble && Number.isFinite(value.value),
    stringify: (value: unknown) => javaDouble((value as WholeDouble).value),
  },
];

/**
 * A value that {@link readJson} read, as JSON again: integers digit for digit, `7.0` as `7.0`. What
 * is too large for a double is the string that Maelstrom makes of it, `"Infinity"`.
 */
export function jsonText(value: unknown): string {
  return isPlain(value)
    ? JSON.stringify(value)
    : (stringify(value, (_, each) => (isInfinite(each) ? javaDouble(each.value) : each), undefined, stringifiers) ??
        '');
}

function isInfinite(value: unknown): value is WholeDouble {
  return value instanceof WholeDouble && !Number.isFinite(value.value);
}

/** Whether `JSON.stringify` prints all of a value as it should. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) {
    return typeof value !== 'bigint';
  }
  if (Array.isArray(value)) {
    for (const item of value) {
      if (!isPlain(item)) {
        return false;
      }
    }
    return true;
  }
  if (value instanceof WholeDouble) {
    return false;
  }
  for (const key in value) {
    if (!isPlain((value as Record<string, unknown>)[key])) {
      return false;
    }
  }
  return true;
}
