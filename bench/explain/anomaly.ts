import { keyValue } from '../services/key-value.ts';
import type { ServiceHolder } from '../services/service-holder.ts';
import type { SimulationExtras } from '../simulator/simulate.ts';
import { type Failure, failureOf } from './failure.ts';
import type { Play } from './play.ts';
import type { Script } from './script.ts';
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
 * on the store answers all reads from its newest state. What comes out right now was stale.
 */
export function anomalyOf(script: Script, failure: Failure, play: Play): Anomaly {
  const { direction, operation, expectation } = failure;
  if (direction === 'crashed' || direction === 'muted') return 'fallen';
  if (direction === 'missing') return 'stuck';
  if (direction === 'high') return 'doubled';
  if (direction === 'odd' || operation === undefined || expectation === undefined) return 'odd';
  const probed = play(script, freshFrom(script, operation.invokedMs)).run.operations[operation.index];
  const isRight =
    probed?.outcome === 'ok' && probed.value! >= expectation.lowest && probed.value! <= expectation.highest;
  if (isRight) return 'stale';
  const settled: Script = {
    ...script,
    options: { ...script.options, recoveryMs: Math.max(settleMs, script.options.recoveryMs) },
    finalReads: script.workers.map((_, worker) => worker),
  };
  const simulation = play(settled, freshFrom(script, operation.invokedMs));
  return failureOf(simulation, settled, { checker: 'final', direction: 'low' }) === undefined ? 'late' : 'lost';
}

/** From a time of the run on, the store answers reads from its newest state. */
function freshFrom(script: Script, fromMs: number): NonNullable<SimulationExtras['observe']> {
  const view = storeViewOf(script.options.store);
  return (time, store) => {
    let freshMs = Number.POSITIVE_INFINITY;
    const fresh: ServiceHolder = {
      ...store,
      handle(request) {
        // Times of operations were counted from another sum; a read is never so close to one that it is not meant.
        if (request.body.type !== 'read' || time.nowMs() < freshMs - 1e-6) return store.handle(request);
        const { values } = view.newest(store.state());
        const { reply } = keyValue.handle(values, request, () => 0);
        return reply && { ...reply, in_reply_to: request.body.msg_id ?? null };
      },
    };
    return {
      store: fresh,
      started: () => {
        freshMs = time.nowMs() + fromMs;
      },
    };
  };
}
