import type { VirtualTime } from '../virtual-time.ts';
import type { LockstepCluster } from './lockstep-cluster.ts';

/** The pause between two looks while real time goes by, in milliseconds. */
const listenMs = 0.2;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * Lets virtual time pass until `isOver`, or for `sliceMs` milliseconds of real time. It jumps from
 * event to event while nodes are at rest with no timer armed. While one is armed, or a node is
 * paused, real time goes by until the timer fires or the next event is due.
 *
 * @returns Whether it is over: `isOver` says so, or nothing is left to happen.
 */
export function passLockstep(
  time: VirtualTime,
  cluster: LockstepCluster,
  isOver: () => boolean,
  sliceMs: number = Number.POSITIVE_INFINITY,
): boolean {
  const endMs = performance.now() + sliceMs;
  while (!isOver()) {
    const nextMs = time.nextMs();
    if (nextMs === undefined) {
      return true;
    }
    if (!cluster.isTimed || nextMs <= time.nowMs() || isDueAfterListening(time, cluster, nextMs, endMs)) {
      time.runNext();
    }
    if (performance.now() >= endMs) {
      return isOver();
    }
  }
  return true;
}

/**
 * Lets real time go by until the next event is due (true), or a node has spoken on its own, no
 * timer is armed any more, or the slice is over (false).
 */
function isDueAfterListening(time: VirtualTime, cluster: LockstepCluster, nextMs: number, endMs: number): boolean {
  const startMs = performance.now();
  const fromMs = time.nowMs();
  for (;;) {
    Atomics.wait(sleeper, 0, 0, Math.min(listenMs, nextMs - time.nowMs()));
    const passedMs = performance.now() - startMs;
    time.freeze(Math.min(nextMs, fromMs + passedMs) - time.nowMs());
    if (time.nowMs() >= nextMs) {
      return true;
    }
    if (cluster.listen() || !cluster.isTimed || startMs + passedMs >= endMs) {
      return false;
    }
  }
}
