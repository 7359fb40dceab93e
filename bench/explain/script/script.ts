import { counted } from '../../counted.ts';
import type { Fault } from '../../nemesis/fault.ts';
import { schedule } from '../../nemesis/schedule.ts';
import type { Operation, Requirements } from '../../run.ts';
import type { RunScript } from '../../run-test.ts';
import type { StoreChoices } from '../../services/store-choices.ts';
import { planOf, type Simulation } from '../../simulator/simulate.ts';
import type { SimulationOptions } from '../../simulator/simulation-options.ts';

/** One request of a {@link Script}. Times are milliseconds since the run began. */
export interface ScriptedOperation {
  readonly atMs: number;
  readonly worker: number;
  readonly f: 'add' | 'read';
  /** What an add adds; 0 for a read. */
  readonly delta: number;
}

/** A fault and when it is on; `toMs` is Infinity for one that stays until all faults are healed. */
export interface ScriptedFault {
  readonly fault: Fault;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Somebody's node, played in lockstep. */
export interface ScriptedNode {
  /** The path of an executable, from the folder where the user stands. */
  readonly bin: string;
  readonly args: readonly string[];
  /** The names of the nodes. */
  readonly names: readonly string[];
  /** Whether it is held to more than Maelstrom asks, in what it prints. */
  readonly strict: boolean;
}

/** A run with its load and faults written down, so that parts of them can be left out. */
export interface Script {
  /**
   * Everything else that is random (latencies, losses, the nodes' own choices) is drawn from it.
   */
  readonly seed: number;
  /** What the store's own choices are drawn from. */
  readonly storeSeed: StoreChoices;
  /**
   * As they were drawn; the number of nodes is right, the number of clients is that of `workers`.
   * For a node, `design` is the name of its file, store and service are the one that it uses, and
   * the settings of our own designs mean nothing.
   */
  readonly options: SimulationOptions;
  /** The node that is played; undefined for a design in virtual time. */
  readonly node?: ScriptedNode;
  readonly requirements: Requirements;
  /** For each worker the index of its node. */
  readonly workers: readonly number[];
  /** In order of time. */
  readonly operations: readonly ScriptedOperation[];
  /** The workers that make a final read. */
  readonly finalReads: readonly number[];
  /** In order of their beginning. */
  readonly faults: readonly ScriptedFault[];
}

/** How large a script is. */
export interface ScriptSize {
  readonly nodes: number;
  readonly clients: number;
  /** Final reads included. */
  readonly operations: number;
  readonly faults: number;
}

/** A size for people. */
export function describeSize({ nodes, clients, operations, faults }: ScriptSize): string {
  return (
    `${counted(nodes, 'node')}, ${counted(clients, 'client')}, ${counted(operations, 'operation')}, ` +
    `${counted(faults, 'fault')}`
  );
}

/** The size of a script. */
export function sizeOf({ options, workers, operations, finalReads, faults }: Script): ScriptSize {
  return {
    nodes: options.nodeCount,
    clients: workers.length,
    operations: operations.length + finalReads.length,
    faults: faults.length,
  };
}

/** The ids of a script's nodes. */
export function nodesOf({ options, node }: Script): readonly string[] {
  return node?.names ?? Array.from({ length: options.nodeCount }, (_, index) => `n${index}`);
}

/**
 * Writes down what clients and faults did in a run of these options.
 *
 * @param requirements - What it is held to when it is played: the least that shows the failure, for
 *   speed.
 * @param node - The node of the run, unless it was a design's.
 */
export function scriptOf(
  seed: number,
  options: SimulationOptions,
  { run }: Pick<Simulation, 'run'>,
  requirements: Requirements,
  node?: ScriptedNode,
): Script {
  const main = run.operations.filter(({ final, f }) => !final && f !== 'echo');
  return {
    seed,
    storeSeed: seed,
    options,
    ...(node && { node }),
    requirements,
    workers: Array.from({ length: options.concurrency }, (_, worker) => worker % options.nodeCount),
    operations: main.map(scripted),
    finalReads: run.operations.filter(({ final }) => final).map(({ worker }) => worker),
    faults: intervalsOf(seed, options, node?.names ?? planOf(seed, options).nodes),
  };
}

function scripted({ invokedMs, worker, f, value }: Operation): ScriptedOperation {
  return { atMs: invokedMs, worker, f: f === 'add' ? 'add' : 'read', delta: f === 'add' ? (value ?? 0) : 0 };
}

/** The faults of a seed, each with its end. */
function intervalsOf(
  seed: number,
  { faults, timeLimitMs, nemesisIntervalMs: intervalMs }: SimulationOptions,
  nodes: readonly string[],
): readonly ScriptedFault[] {
  const events = schedule(seed, { faults, nodes, intervalMs, timeLimitMs });
  return events.flatMap(({ atMs, on, fault }, index) => {
    if (!on) {
      return [];
    }
    const end = events.slice(index + 1).find((event) => !event.on && event.fault === fault);
    return [{ fault, fromMs: atMs, toMs: end?.atMs ?? Number.POSITIVE_INFINITY }];
  });
}

/** The script as the workbench plays it. */
export function runScriptOf(script: Script): RunScript {
  const { workers, operations, finalReads, faults } = script;
  const nodes = nodesOf(script);
  return {
    load: {
      workerNodes: workers.map((node) => nodes[node]!),
      requests: operations.map(({ atMs, worker, f, delta }) => ({
        atMs,
        worker,
        request: { f, value: f === 'add' ? delta : null },
      })),
      finalReads,
    },
    faults: faults
      .flatMap(({ fault, fromMs, toMs }) => [
        { atMs: fromMs, on: true, fault },
        ...(Number.isFinite(toMs) ? [{ atMs: toMs, on: false, fault }] : []),
      ])
      .sort((left, right) => left.atMs - right.atMs),
  };
}
