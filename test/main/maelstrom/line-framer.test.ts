import { describe, expect, test } from 'vitest';
import { LineFramer } from '../../../src/main/maelstrom/line-framer.ts';
import { lineBytesMax } from '../../../src/shared/wire/codec.ts';

function frame(chunks: readonly string[]) {
  let tooLong = 0;
  const framer = new LineFramer(() => {
    tooLong += 1;
  });
  const out = chunks.flatMap((chunk) => framer.push(Buffer.from(chunk)).map(String));
  return { out, end: framer.end().map(String), tooLong };
}

describe('LineFramer', () => {
  test('passes whole lines on, and keeps what follows the last newline', () => {
    expect(frame(['a\nb\nc'])).toEqual({ out: ['a\nb\n'], end: ['c'], tooLong: 0 });
    expect(frame(['a', 'b', '\n', 'c\n'])).toEqual({ out: ['ab\n', 'c\n'], end: [], tooLong: 0 });
    expect(frame(['a', 'b\nc\nd', 'e\n'])).toEqual({ out: ['ab\n', 'c\n', 'de\n'], end: [], tooLong: 0 });
    expect(frame(['\n', '\n\n'])).toEqual({ out: ['\n', '\n\n'], end: [], tooLong: 0 });
    expect(frame([])).toEqual({ out: [], end: [], tooLong: 0 });
  });

  test('any way of cutting gives the same bytes', () => {
    const text = 'one\n\ntwo three\nfour';
    for (let a = 0; a <= text.length; a += 1) {
      for (let b = a; b <= text.length; b += 1) {
        const { out, end } = frame([text.slice(0, a), text.slice(a, b), text.slice(b)]);
        expect(out.join('') + end.join('')).toBe(text);
        for (const piece of out) {
          expect(piece.endsWith('\n')).toBe(true);
        }
      }
    }
  });

  test('drops a line that is too long, once, and goes on with the next', () => {
    const piece = 'x'.repeat(lineBytesMax / 4);
    const long = [piece, piece, piece, piece, piece, piece];
    expect(frame(['a\n', ...long, '\nb\n'])).toEqual({ out: ['a\n', 'b\n'], end: [], tooLong: 1 });
    expect(frame([...long])).toEqual({ out: [], end: [], tooLong: 1 });
    expect(frame([...long, '\n', ...long, 'y\nb'])).toEqual({ out: [], end: ['b'], tooLong: 2 });
  });

  test('does not hold a line that is too long', () => {
    const framer = new LineFramer(() => {});
    const piece = Buffer.alloc(65_536, 'x');
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 1_024; i += 1) {
      framer.push(piece);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * lineBytesMax);
  });
});
