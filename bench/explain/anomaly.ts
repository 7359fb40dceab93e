import { keyValue } from '../services/key-value.ts';
import type { ServiceHolder } from '../services/service-holder.ts';
import type { Simulation, SimulationExtras } from '../simulator/simulate.ts';
import { isExpected } from './expectation.ts';
import { type Failure, failureOf } from './failure.ts';
import { Livelock, type Play } from './play.ts';
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
 * on the store answers what changes nothing from its newest state. What comes out right now was stale.
 */
export function anomalyOf(script: Script, failure: Failure, play: Play): Anomaly {
  const { direction, operation, expectation } = failure;
  if (direction === 'crashed' || direction === 'muted') return 'fallen';
  if (direction === 'missing') return 'stuck';
  if (direction === 'high') return 'doubled';
  // What an order of all operations can't explain, no single answer of the store can be blamed for.
  const isOrder = direction === 'odd' && expectation?.possible === undefined;
  if (isOrder || operation === undefined || expectation === undefined) return 'odd';
  const probed = tried(() => play(script, freshFrom(script, operation.invokedMs, operation.node)));
  const again = probed?.run.operations[operation.index];
  if (again?.outcome === 'ok' && isExpected(again.value!, expectation)) return 'stale';
  if (direction === 'odd') return 'odd';
  const settled: Script = {
    ...script,
    options: { ...script.options, recoveryMs: Math.max(settleMs, script.options.recoveryMs) },
    finalReads: script.workers.map((_, worker) => worker),
  };
  const { timeLimitMs, recoveryMs } = settled.options;
  // Just before the final reads, when no adds are under way that the change could disturb.
  const simulation = tried(() => play(settled, freshFrom(script, timeLimitMs + recoveryMs - 1)));
  const isThere = simulation && !failureOf(simulation, settled, { checker: 'final', direction: 'low' });
  return isThere ? 'late' : 'lost';
}

/** What a run shows; undefined when it never gets on, as the change to its store may make it. */
function tried(run: () => Simulation): Simulation | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof Livelock) return undefined;
    throw error;
  }
}

/** From a time of the run on, the store answers what changes nothing from its newest state, to one node or to all. */
function freshFrom(script: Script, fromMs: number, node?: string): NonNullable<SimulationExtras['observe']> {
  const view = storeViewOf(script.options.store);
  return (time, store) => {
    let freshMs = Number.POSITIVE_INFINITY;
    const fresh: ServiceHolder = {
      ...store,
      handle(request) {
        // Times of operations were counted from another sum; a read is never so close to one that it is not meant.
        if (time.nowMs() < freshMs - 1e-6 || (node ?? request.src) !== request.src) return store.handle(request);
        const { values } = view.newest(store.state());
        const { state, reply } = keyValue.handle(values, request, () => 0);
        if (state !== values) return store.handle(request);
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
