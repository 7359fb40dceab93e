import { expect, test } from 'vitest';
import { canonical, equal, isLong } from '../../../bench/json/json-value.ts';
import { readJson } from '../../../bench/json/read-json.ts';

const read = (json: string) => (readJson(`[${json}]`) as { value: unknown[] }).value[0];

test.each([
  ['1', '1', true],
  ['1', '1.0', false],
  ['1.0', '1e0', true],
  ['1.5', '15e-1', true],
  ['0', '-0', true],
  ['0.0', '-0.0', true],
  ['0', '0.0', false],
  ['9007199254740993', '9007199254740993', true],
  ['9007199254740993', '9007199254740992', false],
  ['9007199254740992', '9007199254740992.0', false],
  ['1e400', '1e500', true],
  ['[1]', '[1.0]', false],
  ['{"a":[1,{"b":9007199254740993}]}', '{"a":[1,{"b":9007199254740993}]}', true],
  ['{"a":1,"b":2.0}', '{"b":2.0,"a":1}', true],
  ['{"a":1}', '{"a":1.0}', false],
  ['1.0', '{}', false],
  ['{"value":1}', '1.0', false],
  ['1', '"1"', false],
])('%s and %s: equal %s', (left, right, isEqual) => {
  expect(equal(read(left), read(right))).toBe(isEqual);
  expect(equal(read(right), read(left))).toBe(isEqual);
  expect(canonical(read(left)) === canonical(read(right))).toBe(isEqual);
});

test.each([
  ['0', true],
  ['-9223372036854775808', true],
  ['9223372036854775807', true],
  ['9223372036854775808', false],
  ['7.0', false],
  ['7e0', false],
  ['7.5', false],
  ['"7"', false],
  ['null', false],
])('%s is an integer: %s', (json, isOne) => {
  expect(isLong(read(json))).toBe(isOne);
});
