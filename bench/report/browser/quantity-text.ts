/** A time since the run began, in seconds. */
export function seconds(ms: number, places = 3): string {
  return `${(ms / 1000).toFixed(places)} s`;
}

/**
 * A time below an axis with a tick every `stepMs`, with as many decimal places, three at most, as
 * show each of them as it is: at steps of 2.5 s, `2.5 s` and not `3 s`.
 */
export function tickText(ms: number, stepMs: number): string {
  const places = [0, 1, 2].find((some) => isWhole((stepMs / 1000) * 10 ** some)) ?? 3;
  return seconds(ms, places);
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6;
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
