import { judge } from '../../../bench/checkers/judge.ts';
import type { Design, StoreService } from '../../../bench/designs/design.ts';
import { stream } from '../../../bench/random.ts';
import type { Consistency, Run, Verdict } from '../../../bench/run.ts';
import { type Plan, runTest } from '../../../bench/run-test.ts';
import { VirtualCluster } from '../../../bench/simulator/virtual-cluster.ts';
import { VirtualTime } from '../../../bench/virtual-time.ts';
import { threeNodes } from '../three-nodes.ts';

/**
 * A run of a design in virtual time; a short one, without faults and on `lin-kv`, but for what is
 * given.
 */
export interface Setting extends Partial<Plan> {
  readonly service?: StoreService;
  /** What it is held to; `final` unless given. */
  readonly consistency?: Consistency;
}

const short: Plan = {
  ...threeNodes,
  concurrency: 6,
  timeLimitMs: 5_000,
  recoveryMs: 5_000,
  latency: { distribution: 'constant', meanMs: 5 },
  nemesisIntervalMs: 1_000,
};

/** Runs a test of a design from start to end. */
export function play(design: Design, setting: Setting = {}): { readonly run: Run; readonly verdict: Verdict } {
  const { service = 'lin-kv', consistency = 'final', ...more } = setting;
  const plan = { ...short, ...more };
  const time = new VirtualTime(stream(plan.seed, 'environment'));
  const cluster = new VirtualCluster({
    time,
    seed: plan.seed,
    startNode: (environment, write) => design.start({ environment, write, service }),
    clockJumpIntervalMs: 0,
    clockJumpsUntilMs: 0,
  });
  let finished: Run | undefined;
  runTest(plan, time, cluster, {
    finished: (run) => {
      finished = run;
    },
  });
  for (let minutes = 0; finished === undefined && minutes < 10; minutes += 1) {
    time.pass(60_000);
  }
  if (finished === undefined) {
    throw new Error('the run never ended');
  }
  return { run: finished, verdict: judge(finished, { consistency, stalenessMs: 0 }) };
}

/**
 * How much of what was acknowledged the lowest final read lacks; below 0 when it counts more than
 * was ever sent.
 */
export function lacking({ verdict }: { readonly verdict: Verdict }): number {
  const { acceptable, finalReads } = verdict.maelstrom;
  const lowest = Math.min(...finalReads);
  if (lowest < acceptable[0]![0]) {
    return acceptable[0]![0] - lowest;
  }
  return Math.min(0, acceptable.at(-1)![1] - Math.max(...finalReads));
}
