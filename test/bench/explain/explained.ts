import { explain } from '../../../bench/explain/explanation.ts';
import { type Failure, failureOf, requirementsFor } from '../../../bench/explain/failure.ts';
import { player } from '../../../bench/explain/script/play.ts';
import { type Script, scriptOf, sizeOf } from '../../../bench/explain/script/script.ts';
import type { ScriptFile } from '../../../bench/explain/script/script-file.ts';
import { type Shrunk, shrink } from '../../../bench/explain/shrink/shrink.ts';
import { type Simulation, simulate } from '../../../bench/simulator/simulate.ts';
import { challengeOptions, type SimulationOptions } from '../../../bench/simulator/simulation-options.ts';
import type { StartNode } from '../../../bench/simulator/virtual-cluster.ts';

/** Fly.io's challenge #4, shorter and without faults, with some options changed. */
export function shortTest(options: Partial<SimulationOptions>): SimulationOptions {
  return { ...challengeOptions, timeLimitMs: 3_000, faults: [], ...options };
}

/** A seed's run that failed, as a script. */
export interface Failed {
  readonly simulation: Simulation;
  readonly failure: Failure;
  readonly script: Script;
}

/** Runs a seed that must fail, in the way that is wanted. */
export function failed(
  seed: number,
  options: SimulationOptions,
  wanted: Parameters<typeof failureOf>[2] = {},
  startNode?: StartNode,
): Failed {
  const simulation = simulate(seed, options, undefined, startNode);
  const failure = failureOf(simulation, undefined, wanted);
  if (failure === undefined) {
    throw new Error(`seed ${seed} does not fail`);
  }
  const script = scriptOf(seed, options, simulation, requirementsFor(failure, simulation.requirements));
  return { simulation, failure, script };
}

/** Shrinks it without looking at the clock. */
export function shrunk({ script, failure }: Failed, startNode?: StartNode, runsMax = 6_000): Shrunk {
  const result = shrink(script, failure, player(startNode), { runsMax, isOver: () => false });
  if (result === undefined) {
    throw new Error('the script does not fail as the run did');
  }
  return result;
}

/** What is written to a file for it. */
export function fileOf({ script: from }: Failed, { script, failure }: Pick<Shrunk, 'script' | 'failure'>): ScriptFile {
  return { command: 'npm run simulate -- --seed 1', seed: from.seed, from: sizeOf(from), failure, script };
}

/** Runs, shrinks and draws a seed. */
export function explained(seed: number, options: SimulationOptions, startNode?: StartNode) {
  const run = failed(seed, options, {}, startNode);
  const result = shrunk(run, startNode);
  const explanation = explain(fileOf(run, result), player(startNode));
  if (explanation === undefined) {
    throw new Error('the shrunk script does not fail');
  }
  return { ...result, ...explanation };
}
