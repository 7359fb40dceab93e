import type { Environment, Timer } from '../src/main/environment.ts';
import type { Cluster } from './cluster/node-handle.ts';
import { NodeLives } from './cluster/node-lives.ts';
import { bitingSchedule } from './nemesis/biting-schedule.ts';
import type { FaultEvent, FaultKind } from './nemesis/fault.ts';
import { inTurnSchedule } from './nemesis/in-turn-schedule.ts';
import { Nemesis } from './nemesis/nemesis.ts';
import { schedule } from './nemesis/schedule.ts';
import type { Latency } from './network/latency.ts';
import { Network, type NetworkOptions } from './network/network.ts';
import type { NetworkModel, RestartQueue } from './network/network-model.ts';
import type { FaultInterval, NetCounts, Operation, Run, Sample } from './run.ts';
import { maelstromServices } from './services/maelstrom-services.ts';
import type { ServiceHolder } from './services/service-holder.ts';
import { Load } from './workload/load.ts';
import type { LoadScript } from './workload/load-script.ts';

/** Everything that decides a run, but for the nodes themselves. */
export interface Plan {
  readonly workload: Run['workload'];
  /** What is tested, for titles: the name of the node's file, or of a design. */
  readonly nodeName: string;
  readonly seed: number;
  readonly startedAt: string;
  readonly command: string;
  /** Ids, `n0` and so on. */
  readonly nodes: readonly string[];
  /** Number of clients, each with at most one request open. */
  readonly concurrency: number;
  /** Operations a second, all clients together. */
  readonly rate: number;
  /** The share of operations that are adds, 0 to 1; Maelstrom's own mix unless given. */
  readonly addShare?: number | undefined;
  /** From then on clients only read; undefined: they add until the time limit. */
  readonly addsUntilMs?: number | undefined;
  readonly timeLimitMs: number;
  /** How long the healed cluster is left alone before the final reads. */
  readonly recoveryMs: number;
  /** How often all workers make a final read; once, as in Maelstrom, unless given. */
  readonly finalRounds?: number;
  readonly latency: Latency;
  /**
   * Maelstrom's network unless given. In the other one the last late message is there
   * {@link quietMs} before the final reads.
   */
  readonly network?: NetworkModel;
  /** Unless given, a node that is started again gets what waited for it after `init`. */
  readonly restartQueue?: RestartQueue;
  /** Whether nodes are held to more than Maelstrom asks, in what they print; so unless given. */
  readonly strict?: boolean;
  readonly faults: readonly FaultKind[];
  /** Mean time between switching a fault on and off. */
  readonly nemesisIntervalMs: number;
  /**
   * How faults are drawn, when not as Jepsen does: again until a partition bites
   * ({@link bitingSchedule}), or each in its turn ({@link inTurnSchedule}).
   */
  readonly schedule?: 'biting' | 'in-turn' | undefined;
  /**
   * What clients do and which faults come, instead of what is drawn from the seed; then rate, mix
   * and faults above only describe.
   */
  readonly script?: RunScript | undefined;
}

/** A run written down: replayed, it does the same whatever the seed says of load and faults. */
export interface RunScript {
  readonly load: LoadScript;
  /** In order of time. */
  readonly faults: readonly FaultEvent[];
}

/** What may be hooked into a run. */
export interface RunHooks {
  /** Called once, when the nodes have left; nothing happens after it. */
  readonly finished: (run: Run) => void;
  /** Called when every node has answered `init`, just before the first operation. */
  readonly started?: () => void;
  /** Called at each completed operation. */
  readonly completed?: (operation: Operation) => void;
  /** Called when a node has crashed, which ends the run. */
  readonly crashed?: (node: string) => void;
  /** Called when a fault was switched on, and when it was switched off. */
  readonly faultSwitched?: (fault: FaultInterval, on: boolean) => void;
  readonly log?: NetworkOptions['log'];
  /** The services to offer; {@link maelstromServices} unless given. */
  readonly services?: readonly ServiceHolder[];
}

