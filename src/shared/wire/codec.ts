import { isUtf8 } from 'node:buffer';
import { Errors, type ReplyError } from '../errors.ts';
import type { Message } from './message.ts';

/** The largest delta and the largest total that stay exact as a JSON number in every language. */
export const totalMax = Number.MAX_SAFE_INTEGER;

/** The longest line taken, in bytes. A legal message of this workload needs a few hundred. */
export const lineBytesMax = 1024 * 1024;

/** Why a line was skipped without an answer: there is nobody, or nothing, to answer. */
export type SkipReason =
  | 'blank line'
  | 'not JSON'
  | 'not UTF-8'
  | 'not an object'
  | 'no src'
  | 'no body'
  | 'no type'
  | 'no msg_id'
  | 'no dest'
  | 'line too long'
  | 'sent to an earlier life'
  | 'before init'
  | 'too old to answer';

/** Who sent a request, and how to answer it. */
export interface Request {
  readonly src: string;
  /** Whom it was sent to; empty when that is missing, which matters only before `init`. */
  readonly dest: string;
  readonly msgId: number;
  /** Maelstrom's network id, when it has one. */
  readonly id: number | undefined;
}

/** What one line of stdin turned out to be. */
export type Line =
  | ({ readonly kind: 'add'; readonly delta: number } & Request)
  | ({ readonly kind: 'read' } & Request)
  | ({ readonly kind: 'refused'; readonly error: ReplyError } & Request)
  /** For the main thread: `init`, replies to our own requests, messages of peers. */
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'skipped'; readonly reason: SkipReason };

/**
 * The types of the one-way messages between nodes. Strategy `cas`: the newest value of the chain,
 * after a success; a request for help. Reads that may be old: a request for a refresh, and its
 * answer.
 */
export const PeerMessage = {
  value: 'sluice_value',
  help: 'sluice_help',
  refresh: 'sluice_refresh',
  refreshed: 'sluice_refreshed',
} as const;

const peerMessages: ReadonlySet<unknown> = new Set(Object.values(PeerMessage));

/** Whether a message of this type comes from a peer. */
export function isPeerMessage(type: unknown): boolean {
  return peerMessages.has(type);
}

/** A one-way message to a peer; `body` is JSON. */
export function encodeToPeer(src: string, dest: string, body: string): string {
  return `{"src":${JSON.stringify(src)},"dest":${JSON.stringify(dest)},"body":${body}}\n`;
}

const skipped = {
  blank: { kind: 'skipped', reason: 'blank line' },
  notJson: { kind: 'skipped', reason: 'not JSON' },
  notUtf8: { kind: 'skipped', reason: 'not UTF-8' },
  notObject: { kind: 'skipped', reason: 'not an object' },
  noSrc: { kind: 'skipped', reason: 'no src' },
  noBody: { kind: 'skipped', reason: 'no body' },
  noType: { kind: 'skipped', reason: 'no type' },
  noMsgId: { kind: 'skipped', reason: 'no msg_id' },
  tooLong: { kind: 'skipped', reason: 'line too long' },
} as const satisfies Record<string, Line>;

/**
 * Decodes the line `bytes[start … end)`, without its newline: any JSON with a message's meaning is
 * taken, in whatever order, spacing or escapes, with unknown keys ignored. Never throws.
 */
export function decodeLine(bytes: Buffer, start = 0, end = bytes.length): Line {
  if (end - start > lineBytesMax) {
    return skipped.tooLong;
  }
  const text = bytes.toString('utf8', start, end);
  // What is not UTF-8 has become this character; but it may have been one.
  if (text.includes('\ufffd') && !isUtf8(bytes.subarray(start, end))) {
    return skipped.notUtf8;
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return text.trim() === '' ? skipped.blank : skipped.notJson;
  }
  return isObject(parsed) ? classify(parsed) : skipped.notObject;
}

function classify(message: Record<string, unknown>): Line {
  const { src, body } = message;
  if (typeof src !== 'string') {
    return skipped.noSrc;
  }
  if (!isObject(body)) {
    return skipped.noBody;
  }
  const { type, msg_id: msgId, delta } = body;
  // A reply is never answered, or two nodes could answer each other's errors for ever.
  const isRequest = type === 'add' || type === 'read' || type === 'init';
  if (isPeerMessage(type) || ('in_reply_to' in body && !isRequest)) {
    return { kind: 'message', message: message as unknown as Message };
  }
  if (type === undefined && msgId === undefined) {
    return skipped.noType;
  }
  // A larger msg_id would lose digits in the answer, which would then answer nothing.
  if (!isSafeInteger(msgId)) {
    return skipped.noMsgId;
  }
  if (type === 'init') {
    return { kind: 'message', message: message as unknown as Message };
  }
  const { id, dest } = message;
  const request = {
    src,
    dest: typeof dest === 'string' ? dest : '',
    msgId,
    id: typeof id === 'number' ? id : undefined,
  };
  if (type === 'read') {
    return { kind: 'read', ...request };
  }
  if (type !== 'add') {
    const error = typeof type === 'string' ? Errors.unknownType(type) : Errors.malformed('type must be a string');
    return { kind: 'refused', error, ...request };
  }
  if (isSafeInteger(delta) && delta >= 0) {
    return { kind: 'add', delta, ...request };
  }
  return { kind: 'refused', error: badDelta(delta), ...request };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSafeInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function badDelta(value: unknown): ReplyError {
  if (value === undefined) {
    return Errors.malformed('add needs a delta');
  }
  if (typeof value !== 'number') {
    return Errors.malformed(`delta must be a number, not ${nameOf(value)}`);
  }
  if (value < 0) {
    return Errors.malformed('delta must not be negative: this counter only grows');
  }
  if (value > totalMax) {
    return Errors.malformed('delta must not be above 2^53-1');
  }
  return Errors.malformed('delta must be a whole number');
}

function nameOf(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}

/**
 * The `read_ok` line, newline included; `value` may pass 2^53-1, and is then written with all its
 * digits.
 */
export function encodeReadOk(node: string, dest: string, inReplyTo: number, value: number | bigint): string {
  return `{"src":${node},"dest":${dest},"body":{"type":"read_ok","value":${value},"in_reply_to":${inReplyTo}}}\n`;
}

/** An `error` line, newline included. */
export function encodeError(node: string, dest: string, inReplyTo: number, error: ReplyError): string {
  return `{"src":${node},"dest":${dest},"body":${errorBody(error)}"in_reply_to":${inReplyTo}}}\n`;
}

/**
 * Turns encoded `add_ok` lines into error lines for the same requests. The text `"type":"add_ok"`
 * can't occur inside a client's id, where its quotes would be escaped.
 */
export function acksToErrors(acks: Uint8Array, error: ReplyError): string {
  const text = Buffer.from(acks.buffer, acks.byteOffset, acks.byteLength).toString('utf8');
  return text.replaceAll('"body":{"type":"add_ok",', () => `"body":${errorBody(error)}`);
}

function errorBody(error: ReplyError): string {
  return `{"type":"error","code":${error.code},"text":${JSON.stringify(error.message)},`;
}
