import { createHash } from 'node:crypto';
import { stream } from '../random.ts';
import type { Run } from '../run.ts';
import { type Plan, type RunHooks, type RunningTest, runTest } from '../run-test.ts';
import { historyText } from '../simulator/history-text.ts';
import { VirtualTime } from '../virtual-time.ts';
import { LockstepCluster, type LockstepNodes, type Outburst } from './lockstep-cluster.ts';
import { passLockstep } from './pass-lockstep.ts';

/** What a lockstep run shows of its own repeatability. */
export interface Evidence {
  /** Of all operations: the same when the same things happened to the clients at the same times. */
  readonly historySha256: string;
  /** Of all messages, in order: the same when the nodes said the same, to the byte. */
  readonly traceSha256: string;
  /** Who spoke, or ended, without having been spoken to. */
  readonly outbursts: readonly Outburst[];
  /** The node that did not come to rest, which ends the run, and the thread that ran on and on. */
  readonly restless: { readonly node: string; readonly thread: string } | undefined;
}

/**
 * A run of real processes in virtual time. It is the function {@link runTest}, with the simulator's
 * clock, on a {@link LockstepCluster}.
 */
export class LockstepRun {
  readonly test: RunningTest;
  readonly #time: VirtualTime;
  readonly #cluster: LockstepCluster;
  readonly #trace = createHash('sha256');
  #run: Run | undefined;
  #restless: Evidence['restless'];

  constructor(plan: Plan, nodes: LockstepNodes, hooks: Omit<RunHooks, 'finished'> = {}) {
    this.#time = new VirtualTime(stream(plan.seed, 'environment'));
    this.#cluster = new LockstepCluster({
      ...nodes,
      time: this.#time,
      seed: plan.seed,
      restless: (node, thread) => {
        this.#restless ??= { node, thread };
        this.test.abort(`${node} does not come to rest`);
      },
    });
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
      finished: (run) => {
        this.#run = run;
      },
    });
  }

  /** The run, once it is over. */
  get run(): Run | undefined {
    return this.#run;
  }

  /**
   * Goes on for `sliceMs` milliseconds of real time at most. True when the run is over; then
   * {@link run} is there.
   */
  pass(sliceMs?: number): boolean {
    return passLockstep(this.#time, this.#cluster, () => this.#run !== undefined, sliceMs);
  }

  /** What is known of its repeatability. Only once it is over. */
  evidence(): Evidence {
    return {
      historySha256: createHash('sha256')
        .update(historyText(this.#run as Run))
        .digest('hex'),
      traceSha256: this.#trace.copy().digest('hex'),
      outbursts: this.#cluster.outbursts,
      restless: this.#restless,
    };
  }

  /** Kills what still runs. */
  close(): void {
    this.#cluster.close();
  }
}
