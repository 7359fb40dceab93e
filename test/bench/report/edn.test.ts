import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Edn, Float, inline, Keyword, layOut, Symbolic } from '../../../bench/report/edn.ts';
import { anyText } from '../../any-text.ts';
import { type Read, readEdn } from './edn-reader.ts';

/** What a reader must find for a value that was written. */
function expected(value: Edn): Read {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return value;
  }
  if (typeof value === 'number') {
    return Number.isInteger(value) ? { integer: BigInt(value) } : { float: value };
  }
  if (typeof value === 'bigint') {
    return { integer: value };
  }
  if (value instanceof Keyword) {
    return { keyword: value.name };
  }
  if (value instanceof Float) {
    return { float: value.value };
  }
  if (value instanceof Symbolic) {
    return { symbol: value.name };
  }
  if (Array.isArray(value)) {
    return value.map(expected);
  }
  const isKeyword = /^[\p{L}*!_?$%&=<>+-][\p{L}\d*!_?$%&=<>+.#'-]*$/u;
  return new Map(Object.entries(value).map(([key, item]) => [isKeyword.test(key) ? `:${key}` : key, expected(item)]));
}

const leaf: fc.Arbitrary<Edn> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double(),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  anyText(20),
  fc.double().map((value) => new Float(value)),
  fc.constantFrom('ok', 'valid?', 'by-f').map((name) => new Keyword(name)),
);
const values: fc.Arbitrary<Edn> = fc.letrec<{ value: Edn }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.constantFrom('a', 'valid?', 'n0'), fc.string({ maxLength: 6 })), tie('value'), {
      maxKeys: 5,
      noNullPrototype: true,
    }),
  ),
})).value;

describe('EDN', () => {
  it('reads back as what was written, on one line and laid out', () => {
    fc.assert(
      fc.property(values, fc.nat({ max: 80 }), (value, column) => {
        const meant = expected(value);
        expect(readEdn(inline(value))).toEqual(meant);
        expect(readEdn(layOut(value, column))).toEqual(meant);
        expect(inline(value)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
      { seed: 71, numRuns: 2_000 },
    );
  });

  const written: [Edn, string][] = [
    [{ 'valid?': true, count: 3, errors: null }, '{:valid? true, :count 3, :errors nil}'],
    [[1, new Float(5), 0.25, -0.5, 1e-9, new Float(1e21)], '[1 5.0 0.25 -0.5 1e-9 1e+21]'],
    [[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN], '[##Inf ##-Inf ##NaN]'],
    [[2 ** 53, 2n ** 63n - 1n, 2n ** 63n], '[9007199254740992 9223372036854775807 9223372036854775808N]'],
    ['a "b" \\ c\nd\te', '"a \\"b\\" \\\\ c\\nd\\te"'],
    ['\u001b[31m\u2028\ud800', '"\\u001b[31m\\u2028\\ud800"'],
    ['grüße 😀', '"grüße 😀"'],
    [{ 'two words': new Keyword('ok'), 'a/b': [] }, '{"two words" :ok, "a/b" []}'],
    [[1, new Symbolic('...')], '[1 ...]'],
  ];
  it.each(written.map(([value, text]) => ({ value, text })))('writes $text', ({ value, text }) => {
    expect(inline(value)).toBe(text);
  });

  it('lays maps out one key a line when they are long, and fills lists of numbers', () => {
    expect(layOut({ a: 1, b: [2, 3] })).toBe('{:a 1, :b [2 3]}');
    const long = 'x'.repeat(60);
    expect(layOut({ a: { b: long, c: long }, d: 1 })).toBe(`{:a {:b "${long}"\n     :c "${long}"}\n :d 1}`);
    const lines = layOut(Array.from({ length: 100 }, (_, i) => i)).split('\n');
    expect(lines.length).toBe(3);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(102);
  });
});
