import { expect, test } from 'vitest';
import { jsonText } from '../../../bench/json/json-text.ts';
import { readJson } from '../../../bench/json/read-json.ts';

test.each([
  '{"a":1,"b":[true,null,"é\\n"],"c":{"d":-1.5}}',
  '{"a":9007199254740993}',
  '[123456789012345678901234567890,{"a":[-9007199254740993]}]',
  '{"a":1.0,"b":[7.0,-0.0,1.0E7,12345.0]}',
  '{"__proto__":1.0,"2":1,"x":[]}',
])('%s is written as it was read', (text) => {
  expect(readJson(jsonText(readJson(text)?.value))?.value).toEqual(readJson(text)?.value);
  if (!text.includes('__proto__')) {
    expect(jsonText(readJson(text)?.value)).toBe(text);
  }
});

test.each([
  ['[7e0]', '[7.0]'],
  ['[1e2]', '[100.0]'],
  ['[1e21]', '[1.0E21]'],
  ['[12.5e7]', '[1.25E8]'],
  ['[1.10]', '[1.1]'],
  ['[-0]', '[0]'],
  ['[1e400,-1e400,{"a":1e400}]', '["Infinity","-Infinity",{"a":"Infinity"}]'],
])('%s is written as Maelstrom writes it: %s', (read, written) => {
  expect(jsonText(readJson(read)?.value)).toBe(written);
});