/** A run under way, for whoever shows its progress. */
export interface RunningTest {
  readonly net: NetCounts;
  /** In order of invocation; grows. */
  readonly operations: readonly Operation[];
  /** The faults that are on now. */
  faultsOn(): readonly FaultInterval[];
  phase(): Phase;
  /** Milliseconds since the first operation could begin; 0 before. */
  sinceStartMs(): number;
  /** How long that will be in the end if nothing hangs. */
  readonly expectedMs: number;
  /**
   * Ends the run early, as a crash does; what is open stays unknown. Nothing happens if it is
   * ending already.
   */
  interrupt(signal: NodeJS.Signals): void;
  /** Ends the run early, as a crash does; what is open stays unknown. */
  abort(reason: string): void;
}

/**
 * Where a run stands: nodes starting, load and faults, the last operations and healing, the pause,
 * the final reads, nodes leaving.
 */
export type Phase = 'starting' | 'main' | 'healing' | 'recovery' | 'final' | 'ending';

/** How long nothing late comes any more before the final reads, in milliseconds. */
export const quietMs = 2_000;

/** The pause between two rounds of final reads, in milliseconds. */
export const roundPauseMs = 1_000;

const schedules = { usual: schedule, biting: bitingSchedule, 'in-turn': inTurnSchedule };

/** How often the counters are written down. */
export const sampleIntervalMs = 500;

/**
 * Runs one test from start to end, as Maelstrom does: nodes start and answer `init`; load and
 * faults until the time limit; open operations complete; everything is healed and all nodes are up;
 * the recovery pause; one final read per worker. That is the test that Maelstrom judges. Then come
 * further rounds of final reads, if any are wanted, and the nodes leave. A node that ends by itself
 * ends the test. Nothing here waits or looks at a clock but through the environment, and all
 * callbacks are plain calls, so the same function runs on real processes and in virtual time.
 */
