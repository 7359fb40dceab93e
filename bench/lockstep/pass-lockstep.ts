import type { VirtualTime } from '../virtual-time.ts';
import type { LockstepCluster } from './lockstep-cluster.ts';

/** How often the workbench's own loop runs meanwhile, for progress and signals, in milliseconds. */
const turnMs = 20;

/** The pause between two looks while a node's timer is waited for, in milliseconds. */
const listenMs = 0.2;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * Lets virtual time pass until `isOver`. It jumps from event to event while all nodes are at rest
 * with no timer armed. While one is armed, real time goes by, until it fires or the next event is
 * due.
 */
export async function passLockstep(time: VirtualTime, cluster: LockstepCluster, isOver: () => boolean): Promise<void> {
  let lastTurnMs = performance.now();
  while (!isOver()) {
    const nextMs = time.nextMs();
    if (nextMs === undefined) {
      return;
    }
    if (cluster.armedTimerMs() !== undefined && nextMs > time.nowMs()) {
      waitForTimers(time, cluster, nextMs);
      continue;
    }
    time.runNext();
    if (performance.now() - lastTurnMs >= turnMs) {
      await new Promise((resolve) => setImmediate(resolve));
      lastTurnMs = performance.now();
    }
  }
}

function waitForTimers(time: VirtualTime, cluster: LockstepCluster, nextMs: number): void {
  const startMs = performance.now();
  const beginMs = time.nowMs();
  for (;;) {
    Atomics.wait(sleeper, 0, 0, Math.min(listenMs, Math.max(0.01, nextMs - time.nowMs())));
    const nowMs = Math.min(nextMs, beginMs + performance.now() - startMs);
    time.freeze(nowMs - time.nowMs());
    if (cluster.listen() || nowMs >= nextMs || performance.now() - startMs > turnMs) {
      if (nowMs >= nextMs) {
        time.runNext();
      }
      return;
    }
  }
}
