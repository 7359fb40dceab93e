import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
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

  test('any way of cutting gives the same lines, and lines that were given out stay as they are', () => {
    const lengths = fc.oneof(
      { weight: 5, arbitrary: fc.nat({ max: 20 }) },
      { weight: 2, arbitrary: fc.integer({ min: 200, max: 5_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: -2, max: 2 }).map((more) => lineBytesMax + more) },
    );
    const stream = fc.record({
      lengths: fc.array(lengths, { maxLength: 6 }),
      endsInNewline: fc.boolean(),
      /** Where the stream is cut, as shares of its length. */
      cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
      /** Cuts right before and after newlines, too: there the cases differ. */
      cutsAtNewlines: fc.array(fc.tuple(fc.nat(), fc.integer({ min: -1, max: 1 })), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(stream, ({ lengths, endsInNewline, cuts, cutsAtNewlines }) => {
        const lines = lengths.map((length, i) => Buffer.alloc(length, 'a'.charCodeAt(0) + i));
        const bytes = Buffer.concat(lines.flatMap((line) => [line, newline]));
        const input = bytes.subarray(0, endsInNewline ? bytes.length : Math.max(0, bytes.length - 1));
        const ends = lines.map((_, i) => lengths.slice(0, i + 1).reduce((sum, length) => sum + length + 1, 0));
        const at = [
          ...cuts.map((share) => Math.floor(share * input.length)),
          ...cutsAtNewlines.map(([i, off]) => (ends.length === 0 ? 0 : ends[i % ends.length]! + off)),
        ]
          .filter((cut) => cut >= 0 && cut <= input.length)
          .sort((a, b) => a - b);
        let tooLong = 0;
        const framer = new LineFramer(() => {
          tooLong += 1;
        });
        const out: Buffer[] = [];
        let from = 0;
        for (const to of [...at, input.length]) {
          out.push(...framer.push(input.subarray(from, to)));
          from = to;
        }
        for (const chunk of out) {
          expect(chunk.at(-1)).toBe(newline[0]);
        }
        out.push(...framer.end());

        // A line that is too long is either dropped, or, when it came in one piece, passed on: the
        // decoder skips it.
        const found = linesOf(Buffer.concat(out));
        const passedOn = found.filter((line) => line.length > lineBytesMax).length;
        expect(passedOn + tooLong).toBe(lines.filter((line) => line.length > lineBytesMax).length);
        const short = linesOf(input).filter((line) => line.length <= lineBytesMax);
        const foundShort = found.filter((line) => line.length <= lineBytesMax);
        expect(foundShort.length).toBe(short.length);
        expect(foundShort.every((line, i) => line.equals(short[i]!))).toBe(true);
      }),
      { seed: 20_261_125, numRuns: 300 },
    );
  });

  test('drops a line that is too long, once, and goes on with the next', () => {
    const piece = 'x'.repeat(lineBytesMax / 4);
    const long = [piece, piece, piece, piece, piece, piece];
    expect(frame(['a\n', ...long, '\nb\n'])).toEqual({ out: ['a\n', 'b\n'], end: [], tooLong: 1 });
    expect(frame([...long])).toEqual({ out: [], end: [], tooLong: 1 });
    expect(frame([...long, '\n', ...long, 'y\nb'])).toEqual({ out: [], end: ['b'], tooLong: 2 });
  });

  test('a long line that comes in byte by byte takes a few buffers, not one for each byte', () => {
    const line = Buffer.alloc(lineBytesMax + 1, 'x');
    line[lineBytesMax] = newline[0]!;
    const framer = new LineFramer(() => {});
    const { made, out } = buffersMadeBy(() => {
      const out: Buffer[] = [];
      for (let i = 0; i < line.length; i += 1) {
        out.push(...framer.push(line.subarray(i, i + 1)));
      }
      return out;
    });
    expect(out).toHaveLength(1);
    expect(out[0]!.equals(line)).toBe(true);
    expect(made.length).toBeLessThan(20);
    expect(made.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(4 * lineBytesMax);
  });

  test('a long line leaves no large buffer behind: the next one takes a small one', () => {
    const framer = new LineFramer(() => {});
    const long = Buffer.alloc(lineBytesMax, 'x');
    for (const end of ['\n', 'xx\n']) {
      framer.push(long);
      framer.push(Buffer.from(end));
      const { made } = buffersMadeBy(() => {
        framer.push(line);
        framer.push(newline);
        return [];
      });
      expect(made.length).toBeGreaterThan(0);
      expect(Math.max(...made)).toBeLessThan(1_000);
    }
  });

  test('holds nothing of a line that is too long', () => {
    const framer = new LineFramer(() => {});
    const piece = Buffer.alloc(65_536, 'x');
    framer.push(Buffer.alloc(lineBytesMax, 'x'));
    framer.push(piece);
    const { made } = buffersMadeBy(() => {
      for (let i = 0; i < 1_024; i += 1) {
        framer.push(piece);
      }
      return [];
    });
    expect(made).toEqual([]);
  });
});

const newline = Buffer.from('\n');
const line = Buffer.from('short');

/** The lines of some bytes, without their newlines. */
function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, from)) {
    lines.push(bytes.subarray(from, end));
    from = end + 1;
  }
  return from < bytes.length ? [...lines, bytes.subarray(from)] : lines;
}

/**
 * What `act` returns, and the sizes, in bytes, of the buffers that were made meanwhile, by whatever
 * way.
 */
function buffersMadeBy(act: () => Buffer[]) {
  const made: number[] = [];
  const ways = ['from', 'concat', 'alloc', 'allocUnsafe', 'allocUnsafeSlow'] as const;
  const spies = ways.map((way) => {
    const original = Buffer[way] as (...args: unknown[]) => Buffer;
    return vi.spyOn(Buffer, way).mockImplementation(((...args: unknown[]) => {
      const buffer = original.apply(Buffer, args);
      made.push(buffer.length);
      return buffer;
    }) as never);
  });
  try {
    return { out: act(), made };
  } finally {
    for (const spy of spies) {
      spy.mockRestore();
    }
  }
}
