import { type Simulation, type SimulationExtras, simulate } from '../simulator/simulate.ts';
import type { StartNode } from '../simulator/virtual-cluster.ts';
import { runScriptOf, type Script } from './script.ts';

/** Plays a script, and lets someone look on. */
export type Play = (script: Script, observe?: SimulationExtras['observe']) => Simulation;

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
      ...(observe && { observe }),
    });
}
