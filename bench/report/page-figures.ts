/** A number with commas between its thousands, and one decimal place at most. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 });
}

/** A ratio to three decimal places; a dash for none. */
export function decimals(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

/** A duration, in milliseconds or from one second on in seconds; a dash for none. */
export function duration(value: number | null): string {
  if (value === null) {
    return '–';
  }
  // A no-break space keeps the unit with its figure.
  if (value >= 1000) {
    return `${(value / 1000).toFixed(2)}\u00a0s`;
  }
  return `${value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2)}\u00a0ms`;
}
