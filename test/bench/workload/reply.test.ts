import { describe, expect, test } from 'vitest';
import { WholeDouble } from '../../../bench/json/whole-double.ts';
import { completionOf, malformedReplyCode } from '../../../bench/workload/reply.ts';

const add = { f: 'add', value: 1 } as const;
const read = { f: 'read', value: null } as const;
const echo = { f: 'echo', value: null, echo: 'Please echo 1' } as const;

describe('completionOf', () => {
  test.each([
    [add, { type: 'add_ok', in_reply_to: 1 }, {}],
    [add, { type: 'add_ok', in_reply_to: 1, msg_id: 5 }, {}],
    [read, { type: 'read_ok', value: 0, in_reply_to: 1 }, { value: 0 }],
    [read, { type: 'read_ok', value: -3, msg_id: 2, in_reply_to: 1 }, { value: -3 }],
    [read, { type: 'read_ok', value: 0, msg_id: 2n ** 63n - 1n, in_reply_to: 1 }, { value: 0 }],
    [read, { type: 'read_ok', value: 2n ** 60n, in_reply_to: 1 }, { value: 2 ** 60 }],
    [echo, { type: 'echo_ok', echo: 'Please echo 1', in_reply_to: 1 }, {}],
    [echo, { type: 'echo_ok', echo: 'Please echo 2', in_reply_to: 1 }, { wrongEcho: '"Please echo 2"' }],
    [echo, { type: 'echo_ok', echo: null, in_reply_to: 1 }, { wrongEcho: 'null' }],
  ])('%j answered %o is ok', (request, body, more) => {
    expect(completionOf(request, body)).toEqual({ outcome: 'ok', ...more });
  });

  test.each([
    [add, { type: 'read_ok', value: 1, in_reply_to: 1 }],
    [add, { type: 'add_ok', value: 1, in_reply_to: 1 }],
    [add, { type: 'add_ok', extra: null, in_reply_to: 1 }],
    [add, { type: 'add_ok', msg_id: 'a', in_reply_to: 1 }],
    [add, { in_reply_to: 1 }],
    [read, { type: 'read_ok', in_reply_to: 1 }],
    [read, { type: 'read_ok', value: 1.5, in_reply_to: 1 }],
    [read, { type: 'read_ok', value: '1', in_reply_to: 1 }],
    [read, { type: 'read_ok', value: new WholeDouble(7), in_reply_to: 1 }],
    [read, { type: 'read_ok', value: 2n ** 63n, in_reply_to: 1 }],
    [read, { type: 'read_ok', value: 7, msg_id: new WholeDouble(1), in_reply_to: 1 }],
    [add, { type: 'add_ok', msg_id: new WholeDouble(1), in_reply_to: 1 }],
    [add, { type: 'add_ok', msg_id: -(2n ** 63n) - 1n, in_reply_to: 1 }],
    [add, { type: 'error', code: new WholeDouble(11), in_reply_to: 1 }],
    [read, { type: 'read_ok', value: null, in_reply_to: 1 }],
    [read, { type: 'read_ok', value: 1, version: 3, in_reply_to: 1 }],
    [echo, { type: 'echo_ok', in_reply_to: 1 }],
    [echo, { type: 'echo_ok', echo: 'Please echo 1', extra: 1, in_reply_to: 1 }],
  ])('%j answered %o is a malformed RPC response, and nobody knows', (request, body) => {
    const completion = completionOf(request, body);
    expect(completion.outcome).toBe('info');
    expect(completion.error?.code).toBe(malformedReplyCode);
    expect(completion.error?.text).toContain('Malformed RPC response');
  });

  test.each([
    [add, { type: 'add_ok', delta: 1 }, 'add_ok may carry only type, msg_id, in_reply_to; it carries delta'],
    [
      read,
      { type: 'read_ok', value: 1, key: 'x' },
      'read_ok may carry only type, msg_id, in_reply_to, value; it carries key',
    ],
    [add, { type: 'read_ok', value: 1 }, 'add must be answered with type "add_ok" or "error"; it is "read_ok"'],
    [add, {}, 'add must be answered with type "add_ok" or "error"; it has none'],
    [add, { type: 'add_ok', msg_id: 'a' }, 'msg_id of add_ok must be an integer; it is "a"'],
    [read, { type: 'read_ok', value: '1' }, 'value of read_ok must be an integer; it is "1"'],
    [read, { type: 'read_ok' }, 'value of read_ok must be an integer; it has none'],
    [echo, { type: 'echo_ok' }, 'echo_ok must carry echo; it has none'],
    [add, { type: 'error', text: 'no' }, 'code of error must be an integer; it has none'],
    [read, { type: 'error', code: '11' }, 'code of error must be an integer; it is "11"'],
    [echo, { type: 'error', code: 11.5 }, 'code of error must be an integer; it is 11.5'],
  ])('%j answered %j: names the reply, the field and the rule', (request, body, said) => {
    const { text, malformed } = completionOf(request, body).error!;
    expect(text).toBe(`Malformed RPC response: ${said}: ${JSON.stringify(body)}`);
    expect(`${malformed?.rule}; ${malformed?.found}`).toBe(said);
  });

  test.each([
    [0, 'info'],
    [1, 'fail'],
    [10, 'fail'],
    [11, 'fail'],
    [12, 'fail'],
    [13, 'info'],
    [14, 'fail'],
    [20, 'fail'],
    [21, 'fail'],
    [22, 'fail'],
    [30, 'fail'],
    [31, 'info'],
    [1000, 'info'],
  ])('error %j makes it %s', (code, outcome) => {
    expect(completionOf(add, { type: 'error', code, text: 'no', in_reply_to: 1 })).toMatchObject({
      outcome,
      error: { text: 'no' },
    });
  });
});
