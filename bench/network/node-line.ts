import type { Message } from '../../src/shared/wire/message.ts';

/** A line a node printed that the network can't take, and why. */
export interface BadLine {
  readonly reason: string;
}

const knownKeys = new Set(['src', 'dest', 'body', 'id']);

/**
 * Reads a line that a node printed. Stricter than Maelstrom in two points that Maelstrom happens to
 * accept: text after the message, and a `src` that names another node, are refused.
 */
export function parseNodeLine(node: string, line: string): Message | BadLine {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return { reason: line.trim() === '' ? 'a blank line' : 'not JSON' };
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    return { reason: 'not a JSON object' };
  }
  const { src, dest, body, id } = message as Partial<Record<string, unknown>>;
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
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { reason: 'no body, or one that is not an object' };
  }
  if (id !== undefined && !Number.isInteger(id)) {
    return { reason: 'an id that is not an integer' };
  }
  if (src !== node) {
    return { reason: `src is ${JSON.stringify(src)}, not the node's own id` };
  }
  return message as Message;
}

/** Distinguishes a {@link BadLine} from a message. */
export function isBadLine(parsed: Message | BadLine): parsed is BadLine {
  return 'reason' in parsed && !('src' in parsed);
}
