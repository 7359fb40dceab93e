import type { Environment } from '../src/main/environment.ts';
import type { Random } from './random.ts';

/** The clock and the timers of this process, with randomness from a seed. */
export function realEnvironment(random: Random): Environment {
  const nowMs = () => performance.now();
  return {
    nowMs,
    random,
    after(delayMs, call) {
      if (delayMs <= 0) {
        const immediate = setImmediate(call);
        return { cancel: () => clearImmediate(immediate) };
      }
      const dueMs = nowMs() + delayMs;
      // Node counts a delay from the start of the present tick, so a timer may fire early.
      const fire = () => {
        const earlyMs = dueMs - nowMs();
        if (earlyMs > 0) {
          timeout = setTimeout(fire, Math.ceil(earlyMs));
        } else {
          call();
        }
      };
      let timeout = setTimeout(fire, Math.ceil(delayMs));
      return { cancel: () => clearTimeout(timeout) };
    },
  };
}
