import { isLong } from '../json/json-value.ts';
import { readJson } from '../json/read-json.ts';
import { WholeDouble } from '../json/whole-double.ts';

/** The fields of an object that {@link readJson} read. */
export type JsonObject = { readonly [field: string]: unknown };

/** A line that a node printed, as far as the network looks at it. */
export interface NodeMessage {
  readonly src: string;
  readonly dest: string;
  readonly body: JsonObject;
  /** Whether the body may hold what only {@link jsonText} writes as it was read. */
  readonly hasDelicate: boolean;
}

/** A line a node printed that the network can't take, and why. */
export interface BadLine {
  readonly reason: string;
}

/** What follows the reason when only `--strict` makes a line a bad one. */
export const lenience = '; Maelstrom would let it pass, and so does --no-strict';

const knownKeys = new Set(['src', 'dest', 'body', 'id']);

/**
 * Reads a line that a node printed, as Maelstrom's `parse-msg` does. Maelstrom takes more than it
 * documents: text after the message, control characters in strings, another `src`, pairs of key
 * and value for an object, and null, `""` or nothing at all for an empty `body`.
 *
 * @param isStrict - Whether that is refused.
 */
export function parseNodeLine(node: string, line: string, isStrict: boolean): NodeMessage | BadLine {
  const json = readJson(line);
  if (json === undefined) {
    return { reason: line.trim() === '' ? 'a blank line' : 'not JSON' };
  }
  const message = asObject(json.value);
  if (message === undefined) {
    return { reason: 'not a JSON object' };
  }
  const { src, dest, id } = message;
  for (const key in message) {
    if (!knownKeys.has(key)) {
      return { reason: `unknown key ${JSON.stringify(key)} beside src, dest, body and id` };
    }
  }
  if (typeof src !== 'string') {
    return { reason: 'no src, or one that is not a string' };
  }
  if (typeof dest !== 'string') {
    return { reason: 'no dest, or one that is not a string' };
  }
  const body = asObject(message.body);
  if (body === undefined) {
    return { reason: 'a body that is not an object' };
  }
  if (id !== undefined && !isLong(id)) {
    return { reason: 'an id that is not an integer' };
  }
  const flaw = isStrict ? strictFlaw(node, src, json.value, message.body, json.flaw) : undefined;
  return flaw === undefined ? { src, dest, body, hasDelicate: json.hasDelicate } : { reason: `${flaw}${lenience}` };
}

/** Distinguishes a {@link BadLine} from a message. */
export function isBadLine(parsed: NodeMessage | BadLine): parsed is BadLine {
  return 'reason' in parsed;
}

function strictFlaw(
  node: string,
  src: string,
  message: unknown,
  body: unknown,
  flaw: string | undefined,
): string | undefined {
  if (flaw !== undefined) {
    return flaw;
  }
  if (Array.isArray(message)) {
    return 'an array, not an object';
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return 'no body, or one that is not an object';
  }
  return src === node ? undefined : `src is ${JSON.stringify(src)}, not the node's own id`;
}

/**
 * What Maelstrom's `keywordize-keys-1` makes of a value, which it takes for a list of pairs:
 * nothing is an empty one. Undefined where it throws.
 */
function asObject(value: unknown): JsonObject | undefined {
  if (value === undefined || value === null || value === '') {
    return {};
  }
  if (Array.isArray(value)) {
    return value.every((pair) => pair === null || Array.isArray(pair)) ? fromPairs(value) : undefined;
  }
  // A number with a point is an object here, but no map there.
  return typeof value === 'object' && !(value instanceof WholeDouble) ? (value as JsonObject) : undefined;
}

/** A key that is no string has no name; a missing value is null. */
function fromPairs(pairs: readonly (readonly unknown[] | null)[]): JsonObject {
  return Object.fromEntries(pairs.map((pair) => [typeof pair?.[0] === 'string' ? pair[0] : '', pair?.[1] ?? null]));
}
