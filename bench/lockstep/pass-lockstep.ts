import type { VirtualTime } from '../virtual-time.ts';
import { sleepHere } from './sleep-here.ts';

/** The pause between two looks while real time goes by, in milliseconds. */
const listenMs = 0.2;

/** What nodes are to the time that passes for them. */
export interface Timed {
  /** Whether virtual time must pass no faster than real time. */
  readonly isTimed: boolean;
  /** Takes what nodes said on their own; true when one spoke. */
  listen(): boolean;
}

/** Real time, in milliseconds. */
export interface RealTime {
  nowMs(): number;
  /** Sleeps on the spot. */
  sleep(ms: number): void;
}

const realTime: RealTime = { nowMs: () => performance.now(), sleep: sleepHere };

/**
 * Lets virtual time pass until `isOver`, or for `sliceMs` milliseconds of real time. It jumps from
 * event to event while nodes are at rest with no timer armed. While one is armed, or a node is
 * paused, real time goes by until the timer fires or the next event is due.
 *
 * @returns Whether it is over: `isOver` says so, or nothing is left to happen.
 */
export function passLockstep(
  time: VirtualTime,
  nodes: Timed,
  isOver: () => boolean,
  sliceMs: number = Number.POSITIVE_INFINITY,
  real: RealTime = realTime,
): boolean {
  const endMs = real.nowMs() + sliceMs;
  while (!isOver()) {
    const nextMs = time.nextMs();
    if (nextMs === undefined) {
      return true;
    }
    if (!nodes.isTimed || nextMs <= time.nowMs() || isDueAfterListening(time, nodes, nextMs, endMs, real)) {
      time.runNext();
    }
    if (real.nowMs() >= endMs) {
      return isOver();
    }
  }
  return true;
}

/**
 * Lets real time go by until the next event is due (true), or a node has spoken on its own, no
 * timer is armed any more, or the slice is over (false).
 */
function isDueAfterListening(time: VirtualTime, nodes: Timed, nextMs: number, endMs: number, real: RealTime): boolean {
  const startMs = real.nowMs();
  const fromMs = time.nowMs();
  for (;;) {
    real.sleep(Math.min(listenMs, nextMs - time.nowMs()));
    const passedMs = real.nowMs() - startMs;
    time.freeze(Math.min(nextMs, fromMs + passedMs) - time.nowMs());
    if (time.nowMs() >= nextMs) {
      return true;
    }
    if (nodes.listen() || !nodes.isTimed || startMs + passedMs >= endMs) {
      return false;
    }
  }
}
