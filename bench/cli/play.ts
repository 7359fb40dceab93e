import { ProcessCluster, type ProcessClusterOptions } from '../cluster/process-cluster.ts';
import { LockstepRun } from '../lockstep/lockstep-run.ts';
import { stream } from '../random.ts';
import { realEnvironment } from '../real-environment.ts';
import type { Run } from '../run.ts';
import { type Plan, type RunHooks, type RunningTest, runTest } from '../run-test.ts';

/** A test that has begun. */
export interface Playing {
  readonly running: RunningTest;
  interrupt(signal: NodeJS.Signals): void;
  /** Kills every node at once, for when the workbench itself ends. */
  killAll(): void;
}

/** A test that is over. */
export interface Played {
  readonly run: Run;
  /** The files of stderr that could not be written to their end, each with the reason. */
  readonly logFailures: readonly string[];
}

type Hooks = Omit<RunHooks, 'finished'>;

/** How long virtual time passes before signals and progress get their turn, in milliseconds. */
const sliceMs = 50;

/** Plays a test on real processes, in real time. */
export function playForReal(
  plan: Plan,
  nodes: ProcessClusterOptions,
  hooks: Hooks,
  begun: (playing: Playing) => void,
): Promise<Played> {
  const cluster = new ProcessCluster(nodes);
  return new Promise((ended) => {
    const running = runTest(plan, realEnvironment(stream(plan.seed, 'environment')), cluster, {
      ...hooks,
      finished: (run) => ended({ run, logFailures: cluster.logFailures() }),
    });
    begun({ running, interrupt: (signal) => running.interrupt(signal), killAll: () => cluster.killAll() });
  });
}

/** Plays a test on real processes, in virtual time. */
export async function playInLockstep(
  plan: Plan,
  nodes: ProcessClusterOptions,
  hooks: Hooks,
  begun: (playing: Playing) => void,
): Promise<Played> {
  const lockstep = new LockstepRun(plan, nodes, hooks);
  const { test: running } = lockstep;
  begun({ running, interrupt: (signal) => running.interrupt(signal), killAll: () => lockstep.close() });
  try {
    while (!lockstep.pass(sliceMs)) {
      await new Promise(setImmediate);
    }
  } finally {
    lockstep.close();
  }
  return { run: lockstep.run as Run, logFailures: lockstep.logFailures() };
}
