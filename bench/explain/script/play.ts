import { type Simulation, type SimulationExtras, simulate } from '../../simulator/simulate.ts';
import type { StartNode } from '../../simulator/virtual-cluster.ts';
import { runScriptOf, type Script } from './script.ts';

/**
 * Plays a script, with hooks to observe it.
 *
 * @throws {Livelock} when it never makes progress.
 */
export type Play = (script: Script, observe?: SimulationExtras['observe']) => Simulation;

/**
 * Nodes and store exchanged messages without end while no time passed: a node that retries at once,
 * on a network without latency, may never stop. No run drawn from its seed does so; one from which
 * things were taken away may.
 */
export class Livelock extends Error {
  override readonly name = 'Livelock';
}

/** More requests than this at one moment are a livelock. */
const requestsMax = 5_000;

/**
 * How scripts are played: as simulated runs.
 *
 * @param startNode - How a life of a node begins; unless given, as the script's design says.
 */
export function player(startNode?: StartNode): Play {
  return (script, observe) =>
    simulate(script.seed, { ...script.options, concurrency: script.workers.length }, script.requirements, startNode, {
      script: runScriptOf(script),
      storeSeed: script.storeSeed,
      observe: bounded(observe),
    });
}

function bounded(observe: SimulationExtras['observe']): NonNullable<SimulationExtras['observe']> {
  return (time, store) => {
    const observer = observe?.(time, store);
    const inner = observer?.store ?? store;
    let atMs = 0;
    let requests = 0;
    return {
      ...observer,
      store: {
        ...inner,
        handle(request) {
          requests = time.nowMs() === atMs ? requests + 1 : 0;
          atMs = time.nowMs();
          if (requests > requestsMax) {
            throw new Livelock(`${requestsMax} requests at ${atMs} ms, and no end`);
          }
          return inner.handle(request);
        },
      },
    };
  };
}
