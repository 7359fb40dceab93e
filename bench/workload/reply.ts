import { isDefinite } from '../../src/shared/errors.ts';
import { jsonText } from '../json/json-text.ts';
import { isLong } from '../json/json-value.ts';
import type { ClientBody } from '../network/network.ts';
import type { MalformedReply, OperationError, Outcome } from '../run.ts';
import type { Request } from './request-mix.ts';

/** What a reply makes of an operation. */
export interface Completion {
  readonly outcome: Outcome;
  /** `read`: the number answered. */
  readonly value?: number;
  readonly error?: OperationError;
  /** `echo`: what came back instead of the text sent, as JSON. */
  readonly wrongEcho?: string;
}

/** The code of operations whose reply was not what its type allows; no node sends it. */
export const malformedReplyCode = -1;

const ok: Completion = { outcome: 'ok' };

/**
 * Judges a reply as Maelstrom's client does: an error by its code, anything else by the schema of
 * the request's reply.
 */
export function completionOf(request: Request, body: ClientBody): Completion {
  if (body.type === 'error') {
    const { code } = body;
    if (!isLong(code)) {
      return malformed(body, 'code of error must be an integer', foundIn(body, 'code'));
    }
    const text = typeof body.text === 'string' ? body.text : '';
    return { outcome: isDefinite(Number(code)) ? 'fail' : 'info', error: { code: Number(code), text } };
  }
  const { f } = request;
  const field = f === 'read' ? 'value' : f === 'echo' ? 'echo' : undefined;
  if (body.type !== `${f}_ok`) {
    return malformed(body, `${f} must be answered with type "${f}_ok" or "error"`, foundIn(body, 'type'));
  }
  for (const key in body) {
    if (key !== 'type' && key !== 'in_reply_to' && key !== 'msg_id' && key !== field) {
      const allowed = ['type', 'msg_id', 'in_reply_to', ...(field === undefined ? [] : [field])];
      return malformed(body, `${f}_ok may carry only ${allowed.join(', ')}`, `it carries ${shown(key, false)}`);
    }
  }
  if (body.msg_id !== undefined && !isLong(body.msg_id)) {
    return malformed(body, `msg_id of ${f}_ok must be an integer`, foundIn(body, 'msg_id'));
  }
  switch (f) {
    case 'add':
      return ok;
    case 'read':
      return isLong(body.value)
        ? { outcome: 'ok', value: Number(body.value) }
        : malformed(body, 'value of read_ok must be an integer', foundIn(body, 'value'));
    case 'echo':
      if (!('echo' in body)) {
        return malformed(body, 'echo_ok must carry echo', 'it has none');
      }
      return body.echo === request.echo ? ok : { outcome: 'ok', wrongEcho: shown(body.echo) };
  }
}

/**
 * What a client makes of a message that is no reply to its open request number `msgId`: nothing
 * when it is one to an earlier request, a second copy perhaps; else why it answers nothing.
 */
export function astrayReply(body: ClientBody, msgId: number): MalformedReply | undefined {
  return isLong(body.in_reply_to)
    ? undefined
    : {
        rule: 'in_reply_to must be the msg_id of the request, an integer',
        found: `${foundIn(body, 'in_reply_to')}, and the msg_id was ${msgId}`,
        reply: shown(body),
      };
}

function malformed(body: ClientBody, rule: string, found: string): Completion {
  const reply = shown(body);
  return {
    outcome: 'info',
    error: {
      code: malformedReplyCode,
      text: `Malformed RPC response: ${rule}; ${found}: ${reply}`,
      malformed: { rule, found, reply },
    },
  };
}

function foundIn(body: ClientBody, field: string): string {
  return field in body ? `it is ${shown(body[field])}` : 'it has none';
}

function shown(value: unknown, quoted = true): string {
  const text = typeof value === 'string' && !quoted ? value : jsonText(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
