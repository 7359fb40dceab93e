import { javaDouble, WholeDouble } from './whole-double.ts';

/**
 * Whether a value that {@link readJson} read is an integer of 64 bits, a long of Java's. A longer
 * one is no counter's value in Maelstrom either; as an id it would let it pass.
 */
export function isLong(value: unknown): value is number | bigint {
  return typeof value === 'bigint' ? BigInt.asIntN(64, value) === value : Number.isInteger(value);
}

/**
 * Whether two JSON values are equal as Clojure's `=` has it: by content, whatever the order of an
 * object's keys; `1` and `1.0` are not.
 */
export function equal(left: unknown, right: unknown): boolean {
  if (left === right) {
    return true;
  }
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return false;
  }
  if (left instanceof WholeDouble || right instanceof WholeDouble) {
    return left instanceof WholeDouble && right instanceof WholeDouble && left.value === right.value;
  }
  if (Array.isArray(left) || Array.isArray(right)) {
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, at) => equal(item, right[at]))
    );
  }
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every(
      (key) =>
        Object.hasOwn(right, key) &&
        equal((left as Record<string, unknown>)[key], (right as Record<string, unknown>)[key]),
    )
  );
}

/** The same string for equal values and different ones for others; keys of objects are sorted. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if (value instanceof WholeDouble) {
    // The two zeros are equal.
    return javaDouble(value.value || 0);
  }
  if (typeof value === 'bigint') {
    return String(value);
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
    return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}
