import fc from 'fast-check';

const surrogates = { first: 0xd800, count: 0x800 };

/** Any character of Unicode, the first 256 of them often. */
const character = fc
  .oneof(fc.nat({ max: 0xff }), fc.nat({ max: 0x10ffff - surrogates.count }))
  .map((at) => String.fromCodePoint(at < surrogates.first ? at : at + surrogates.count));

/**
 * Texts of any characters: what fast-check draws with the unit `binary`, for which it first makes a
 * list of a million characters, which takes a second.
 */
export function anyText(maxLength?: number): fc.Arbitrary<string> {
  return fc.string({ unit: character, ...(maxLength !== undefined && { maxLength }) });
}
