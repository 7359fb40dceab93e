import { describe, expect, test } from 'vitest';
import { AckWriter } from '../../../src/shared/wire/ack-writer.ts';
import { withoutCodeGeneration } from './without-code-generation.ts';

describe('AckWriter writes the lines that JSON would, whatever the ids', () => {
  test('with code of its own', () => {
    writesAsJson();
  });

  test('where no code may be made from text', () => {
    withoutCodeGeneration(writesAsJson);
  });
});

function writesAsJson(): void {
  const node = 'né"0';
  const writer = new AckWriter(JSON.stringify(node));
  const expected: string[] = [];
  const ids = [
    0,
    1,
    9,
    10,
    99,
    100,
    12_345,
    2 ** 31 - 1,
    2 ** 31,
    Number.MAX_SAFE_INTEGER,
    -1,
    -Number.MAX_SAFE_INTEGER,
  ];
  for (let round = 0; round < 400; round += 1) {
    for (const id of ids) {
      const plain = `c${round}`;
      const source = Buffer.from(`xx${plain}yyy${id}zzz`);
      const view = new DataView(source.buffer, source.byteOffset, source.length);
      const idStart = source.indexOf('yyy') + 3;
      writer.addPlain(view, 2, 2 + plain.length, idStart, source.length - 3);
      const strange = `😀\\${'long'.repeat(round % 50)}`;
      writer.add(JSON.stringify(strange), id);
      for (const dest of [plain, strange]) {
        expected.push(JSON.stringify({ src: node, dest, body: { type: 'add_ok', in_reply_to: id } }));
      }
    }
  }
  expect(writer.count).toBe(expected.length);
  expect(Buffer.from(writer.lines()).toString('utf8')).toBe(`${expected.join('\n')}\n`);
  writer.clear();
  expect(writer.count).toBe(0);
  expect(writer.lines()).toHaveLength(0);
}
