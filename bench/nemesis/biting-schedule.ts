import { below, seedMax, stream } from '../random.ts';
import type { FaultEvent } from './fault.ts';
import { type ScheduleOptions, schedule } from './schedule.ts';

/** How long one partition cuts something, in milliseconds, where the run is long enough. */
export const biteMs = 3_000;

/** So many draws find one that bites if there is one at all. */
const drawsMax = 1_000;

/**
 * The schedule of a seed, drawn again from that seed until it bites: one partition that cuts
 * something is on for {@link biteMs}, or for the whole run where that is shorter. The first draw is
 * {@link schedule}'s own, and is kept when none bites: with one node nothing can be cut.
 */
export function bitingSchedule(seed: number, options: ScheduleOptions): readonly FaultEvent[] {
  const longMs = Math.min(biteMs, options.timeLimitMs);
  const first = schedule(seed, options);
  if (options.nodes.length < 2 || !options.faults.includes('partition')) {
    return first;
  }
  const again = stream(seed, 'schedule again');
  let events = first;
  for (let draw = 0; draw < drawsMax; draw += 1) {
    if (longestCutMs(events, options.timeLimitMs) >= longMs) {
      return events;
    }
    events = schedule(below(again, seedMax), options);
  }
  return first;
}

/** How long the longest partition that cuts something is on, in milliseconds. */
function longestCutMs(events: readonly FaultEvent[], timeLimitMs: number): number {
  let longest = 0;
  for (const { atMs, on, fault } of events) {
    if (!on || fault.kind !== 'partition' || [...fault.grudge.values()].every(({ size }) => size === 0)) {
      continue;
    }
    const off = events.find((event) => !event.on && event.fault === fault);
    longest = Math.max(longest, (off?.atMs ?? timeLimitMs) - atMs);
  }
  return longest;
}
