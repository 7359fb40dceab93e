import { finalRounds, judge } from '../checkers/judge.ts';
import { stream } from '../random.ts';
import type { Requirements, Run, Verdict, Violation } from '../run.ts';
import { type Plan, type RunHooks, type RunScript, runTest } from '../run-test.ts';
import { holdService, type ServiceHolder } from '../services/service-holder.ts';
import { choicesOf, type StoreChoices } from '../services/store-choices.ts';
import { VirtualTime } from '../virtual-time.ts';
import { designFor, storeFor } from './claims.ts';
import type { SimulationOptions } from './simulation-options.ts';
import { type StartNode, VirtualCluster } from './virtual-cluster.ts';

/** How a simulated run ended, worst first when several hold. */
export type Outcome = 'crash' | 'safety' | 'liveness' | 'valid';

/** A simulated run and what is to be said of it. */
export interface Simulation {
  readonly run: Run;
  readonly requirements: Requirements;
  readonly verdict: Verdict;
  /**
   * `crash`: a node threw, ended by itself or was muted. `safety`: one answered what it must not.
   * `liveness`: with all faults gone, one did not come round in time.
   */
  readonly outcome: Outcome;
  /** The store as the run left it, when all that was under way had landed. */
  readonly store: ServiceHolder;
}

/** What may be given to a run besides its seed and options, by whoever takes it apart. */
export interface SimulationExtras {
  /** What clients do and which faults come, in place of what is drawn. */
  readonly script?: RunScript;
  /** What the store's choices are drawn from, when it is not the run's own seed. */
  readonly storeChoices?: StoreChoices;
  readonly observe?: Observe;
}

/**
 * Called with a run's time and its services before anything happens; may put others in their
 * places, and hook in.
 */
export type Observe = (time: VirtualTime, services: readonly ServiceHolder[]) => Omit<RunHooks, 'finished'>;

/** A run that takes longer than this, in milliseconds of virtual time, never ends. */
const runMsMax = 3_600_000;

/**
 * Runs one test in virtual time: the nodes' real classes, the workbench's network, services,
 * workload, nemesis and checkers, in one thread, everything drawn from the seed. The same seed and
 * options give the same run, to the byte.
 *
 * @param requirements - What the nodes are held to; unless given, what their design promises.
 * @param startNode - How a life of a node begins; unless given, as the design says. Tests give
 *   broken ones.
 * @param extras - A script to play and hooks to look through.
 */
export function simulate(
  seed: number,
  options: SimulationOptions,
  requirements: Requirements = promised(options),
  startNode: StartNode = startOf(options),
  extras: SimulationExtras = {},
): Simulation {
  const time = new VirtualTime(stream(seed, 'environment'));
  const cluster = new VirtualCluster({
    time,
    seed,
    startNode,
    clockJumpIntervalMs: options.clockJumpIntervalMs,
    clockJumpsUntilMs: options.timeLimitMs,
  });
  const storeRandom = choicesOf(extras.storeChoices ?? seed, options.service);
  const store = holdService(options.service, storeFor(options).create(), storeRandom);
  const services = [store];
  let finished: Run | undefined;
  const plan = planOf(seed, options);
  const rounds = finalRounds(plan.workload, requirements);
  runTest({ ...plan, finalRounds: rounds, script: extras.script }, time, cluster, {
    services,
    ...extras.observe?.(time, services),
    finished: (run) => {
      finished = run;
    },
  });
  while (finished === undefined && time.nowMs() < runMsMax) {
    time.pass(1_000);
  }
  if (finished === undefined) {
    throw new Error(`the run of seed ${seed} did not end`);
  }
  const verdict = judge(finished, requirements);
  return { run: finished, requirements, verdict, outcome: outcomeOf(verdict), store };
}

/** What the design promises with these settings, however little a run tests of it. */
export function promised(options: SimulationOptions): Requirements {
  const { promises } = designFor(options);
  return {
    consistency: promises?.consistency ?? 'final',
    stalenessMs: promises?.stalenessMs ?? 0,
    mayTestNothing: true,
  };
}

/** The test that these options describe. */
export function planOf(seed: number, options: SimulationOptions): Plan {
  return {
    workload: 'g-counter',
    nodeName: options.design,
    seed,
    startedAt: new Date(0).toISOString(),
    command: `sluice simulate --seed ${seed}`,
    nodes: Array.from({ length: options.nodeCount }, (_, index) => `n${index}`),
    concurrency: options.concurrency,
    rate: options.rate,
    addShare: options.addShare,
    addsUntilMs: options.addsUntilMs,
    timeLimitMs: options.timeLimitMs,
    recoveryMs: options.recoveryMs,
    network: options.network,
    restartQueue: options.restartQueue,
    latency: { distribution: options.latencyDistribution, meanMs: options.latencyMs },
    faults: options.faults,
    nemesisIntervalMs: options.nemesisIntervalMs,
  };
}

function startOf(options: SimulationOptions): StartNode {
  const design = designFor(options);
  return (environment, write) => design.start({ environment, write, service: options.service });
}

function outcomeOf(verdict: Verdict): Outcome {
  if (verdict.exitCode === 3) {
    return 'crash';
  }
  if (verdict.valid) {
    return 'valid';
  }
  const isSilence = ({ message }: Violation) => message.startsWith('no successful final read');
  return verdict.violations.every(isSilence) ? 'liveness' : 'safety';
}
