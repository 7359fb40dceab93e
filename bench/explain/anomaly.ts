import { withLaterReads } from '../run.ts';
import { keyValue } from '../services/key-value.ts';
import { holdService, type ServiceHolder } from '../services/service-holder.ts';
import type { Observe } from '../simulator/simulate.ts';
import { isExpected } from './expectation.ts';
import { type Failure, failureOf } from './failure.ts';
import type { Play } from './script/play.ts';
import type { Script } from './script/script.ts';
import { storeViewOf } from './store-view.ts';

/**
 * The kind of a failure:
 * - `stale`: the store has it all, and answered a read from an old state;
 * - `late`: what was acknowledged could not be read yet, but can later;
 * - `lost`: what was acknowledged can never be read;
 * - `doubled`: more is counted than was added;
 * - `odd`: no choice of the adds makes the value, or no order of all operations explains it;
 * - `diverged`: nodes disagree in the end, and go on disagreeing;
 * - `stuck`: no answer in the end;
 * - `fallen`: a node crashed or was muted.
 */
export type Anomaly = 'stale' | 'late' | 'lost' | 'doubled' | 'odd' | 'diverged' | 'stuck' | 'fallen';

/**
 * How long a cluster may take to recover before what can't be read counts as lost, in milliseconds.
 */
const settleMs = 10_000;

/**
 * Determines the kind of a failure by experiment: plays everything again up to the wrong read, and
 * from then on with a linearizable store that holds the newest state. An answer that is right now
 * was stale before.
 */
export function anomalyOf(script: Script, failure: Failure, play: Play): Anomaly {
  const { direction, operation, expectation } = failure;
  if (direction === 'crashed' || direction === 'muted') {
    return 'fallen';
  }
  if (direction === 'missing') {
    return 'stuck';
  }
  if (failure.checker === 'converged') {
    return 'diverged';
  }
  if (direction === 'high') {
    return 'doubled';
  }
  // What no order of all operations explains is not the fault of a single answer of the store.
  const isOrder = direction === 'odd' && expectation?.possible === undefined;
  if (isOrder || operation === undefined || expectation === undefined) {
    return 'odd';
  }
  const observe = linearizableFrom(script, operation.invokedMs);
  const probed = withLaterReads(play(script, observe).run)[operation.index];
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

/**
 * From this time of the run on, the store is a linearizable one that begins with the newest state.
 */
function linearizableFrom(script: Script, fromMs: number): Observe {
  const view = storeViewOf(script.options.store);
  return (time, services) => {
    let switchMs = Number.POSITIVE_INFINITY;
    let newer: ServiceHolder | undefined;
    const switched = (store: ServiceHolder): ServiceHolder => ({
      ...store,
      handle(request) {
        // The operation's time comes from another sum of floating-point numbers; no two events are
        // this close by chance.
        if (time.nowMs() < switchMs - 1e-6) {
          return store.handle(request);
        }
        newer ??= holdService(store.name, { ...keyValue, initial: view.newest(store.state()).values }, () => 0);
        return newer.handle(request);
      },
    });
    return {
      services: services.map((each) => (each.name === script.options.service ? switched(each) : each)),
      started: () => {
        switchMs = time.nowMs() + fromMs;
      },
    };
  };
}
