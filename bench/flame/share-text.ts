import type { ThreadProfile } from './profile.ts';

/** A share, 0 to 1, for people. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** How busy a thread was, for people. */
export function busyText({ busyMs, spanMs }: Pick<ThreadProfile, 'busyMs' | 'spanMs'>): string {
  return `busy ${percent(busyMs / spanMs)} of ${(spanMs / 1_000).toFixed(1)} s`;
}
