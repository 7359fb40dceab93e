/** A time since the run began, in seconds. */
export function seconds(ms: number, places = 3): string {
  return `${(ms / 1000).toFixed(places)} s`;
}

/** How long something took, with three or four digits that count. */
export function duration(ms: number): string {
  if (ms >= 1000) {
    return `${(ms / 1000).toFixed(ms >= 10_000 ? 0 : 2)} s`;
  }
  return `${ms.toFixed(ms >= 10 ? 1 : 2)} ms`;
}

/** A number with commas between its thousands. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}
