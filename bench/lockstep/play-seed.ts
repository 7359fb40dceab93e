import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from '../checkers/judge.ts';
import type { Requirements, Verdict } from '../run.ts';
import type { Plan } from '../run-test.ts';
import type { LockstepNodes } from './lockstep-cluster.ts';
import { LockstepRun, type RepeatableRun } from './lockstep-run.ts';

/** One seed to be played, on a thread of its own. */
export interface SeedTask {
  readonly plan: Plan;
  readonly requirements: Requirements;
  /** Its logs go into a folder for its seed, which is left there if the run fails. */
  readonly nodes: LockstepNodes;
  /** One number, shared with others: seeds above it are not wanted any more. */
  readonly lastWanted: Float64Array;
}

/** How the run of a seed ended. */
export interface SeedResult {
  readonly seed: number;
  readonly exitCode: number;
  readonly operations: number;
  readonly messages: number;
  readonly deterministic: boolean;
  /** All there is, when the run failed; what is valid needs no telling. */
  readonly failed?: { readonly run: RepeatableRun; readonly verdict: Verdict; readonly logFailures: readonly string[] };
}

/** How long a run goes on before it looks whether it is still wanted, in milliseconds. */
const sliceMs = 100;

/** Plays one seed in lockstep; undefined when it was given up, as nobody wanted it any more. */
export default async function playSeed(task: SeedTask): Promise<SeedResult | undefined> {
  const { plan, requirements, nodes, lastWanted } = task;
  const { seed } = plan;
  const logDirectory = seedLogs(nodes.logDirectory, seed);
  const lockstep = new LockstepRun(plan, { ...nodes, logDirectory });
  let isKept = false;
  try {
    while (!lockstep.pass(sliceMs)) {
      await new Promise(setImmediate);
      if (seed > (lastWanted[0] as number)) {
        return undefined;
      }
    }
    const run = lockstep.run as RepeatableRun;
    const verdict = judge(run, requirements);
    const { exitCode } = verdict;
    isKept = exitCode !== 0;
    return {
      seed,
      exitCode,
      operations: run.operations.length,
      messages: run.net.sent,
      deterministic: run.lockstep.deterministic,
      ...(isKept && { failed: { run, verdict, logFailures: lockstep.logFailures() } }),
    };
  } finally {
    lockstep.close();
    if (!isKept) {
      rmSync(logDirectory, { recursive: true, force: true });
    }
  }
}

/** Where the logs of a seed's nodes are. */
export function seedLogs(logDirectory: string, seed: number): string {
  return join(logDirectory, String(seed));
}