export function runTest(plan: Plan, environment: Environment, cluster: Cluster, hooks: RunHooks): RunningTest {
  const { seed, nodes, timeLimitMs, workload } = plan;
  let phase: Phase = 'starting';
  let timer: Timer | undefined;
  let sampleTimer: Timer | undefined;
  const samples: Sample[] = [];
  const faultOptions = { faults: plan.faults, nodes, intervalMs: plan.nemesisIntervalMs, timeLimitMs };
  const faultEvents = plan.script?.faults ?? schedules[plan.schedule ?? 'usual'](seed, faultOptions);
  let interrupted: NodeJS.Signals | undefined;
  const network = new Network({
    environment,
    seed,
    latency: plan.latency,
    ...(plan.restartQueue && { restartQueue: plan.restartQueue }),
    ...(plan.strict !== undefined && { strict: plan.strict }),
    ...(plan.network === 'independent' && { independent: { lateMaxMs: Math.max(0, plan.recoveryMs - quietMs) } }),
    services: hooks.services ?? maelstromServices(seed),
    ...(hooks.log && { log: hooks.log }),
  });
  const lives = new NodeLives({
    environment,
    network,
    cluster,
    nodes,
    crashed: (node) => {
      hooks.crashed?.(node);
      end(`node ${node} crashed`);
    },
    allMuted: () => {
      // A killed node comes back, and is heard again.
      if (!faultEvents.some(({ fault }) => fault.kind === 'kill')) {
        end('all nodes were muted');
      }
    },
  });
  const load = new Load({
    environment,
    network,
    seed,
    workload,
    nodes,
    concurrency: plan.concurrency,
    rate: plan.rate,
    addShare: plan.addShare,
    addsUntilMs: plan.addsUntilMs,
    script: plan.script?.load,
    ...(plan.strict !== undefined && { strict: plan.strict }),
    completed: (operation) => {
      if (operation.outcome === 'ok') {
        lives.answered(operation.node);
      }
      hooks.completed?.(operation);
    },
  });
  const nemesis = new Nemesis({
    environment,
    network,
    lives,
    events: faultEvents,
    ...(hooks.faultSwitched && { switched: hooks.faultSwitched }),
  });
  let originMs = environment.nowMs();
  /** Where each round of final reads ends in the load's operations. */
  const roundEnds: number[] = [];
  let netOfMaelstrom: NetCounts | undefined;

  const sample = () => {
    samples.push({
      atMs: load.sinceStartMs(),
      invoked: load.operations.length,
      completed: load.completed,
      kvRoundTrips: network.counts.kvRoundTrips,
      server: network.counts.server,
    });
  };
  /** Before the load, Jepsen opens and closes one client for each node: the ids are gone. */
  const takeSetUpIds = () => {
    for (const client of nodes.map(() => network.addClient(() => {}))) {
      network.removeClient(client);
    }
  };
  const sampleOnAndOn = () => {
    sample();
    sampleTimer = environment.after(sampleIntervalMs, sampleOnAndOn);
  };
  const begin = () => {
    phase = 'main';
    takeSetUpIds();
    originMs = environment.nowMs();
    hooks.started?.();
    load.start();
    nemesis.start();
    sampleOnAndOn();
    timer = environment.after(timeLimitMs, () => {
      phase = 'healing';
      nemesis.stop();
      load.stop(() => {
        network.calm();
        nemesis.heal(recover);
      });
    });
  };
  const recover = () => {
    if (workload === 'echo') {
      // It has no final operations, so there is nothing to wait for.
      end();
      return;
    }
    phase = 'recovery';
    timer = environment.after(plan.recoveryMs, () => {
      phase = 'final';
      readFinally();
    });
  };
  const readFinally = () => {
    load.finalReads(() => {
      roundEnds.push(load.operations.length);
      if (netOfMaelstrom === undefined) {
        netOfMaelstrom = { ...network.counts };
        sampleTimer?.cancel();
        sample();
      }
      if (roundEnds.length >= (plan.finalRounds ?? 1)) {
        end();
      } else {
        timer = environment.after(roundPauseMs, readFinally);
      }
    });
  };
  const end = (reason?: string) => {
    if (phase === 'ending') {
      return;
    }
    const hasBegun = phase !== 'starting';
    phase = 'ending';
    timer?.cancel();
    sampleTimer?.cancel();
    nemesis.stop();
    if (hasBegun) {
      load.abort(reason ?? 'the run ended');
    }
    if (hasBegun && netOfMaelstrom === undefined) {
      sample();
    }
    const faults = nemesis.intervals.map((interval) => ({
      ...interval,
      toMs: Math.min(interval.toMs, load.sinceStartMs()),
    }));
    const net = netOfMaelstrom ?? { ...network.counts };
    // Maelstrom kills its nodes; here they may say something when their stdin ends.
    network.close();
    const operations = load.operations.slice(0, roundEnds[0]);
    const laterReads = roundEnds.map((from, round) => load.operations.slice(from, roundEnds[round + 1]));
    lives.end(() =>
      hooks.finished({
        workload,
        nodeName: plan.nodeName,
        seed,
        startedAt: plan.startedAt,
        command: plan.command,
        nodes: lives.ends(originMs),
        concurrency: plan.concurrency,
        rate: plan.rate,
        timeLimitMs,
        operations,
        laterReads: laterReads.filter((round) => round.length > 0),
        faults,
        ...(interrupted && { interrupted }),
        net,
        samples,
      }),
    );
  };
  lives.start(begin);
  return {
    net: network.counts,
    operations: load.operations,
    faultsOn: () => nemesis.on,
    phase: () => phase,
    expectedMs: expectedMs(plan),
    sinceStartMs: () => (phase === 'starting' ? 0 : load.sinceStartMs()),
    abort: end,
    interrupt: (signal) => {
      if (phase !== 'ending') {
        interrupted = signal;
        end(`interrupted by ${signal}`);
      }
    },
  };
}

/** How long a run takes from the first operation on, if nothing hangs. */
function expectedMs({ workload, timeLimitMs, recoveryMs, finalRounds = 1 }: Plan): number {
  return timeLimitMs + (workload === 'echo' ? 0 : recoveryMs + (finalRounds - 1) * roundPauseMs);
}
