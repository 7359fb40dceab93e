import { setTimeout as delay } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';

/**
 * A task says what becomes of it: it may wait until a flag in shared memory is set, set one, throw,
 * or end its thread. Its result says where it was done.
 *
 * @param {{ flags: Int32Array, awaits?: number, sets?: number, throws?: string,
 *   exits?: boolean }} task
 */
export default async function scripted({ flags, awaits, sets, throws, exits }) {
  while (awaits !== undefined && Atomics.load(flags, awaits) === 0) {
    await delay(1);
  }
  if (sets !== undefined) {
    Atomics.store(flags, sets, 1);
  }
  if (throws !== undefined) {
    throw new Error(throws);
  }
  if (exits) {
    process.exit(7);
  }
  return isMainThread ? 'main' : 'thread';
}
