import { keyValue } from '../services/key-value.ts';
import { holdService, type ServiceHolder } from '../services/service-holder.ts';
import type { SimulationExtras } from '../simulator/simulate.ts';
import { isExpected } from './expectation.ts';
import { type Failure, failureOf } from './failure.ts';
import type { Play } from './script/play.ts';
import type { Script } from './script/script.ts';
import { storeViewOf } from './store-view.ts';

/**
 * What kind of wrong a failure is:
 *   - `stale`: the store has it all, and answered a read from an old state;
 *   - `late`: what was acknowledged could not be read yet, and can later;
 *   - `lost`: what was acknowledged can never be read;
 *   - `doubled`: more is counted than was added;
 *   - `odd`: no choice of the adds makes the value, or no order of all operations explains it;
 *   - `stuck`: no answer in the end;
 *   - `fallen`: a node crashed or was muted.
 */
export type Anomaly = 'stale' | 'late' | 'lost' | 'doubled' | 'odd' | 'stuck' | 'fallen';

/** How long a cluster gets to come round before what can't be read is called lost, in milliseconds. */
const settleMs = 10_000;

/**
 * Finds out what kind of wrong a failure is, by experiment: everything is played again as it was up to the wrong read, and from then
 * on the store is a linearizable one that holds its newest state. What comes out right now was stale.
 */
export function anomalyOf(script: Script, failure: Failure, play: Play): Anomaly {
  const { direction, operation, expectation } = failure;
  if (direction === 'crashed' || direction === 'muted') {
    return 'fallen';
  }
  if (direction === 'missing') {
    return 'stuck';
  }
  if (direction === 'high') {
    return 'doubled';
  }
  // What an order of all operations can't explain, no single answer of the store can be blamed for.
  const isOrder = direction === 'odd' && expectation?.possible === undefined;
  if (isOrder || operation === undefined || expectation === undefined) {
    return 'odd';
  }
  const observe = linearizableFrom(script, operation.invokedMs);
  const probed = play(script, observe).run.operations[operation.index];
  if (probed?.outcome === 'ok' && isExpected(probed.value!, expectation)) {
    return 'stale';
  }
  if (direction === 'odd') {
    return 'odd';
  }
  const settled: Script = {
    ...script,
    options: { ...script.options, recoveryMs: Math.max(settleMs, script.options.recoveryMs) },
    finalReads: script.workers.map((_, worker) => worker),
  };
  const isThere = failureOf(play(settled, observe), settled, { checker: 'final', direction: 'low' }) === undefined;
  return isThere ? 'late' : 'lost';
}

/** From a time of the run on, the store is a linearizable one that begins with the newest state. */
function linearizableFrom(script: Script, fromMs: number): NonNullable<SimulationExtras['observe']> {
  const view = storeViewOf(script.options.store);
  return (time, store) => {
    let switchMs = Number.POSITIVE_INFINITY;
    let newer: ServiceHolder | undefined;
    return {
      store: {
        ...store,
        handle(request) {
          // The time of an operation was counted from another sum; nothing is ever so close to it without being meant.
          if (time.nowMs() < switchMs - 1e-6) {
            return store.handle(request);
          }
          newer ??= holdService(store.name, { ...keyValue, initial: view.newest(store.state()).values }, () => 0);
          return newer.handle(request);
        },
      },
      started: () => {
        switchMs = time.nowMs() + fromMs;
      },
    };
  };
}
