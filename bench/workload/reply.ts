import { isDefinite } from '../../src/shared/errors.ts';
import { jsonText } from '../json/json-text.ts';
import { isLong } from '../json/json-value.ts';
import type { ClientBody } from '../network/network.ts';
import type { Operation, Outcome } from '../run.ts';
import type { Request } from './request-mix.ts';

/** What a reply makes of an operation. */
export interface Completion {
  readonly outcome: Outcome;
  /** `read`: the number answered. */
  readonly value?: number;
  readonly error?: NonNullable<Operation['error']>;
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
    const code = typeof body.code === 'number' ? body.code : malformedReplyCode;
    const text = typeof body.text === 'string' ? body.text : '';
    return { outcome: isDefinite(code) ? 'fail' : 'info', error: { code, text } };
  }
  const field = request.f === 'read' ? 'value' : request.f === 'echo' ? 'echo' : undefined;
  if (body.type !== `${request.f}_ok`) {
    return malformed(body, `type should be "${request.f}_ok"`);
  }
  for (const key in body) {
    if (key !== 'type' && key !== 'in_reply_to' && key !== 'msg_id' && key !== field) {
      return malformed(body, `key ${JSON.stringify(key)} is not allowed`);
    }
  }
  if (body.msg_id !== undefined && !isLong(body.msg_id)) {
    return malformed(body, 'msg_id should be an integer');
  }
  switch (request.f) {
    case 'add':
      return ok;
    case 'read':
      return isLong(body.value)
        ? { outcome: 'ok', value: Number(body.value) }
        : malformed(body, 'value should be an integer');
    case 'echo':
      return body.echo === request.echo
        ? ok
        : malformed(body, `expected a message with echo ${JSON.stringify(request.echo)}`);
  }
}

function malformed(body: ClientBody, reason: string): Completion {
  const shown = jsonText(body).slice(0, 500);
  return {
    outcome: 'info',
    error: { code: malformedReplyCode, text: `Malformed RPC response: ${reason}, received ${shown}` },
  };
}
