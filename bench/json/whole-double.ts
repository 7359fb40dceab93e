/**
 * A JSON number that is written with a point or an exponent though its value is whole (`7.0`,
 * `1e2`), or that is too large for a double (`1e400`). JSON.parse makes `7.0` and `7` one number;
 * in Maelstrom they are a double and a long, which are never equal.
 */
export class WholeDouble {
  /** Whole or infinite; −0 is kept. */
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/**
 * A double as Java prints it, which is what Maelstrom's JSON and error texts show: `7.0`, `0.001`,
 * `1.0E7`, `1.5E-4`. With the fewest digits that tell it from others, as Java has them since 19;
 * older ones print a digit more now and then.
 */
export function javaDouble(value: number): string {
  if (!Number.isFinite(value)) {
    return value > 0 ? 'Infinity' : '-Infinity';
  }
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e7)) {
    const plain = Object.is(value, -0) ? '-0' : String(value);
    return plain.includes('.') ? plain : `${plain}.0`;
  }
  const [digits = '', exponent] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}
