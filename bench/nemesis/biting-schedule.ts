import { below, seedMax, stream } from '../random.ts';
import type { FaultEvent, FaultKind } from './fault.ts';
import { type ScheduleOptions, schedule } from './schedule.ts';

/** How long one fault of each kind is on, in milliseconds, where the run is long enough. */
export const biteMs = 3_000;

/** So many draws find one that bites if there is one at all; in a short run there may be none. */
const drawsMax = 1_000;

/**
 * The schedule of a seed, drawn again from that seed until it bites: one fault of each kind is on
 * for {@link biteMs}, or for the mean interval or the whole run where these are shorter; a
 * partition only counts when it cuts something. The first draw is {@link schedule}'s own, and is
 * kept when none bites. With one node nothing can be cut, so no partition is waited for.
 */
export function bitingSchedule(seed: number, options: ScheduleOptions): readonly FaultEvent[] {
  const { nodes, intervalMs, timeLimitMs } = options;
  const longMs = Math.min(biteMs, intervalMs, timeLimitMs);
  const kinds = options.faults.filter((kind) => kind !== 'partition' || nodes.length > 1);
  const again = stream(seed, 'schedule again');
  let drawn = seed;
  for (let draw = 0; draw < drawsMax; draw += 1) {
    const events = schedule(drawn, options);
    if (kinds.every((kind) => longestMs(events, kind, timeLimitMs) >= longMs)) {
      return events;
    }
    drawn = below(again, seedMax);
  }
  return schedule(seed, options);
}

/**
 * How long the longest fault of a kind is on, in milliseconds; partitions that cut nothing don't
 * count.
 */
export function longestMs(events: readonly FaultEvent[], kind: FaultKind, timeLimitMs: number): number {
  let longest = 0;
  for (const { atMs, on, fault } of events) {
    if (!on || fault.kind !== kind || (fault.kind === 'partition' && !cuts(fault.grudge))) {
      continue;
    }
    const off = events.find((event) => !event.on && event.fault === fault);
    longest = Math.max(longest, (off?.atMs ?? timeLimitMs) - atMs);
  }
  return longest;
}

function cuts(grudge: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  return [...grudge.values()].some(({ size }) => size > 0);
}
