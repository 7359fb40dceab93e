import { createHash } from 'node:crypto';
import { stream } from '../random.ts';
import type { Evidence, Run } from '../run.ts';
import { type Plan, type RunHooks, type RunningTest, runTest } from '../run-test.ts';
import { historyText } from '../simulator/history-text.ts';
import { VirtualTime } from '../virtual-time.ts';
import { LockstepCluster, type LockstepNodes } from './lockstep-cluster.ts';
import { passLockstep } from './pass-lockstep.ts';

/** A run with what is known of its repeatability. */
export type RepeatableRun = Run & { readonly lockstep: Evidence };

/**
 * A run of real processes in virtual time. It is the function {@link runTest}, with the simulator's
 * clock, on a {@link LockstepCluster}.
 */
export class LockstepRun {
  readonly test: RunningTest;
  readonly #time: VirtualTime;
  readonly #cluster: LockstepCluster;
  readonly #trace = createHash('sha256');
  #run: RepeatableRun | undefined;
  /** When the first operation could begin; undefined if the nodes did not start. */
  #originMs: number | undefined;

  /** @param time - Its time, at 0; unless given, with chance drawn from the plan's seed. */
  constructor(
    plan: Plan,
    nodes: LockstepNodes,
    hooks: Omit<RunHooks, 'finished'> = {},
    time: VirtualTime = new VirtualTime(stream(plan.seed, 'environment')),
  ) {
    this.#time = time;
    this.#cluster = new LockstepCluster({ ...nodes, time, seed: plan.seed });
    const { log } = hooks;
    this.test = runTest(plan, this.#time, this.#cluster, {
      ...hooks,
      log: {
        send: (id, src, dest, bodyText) => {
          this.#trace.update(`send ${id} ${src} ${dest} ${bodyText}\n`);
          log?.send?.(id, src, dest, bodyText);
        },
        receive: (id, src, dest, bodyText) => {
          this.#trace.update(`receive ${id} ${src} ${dest} ${bodyText}\n`);
          log?.receive?.(id, src, dest, bodyText);
        },
      },
      started: () => {
        this.#originMs = this.#time.nowMs();
        hooks.started?.();
      },
      finished: (run) => {
        this.#run = { ...run, lockstep: this.#evidence(run) };
      },
    });
  }

  /** The run, once it is over. */
  get run(): RepeatableRun | undefined {
    return this.#run;
  }

  /**
   * Goes on for `sliceMs` milliseconds of real time at most. True when the run is over; then
   * {@link run} is there.
   */
  pass(sliceMs?: number): boolean {
    return passLockstep(this.#time, this.#cluster, () => this.#run !== undefined, sliceMs);
  }

  /** The files of stderr that could not be written to their end, each with the reason. */
  logFailures(): readonly string[] {
    return this.#cluster.logFailures();
  }

  /** Kills what still runs. */
  close(): void {
    this.#cluster.close();
  }
  #evidence(run: Run): Evidence {
    const outbursts = [...this.#cluster.outbursts.values()]
      .map((of) => ({ ...of, firstMs: Math.max(0, of.firstMs - (this.#originMs ?? 0)) }))
      .sort((a, b) => (a.node < b.node ? -1 : 1));
    // How long is waited for a node that does not start, or does not rest, is real time.
    const isCutShort = this.#originMs === undefined || this.#cluster.isCutShort || run.interrupted !== undefined;
    return {
      deterministic: outbursts.length === 0 && !isCutShort,
      historySha256: createHash('sha256').update(historyText(run)).digest('hex'),
      traceSha256: this.#trace.copy().digest('hex'),
      outbursts,
      timers: [...this.#cluster.timers].sort(),
    };
  }
}
