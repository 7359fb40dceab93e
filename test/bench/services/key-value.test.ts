import { describe, expect, test } from 'vitest';
import { readJson } from '../../../bench/json/read-json.ts';
import { WholeDouble } from '../../../bench/json/whole-double.ts';
import { stream } from '../../../bench/random.ts';
import { keyValue } from '../../../bench/services/key-value.ts';
import { sequential } from '../../../bench/services/sequential.ts';
import type { Service } from '../../../bench/services/service.ts';
import { timestampOracle } from '../../../bench/services/timestamp-oracle.ts';
import { ask } from './ask.ts';

const linKv = () => ask(keyValue, stream(1, 'lin-kv'));
const missing = { type: 'error', code: 20, text: 'key does not exist', in_reply_to: 1 };

describe('lin-kv', () => {
  test('reads what was last written, by anyone', () => {
    const kv = linKv();
    expect(kv.read('n0', 'x')).toEqual(missing);
    expect(kv.write('n0', 'x', 1)).toEqual({ type: 'write_ok', in_reply_to: 1 });
    expect(kv.read('n1', 'x')).toEqual({ type: 'read_ok', value: 1, in_reply_to: 1 });
  });

  test('cas swaps from the current value only, and its refusal tells both', () => {
    const kv = linKv();
    expect(kv.cas('n0', 'x', 1, 2)).toEqual(missing);
    kv.write('n0', 'x', 1);
    expect(kv.cas('n0', 'x', 5, 2)).toEqual({
      type: 'error',
      code: 22,
      text: 'current value 1 is not 5',
      in_reply_to: 1,
    });
    expect(kv.cas('n0', 'x', 1, 2)).toEqual({ type: 'cas_ok', in_reply_to: 1 });
    expect(kv.read('n0', 'x')?.value).toBe(2);
  });

  test.each([
    ['"y"', '"x"', 'current value "y" is not "x"'],
    ['null', '1', 'current value nil is not 1'],
    ['1', 'null', 'current value 1 is not nil'],
    ['[1,2]', '{"q":[1.5,"a"]}', 'current value [1 2] is not {"q" [1.5 "a"]}'],
    ['1', '1.0', 'current value 1 is not 1.0'],
    ['1.0', '1', 'current value 1.0 is not 1'],
    ['9007199254740993', '9007199254740992', 'current value 9007199254740993 is not 9007199254740992'],
    [
      '{"a":9007199254740993}',
      '{"a":9007199254740994}',
      'current value {"a" 9007199254740993} is not {"a" 9007199254740994}',
    ],
    ['7e0', '7', 'current value 7.0 is not 7'],
  ])('a cas on %s from %s is refused in the words of Clojure', (value, from, text) => {
    for (const service of [keyValue, sequential(keyValue, 1)]) {
      const kv = ask(service as Service<unknown>, stream(1, 'kv'));
      const read = (json: string) => (readJson(`[${json}]`) as { value: unknown[] }).value[0];
      kv.write('n0', 'x', read(value));
      expect(kv.cas('n0', 'x', read(from), 0)).toEqual({ type: 'error', code: 22, text, in_reply_to: 1 });
      expect(kv.cas('n0', 'x', read(value), 0)?.type).toBe('cas_ok');
    }
  });

  test('create_if_not_exists creates with `to`, whatever `from` says, and changes no key that is there', () => {
    const kv = linKv();
    expect(kv.cas('n0', 'x', 99, 7, { create_if_not_exists: true })?.type).toBe('cas_ok');
    expect(kv.read('n0', 'x')?.value).toBe(7);
    expect(kv.cas('n0', 'x', 99, 8, { create_if_not_exists: true })?.code).toBe(22);
    expect(kv.cas('n0', 'y', 99, 8, { create_if_not_exists: false })?.code).toBe(20);
  });

  test('compares objects by content, not by the order of their keys', () => {
    const kv = linKv();
    kv.write('n0', 'x', { a: 1, b: [{ c: null }] });
    expect(kv.cas('n0', 'x', { b: [{ c: null }], a: 1 }, 2)?.type).toBe('cas_ok');
    kv.write('n0', 'x', { a: 1 });
    expect(kv.cas('n0', 'x', { a: 1, b: 2 }, 3)?.code).toBe(22);
    expect(kv.cas('n0', 'x', [1], 3)?.code).toBe(22);
    expect(kv.cas('n0', 'x', null, 3)?.code).toBe(22);
  });

  test('a write without a value stores null, which is told from no key', () => {
    const kv = linKv();
    expect(kv.request('n0', { type: 'write', key: 'x', msg_id: 1 })?.type).toBe('write_ok');
    expect(kv.read('n0', 'x')).toEqual({ type: 'read_ok', value: null, in_reply_to: 1 });
    expect(kv.cas('n0', 'x', null, 1)?.type).toBe('cas_ok');
  });

  test('keys may be any JSON, and are told apart by type', () => {
    const kv = linKv();
    const keys = [
      1,
      new WholeDouble(1),
      2n ** 53n,
      2n ** 53n + 1n,
      '1',
      null,
      'null',
      { a: 1 },
      '{"a":1}',
      '\0"x"',
      [1],
      true,
    ];
    for (const [value, key] of keys.entries()) {
      kv.write('n0', key, value);
    }
    expect(keys.map((key) => kv.read('n0', key)?.value)).toEqual([...keys.keys()]);
  });

  test('a request without msg_id is answered in reply to null, and an unknown type not at all', () => {
    const kv = linKv();
    expect(kv.request('n0', { type: 'write', key: 'x', value: 1 })).toEqual({ type: 'write_ok', in_reply_to: null });
    expect(kv.request('n0', { type: 'delete', key: 'x', msg_id: 1 })).toBeUndefined();
    expect(kv.request('n0', { msg_id: 1 })).toBeUndefined();
  });

  test('never changes a state that it was given', () => {
    const before = keyValue.handle(
      keyValue.initial,
      { src: 'n0', body: { type: 'write', key: 'x', value: 1 } },
      () => 0,
    );
    keyValue.handle(before.state, { src: 'n0', body: { type: 'write', key: 'x', value: 2 } }, () => 0);
    const reply = keyValue.handle(before.state, { src: 'n0', body: { type: 'read', key: 'x' } }, () => 0).reply;
    expect(reply?.value).toBe(1);
  });
});

test('lin-tso counts up from 0 and answers nothing but ts', () => {
  const tso = ask(timestampOracle, stream(1, 'lin-tso'));
  expect(tso.request('n0', { type: 'ts', msg_id: 4 })).toEqual({ type: 'ts_ok', ts: 0, in_reply_to: 4 });
  expect(tso.read('n0', 'x')).toBeUndefined();
  expect(tso.request('n1', { type: 'ts', msg_id: 5 })?.ts).toBe(1);
});
