/**
 * Text from outside (what a node printed, an error's text) made safe for a terminal and one line:
 * control and other invisible characters become escapes, and text longer than `lengthMax`
 * characters is cut and marked so.
 */
export function printable(text: string, lengthMax = 300): string {
  const cut = text.length > lengthMax ? `${text.slice(0, lengthMax)}… (${text.length} characters)` : text;
  return cut.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) =>
    character === '\t' ? ' ' : `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}
