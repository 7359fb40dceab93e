import { equal } from '../../json/json-value.ts';
import { printable } from '../../report/printable.ts';
import type { Operation } from '../../run.ts';
import type { MessageBody, StoreAnswer } from '../trace.ts';

/** Longest text of one value in a diagram. */
const valueMax = 30;
/** Numbers from here on are nonces: only their ends are shown. */
const nonceMin = 10_000_000_000;

/** A JSON value, short and for people, without quotes and braces; undefined for a missing one. */
export function shortValue(value: unknown): string {
  if (value === undefined) {
    return 'nothing';
  }
  if (typeof value === 'string') {
    return cut(printable(value));
  }
  const json = JSON.stringify(value, (_, each: unknown) => shortNonce(each));
  return cut(printable(json.replaceAll(/["{}]/g, '').replaceAll(',', ', ')));
}

function shortNonce(value: unknown): unknown {
  return typeof value === 'number' && value >= nonceMin ? `#${String(value).slice(-4)}` : value;
}

/** A store's key for people. */
export function shortKey(key: unknown): string {
  return cut(printable(typeof key === 'string' ? key.replace('\0', '') : JSON.stringify(key)));
}

function cut(text: string): string {
  return text.length > valueMax ? `${text.slice(0, valueMax - 1)}…` : text;
}

/** What a client requests. */
export function requestLabel(operation: Operation): string {
  if (operation.f === 'add') {
    return `add ${operation.value}`;
  }
  return operation.final ? 'final read' : operation.f;
}

/** What a client was answered. */
export function replyLabel(body: MessageBody): string {
  switch (body.type) {
    case 'add_ok':
      return 'ok';
    case 'read_ok':
      return `read = ${shortValue(body.value)}`;
    case 'error':
      return `error ${shortValue(body.code)}${body.code === 0 ? ' (nobody knows)' : ''}`;
    default:
      return shortValue(body.type);
  }
}

/** What a node requests of the store. */
export function storeRequestLabel(body: MessageBody): string {
  const key = shortKey(body.key);
  switch (body.type) {
    case 'read':
      return `read ${key}`;
    case 'write':
      return `write ${key} := ${shortValue(body.value)}`;
    case 'cas':
      return `cas ${key} ${shortValue(body.from ?? null)}→${shortValue(body.to ?? null)}`;
    default:
      return shortValue(body.type);
  }
}

/** What the store answers. */
export function storeReplyLabel(body: MessageBody): string {
  if (body.type === 'read_ok') {
    return `= ${shortValue(body.value)}`;
  }
  if (body.type !== 'error') {
    return 'ok';
  }
  if (body.code === 20) {
    return 'no such key';
  }
  return body.code === 22 ? 'refused' : `error ${shortValue(body.code)}`;
}

/** A message between nodes: its type, and whatever it carries. */
export function peerLabel({ type, msg_id: _, in_reply_to: __, ...rest }: MessageBody): string {
  const values = Object.values(rest);
  return values.length === 0
    ? shortValue(type)
    : `${shortValue(type)} ${shortValue(values.length === 1 ? values[0] : rest)}`;
}

/** How many states lie between two, for people. */
export function age(answer: StoreAnswer): number {
  return answer.newestIndex - answer.index;
}

/** The state from which the store answered, or the one it made. */
export function answerLabel(answer: StoreAnswer): string {
  const { key: name, index, newestIndex, changed, before, newest, request, reply } = answer;
  const key = shortKey(name);
  const place = age(answer) === 0 ? `state ${index}` : `state ${index} of ${newestIndex} (${age(answer)} old)`;
  if (changed) {
    const was = before === undefined ? '' : `, was ${shortValue(before)}`;
    return age(answer) === 0
      ? `${place}: ${key} = ${shortValue(newest)}${was}`
      : `put in the past, as ${place}: ${key} = ${shortValue(newest)}`;
  }
  if (age(answer) === 0 && request.type === 'write') {
    return `${place}: ${held(key, newest)} already`;
  }
  if (age(answer) === 0) {
    return `from the newest, ${place}: ${held(key, before)}`;
  }
  if (request.type === 'write' && reply?.type === 'write_ok' && !equal(newest ?? null, request.value ?? null)) {
    return `${place} already has it, so nothing is written; newest: ${shortValue(newest)}`;
  }
  const now = equal(before ?? null, newest ?? null) ? 'as in the newest' : `newest: ${shortValue(newest)}`;
  return `from ${place}: ${held(key, before)}; ${now}`;
}

function held(key: string, value: unknown): string {
  return value === undefined ? `no ${key}` : `${key} = ${shortValue(value)}`;
}
