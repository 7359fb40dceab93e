import { expect, test } from 'vitest';
import { prStr, str } from '../../../bench/json/clojure-text.ts';
import { readJson } from '../../../bench/json/read-json.ts';

/** JSON, and what Clojure 1.11 with Cheshire prints of it: `pr-str`, and `str` if it differs. */
test.each([
  ['"y"', '"y"', 'y'],
  ['null', 'nil', ''],
  ['[1,2]', '[1 2]'],
  ['{"q":1}', '{"q" 1}'],
  ['{"b":1,"a":[null,true,1.5]}', '{"b" 1, "a" [nil true 1.5]}'],
  ['{}', '{}'],
  ['[]', '[]'],
  ['["y",null]', '["y" nil]'],
  ['1.0', '1.0'],
  ['1e100', '1.0E100'],
  ['0.00001', '1.0E-5'],
  ['1.5e-4', '1.5E-4'],
  ['0.001', '0.001'],
  ['0.0015', '0.0015'],
  ['12345678.9', '1.23456789E7'],
  ['1e7', '1.0E7'],
  ['1e6', '1000000.0'],
  ['-0.0', '-0.0'],
  ['9007199254740993', '9007199254740993'],
  ['9223372036854775808', '9223372036854775808'],
  ['[1e400]', '[##Inf]'],
  ['"a\\"b\\\\c\\n\\té\\u0001"', '"a\\"b\\\\c\\n\\té\u0001"', 'a"b\\c\n\té\u0001'],
  ['false', 'false'],
])('%s', (json, printed, plain = printed) => {
  const [value] = (readJson(`[${json}]`) as { value: unknown[] }).value;
  expect([prStr(value), str(value)]).toEqual([printed, plain]);
});
