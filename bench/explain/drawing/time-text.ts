/** A time in milliseconds, from one second on in seconds. */
export function timeText(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms * 10) / 10} ms` : `${(ms / 1_000).toFixed(3)} s`;
}

/** A duration, rounded. */
export function durationText(ms: number): string {
  return ms >= 1_000 ? `${Math.round(ms / 100) / 10} s` : `${Math.round(ms)} ms`;
}
