import { describe, expect, test } from 'vitest';
import { readJson } from '../../../bench/json/read-json.ts';
import { WholeDouble } from '../../../bench/json/whole-double.ts';

const valueIn = (line: string) => readJson(line)?.value;

describe('numbers', () => {
  test.each([
    ['0', 0],
    ['-0', -0],
    ['-17', -17],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['9007199254740993', 9007199254740993n],
    ['-9007199254740993', -9007199254740993n],
    ['9223372036854775807', 9223372036854775807n],
    ['123456789012345678901234567890', 123456789012345678901234567890n],
    ['1.5', 1.5],
    ['0.1000000000000000055511151231257827', 0.1],
    ['15e-1', 1.5],
    ['1.0', new WholeDouble(1)],
    ['7e0', new WholeDouble(7)],
    ['7E0', new WholeDouble(7)],
    ['100e-2', new WholeDouble(1)],
    ['-0.0', new WholeDouble(-0)],
    ['1e400', new WholeDouble(Number.POSITIVE_INFINITY)],
    ['9007199254740993.0', new WholeDouble(9007199254740992)],
  ])('%s', (text, value) => {
    for (const [line, read] of [
      [`{"a":${text}}`, { a: value }],
      [`{"a":[null,${text}]}`, { a: [null, value] }],
      [`{"a": ${text} }`, { a: value }],
      [`[${text},{"b":${text}}]`, [value, { b: value }]],
    ] as const) {
      expect(valueIn(line)).toEqual(read);
    }
  });

  test.each(['01', '+1', '.5', '1.', '1e', '-', '--1', 'NaN', 'Infinity', '1x', '1 2', '0x10', '1'.repeat(1_001)])(
    '%s is none',
    (text) => {
      expect(readJson(`{"a":${text}}`)).toBeUndefined();
      expect(readJson(`{"a":${text}} tail`)).toBeUndefined();
    },
  );

  test('what looks like one in a string stays as it is', () => {
    expect(valueIn('{"a":"b: 1.0, 9007199254740993, -0","c":1}')).toEqual({ a: 'b: 1.0, 9007199254740993, -0', c: 1 });
  });
});

describe('what Jackson takes', () => {
  test.each([
    ['{"a":1} tail', { a: 1 }],
    ['{"a":1}}', { a: 1 }],
    ['{"a":1}{"b":', { a: 1 }],
    [' \t[{"a":"}"}] // why not', [{ a: '}' }]],
    ['{"a":"\\"}"}x', { a: '"}' }],
    ['{"a":9007199254740993} tail', { a: 9007199254740993n }],
  ])('%s: text after the value', (line, value) => {
    expect(readJson(line)).toMatchObject({ value, flaw: 'text after the JSON value' });
  });

  test.each(['\t', '\0', '\r', '\u001f'])('the control character %j in a string', (control) => {
    expect(readJson(`{"a${control}b":"${control}${control}c"}`)).toMatchObject({
      value: { [`a${control}b`]: `${control}${control}c` },
      flaw: 'a raw control character in a string',
    });
  });

  test.each([
    ['{"a":1,"a":2}', { a: 2 }],
    ['{"a":1,"a":2.0}', { a: new WholeDouble(2) }],
    ['{"a":1}\r', { a: 1 }],
    ['{"a":"\\/\\u00e9\u007f"}', { a: '/é\u007f' }],
  ])('%j without a flaw', (line, value) => {
    expect(readJson(line)?.value).toEqual(value);
    expect(readJson(line)?.flaw).toBeUndefined();
  });

  test('a key that is named like something of an object', () => {
    for (const line of ['{"__proto__":{"a":1},"constructor":2}', '{"__proto__":{"a":1.0},"constructor":2}']) {
      const value = valueIn(line) as object;
      expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
      expect((value as { a?: unknown }).a).toBeUndefined();
    }
  });
});

test.each([
  '',
  '  ',
  'hello',
  'hello {"a":1}',
  '{"a":1',
  '{"a":[1,2}}',
  '{"a":1,}',
  '[1,]',
  '{a:1}',
  "{'a':1}",
  '/* c */ {"a":1}',
  '\ufeff{"a":1}',
  '\u00a0{"a":1}',
  '\f{"a":1}',
  '{"a":"\\x"}',
  '{"a":"\\\t"}',
  '{"a" 1}',
  '{"a":tru}',
])('%j is no JSON', (line) => {
  expect(readJson(line)).toBeUndefined();
});

test('nothing is nested deeper than 1,000', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  expect(readJson(nested(1_000))).toBeDefined();
  expect(readJson(nested(1_001))).toBeUndefined();
  expect(readJson(`{"a":${nested(1_000)}}`)).toBeUndefined();
  expect(readJson(nested(100_000))).toBeUndefined();
  // Brackets in strings and beside each other are not nested.
  const brackets = '[{'.repeat(2_000);
  expect(readJson(`{"a":"\\"${brackets}"}`)).toMatchObject({ value: { a: `"${brackets}` } });
  expect(readJson(`[${'[],'.repeat(2_000)}[]]`)).toBeDefined();
});
