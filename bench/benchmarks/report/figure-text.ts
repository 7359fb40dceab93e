import type { Unit } from '../result.ts';

/** A value as people read it: three or four digits that count, with its unit. */
export function valueText(value: number, unit: Unit): string {
  switch (unit) {
    case 'per second':
    case 'count':
      return metric(value);
    case 'bytes':
      return `${metric(value)}B`;
    case 'bytes per second':
      return `${metric(value)}B/s`;
    case 'share':
      return `${(100 * value).toFixed(value < 0.1 ? 1 : 0)} %`;
    case 'times':
      return `${digits(value)}×`;
    case 'ms':
      return value >= 1_000
        ? `${digits(value / 1_000)} s`
        : value > 0 && value < 0.1
          ? `${digits(value * 1_000)} µs`
          : `${digits(value)} ms`;
    case 'cores':
      return value.toFixed(2);
    case 'per op':
      return value === 0 ? '0' : value < 0.001 ? value.toExponential(1) : digits(value);
  }
}

/** A value beside an axis: without digits that are all zeros. */
export function tickText(value: number, unit: Unit): string {
  return valueText(value, unit)
    .replace(/(\.\d*?)0+(?=\D|$)/, '$1')
    .replace(/\.(?=\D|$)/, '');
}

const prefixes = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

function metric(value: number): string {
  const [size, prefix] = prefixes.find(([least]) => Math.abs(value) >= least * 0.9995) ?? [1, ''];
  return `${digits(value / size)}${prefix}`;
}

function digits(value: number): string {
  return Math.abs(value) >= 100 || value === 0 ? value.toFixed(0) : value.toPrecision(3);
}
