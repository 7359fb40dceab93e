import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineSplitter } from '../../../bench/cluster/line-splitter.ts';

function read(chunks: readonly Buffer[], bytesMax?: number) {
  const lines: string[] = [];
  const tooLong: string[] = [];
  const reader = new LineSplitter(
    (line) => lines.push(line),
    (start) => tooLong.push(start),
    bytesMax,
  );
  for (const chunk of chunks) {
    reader.push(chunk);
  }
  return { lines, tooLong };
}

describe('LineSplitter', () => {
  test('gives the same lines wherever the chunks end', () => {
    const text = '{"a":"é😀"}\n\n\r\nold ü\rone\r\n\r\rlast\n\r';
    const bytes = Buffer.from(text);
    // A line ends in LF, CR or both, as Java has it.
    const expected = ['{"a":"é😀"}', '', '', 'old ü', 'one', '', '', 'last', ''];
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(read([bytes.subarray(0, at), bytes.subarray(at)]).lines).toEqual(expected);
    }
    expect(read([...bytes].map((byte) => Buffer.from([byte]))).lines).toEqual(expected);
  });

  test('gives any lines in any chunks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' })),
        fc.array(fc.nat(40)),
        fc.integer({ min: 1, max: 2 }),
        (texts, cuts, ends) => {
          const whole = texts.map((text) => text.replaceAll(/[\r\n]/g, ' '));
          const bytes = Buffer.from(whole.map((line, at) => `${line}${['\n', '\r\n'][at % ends] ?? '\n'}`).join(''));
          const chunks: Buffer[] = [];
          let from = 0;
          for (const length of cuts) {
            chunks.push(bytes.subarray(from, from + length));
            from = Math.min(bytes.length, from + length);
          }
          chunks.push(bytes.subarray(from));
          expect(read(chunks).lines).toEqual(whole);
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  test('gives a line that ends in CR without waiting for what follows', () => {
    expect(read([Buffer.from('one\r')]).lines).toEqual(['one']);
    expect(read([Buffer.from('one\r'), Buffer.from('\n')]).lines).toEqual(['one']);
    expect(read([Buffer.from('one\r'), Buffer.from(''), Buffer.from('\ntwo\n')]).lines).toEqual(['one', 'two']);
  });

  test('holds back a line without its end', () => {
    expect(read([Buffer.from('one\ntwo')]).lines).toEqual(['one']);
  });

  test('counts the limit for each line anew', () => {
    const halves = Array.from({ length: 100 }, () => [Buffer.alloc(600, 'x'), Buffer.from('\n')]).flat();
    expect(read(halves, 1_000)).toMatchObject({ lines: { length: 100 }, tooLong: [] });
  });

  test('gives up on a line past the limit, once, and reads nothing after it', () => {
    const { lines, tooLong } = read(
      [Buffer.from('ok\n'), Buffer.alloc(600, 'x'), Buffer.alloc(600, 'x'), Buffer.from('\nmore\n')],
      1_000,
    );
    expect(lines).toEqual(['ok']);
    expect(tooLong).toEqual(['x'.repeat(200)]);
  });
});
