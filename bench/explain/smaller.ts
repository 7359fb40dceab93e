import type { Fault } from '../nemesis/fault.ts';
import { onNodes, onWorkers } from './renaming.ts';
import type { Script, ScriptedFault } from './script.ts';

/** Ways to make a script simpler, the boldest first: each is to be tried, and kept when the failure stays. */

/** A calmer network, and clocks that run even. */
export function calmer(script: Script): readonly Script[] {
  const { options } = script;
  const calm = { ...options, latencyMs: 0, latencyDistribution: 'constant', clockJumpIntervalMs: 0 } as const;
  const variants = [
    ...(options.latencyMs > 0 ? [calm, { ...options, latencyMs: 0, latencyDistribution: 'constant' as const }] : []),
    ...(options.latencyDistribution !== 'constant' ? [{ ...options, latencyDistribution: 'constant' as const }] : []),
    ...(options.clockJumpIntervalMs > 0 ? [{ ...options, clockJumpIntervalMs: 0 }] : []),
    ...(options.latencyMs > 10
      ? [
          { ...options, latencyMs: 10 },
          { ...options, latencyMs: options.latencyMs / 2 },
        ]
      : []),
  ];
  return [
    ...variants.map((each) => ({ ...script, options: each })),
    ...(options.latencyMs > 0 ? [{ ...together(script, 4 * options.latencyMs), options: calm }] : []),
  ];
}

/** What happens within a round trip or two of each other happens at the same time: so it still meets when there is no latency. */
function together(script: Script, withinMs: number): Script {
  let firstMs = Number.NEGATIVE_INFINITY;
  const operations = script.operations.map((operation) => {
    if (operation.atMs - firstMs > withinMs) firstMs = operation.atMs;
    return { ...operation, atMs: firstMs };
  });
  return { ...script, operations };
}

/** Fewer nodes: one taken away with its clients, or its clients given to another. */
export function fewerNodes(script: Script): readonly Script[] {
  const { nodeCount } = script.options;
  const all = Array.from({ length: nodeCount }, (_, node) => node);
  if (nodeCount === 1) return [];
  const used = new Set(
    [...script.operations.map(({ worker }) => worker), ...script.finalReads].map((worker) => script.workers[worker]),
  );
  const removed = (gone: readonly number[]) =>
    onNodes(
      script,
      all.map((node) => (gone.includes(node) ? undefined : node)),
    );
  const idle = all.filter((node) => !used.has(node));
  return [
    ...(idle.length > 1 && idle.length < nodeCount ? [removed(idle)] : []),
    ...idle.slice(0, nodeCount - 1).map((node) => removed([node])),
    ...all.map((node) => removed([node])),
    ...all.flatMap((from) =>
      all
        .filter((to) => to !== from)
        .map((to) =>
          onNodes(
            script,
            all.map((node) => (node === from ? to : node)),
          ),
        ),
    ),
  ];
}

/** Fewer clients: those without operations taken away, or two of them made one. */
export function fewerClients(script: Script): readonly Script[] {
  const all = script.workers.map((_, worker) => worker);
  const busy = new Set([...script.operations.map(({ worker }) => worker), ...script.finalReads]);
  if (all.length === 1) return [];
  const idle = all.filter((worker) => !busy.has(worker));
  const without = (gone: readonly number[]) =>
    onWorkers(
      script,
      all.map((worker) => (gone.includes(worker) ? undefined : worker)),
    );
  return [
    ...(idle.length > 0 && busy.size > 0 ? [without(idle)] : []),
    ...(idle.length > 1 ? idle.map((worker) => without([worker])) : []),
    ...(all.length > mergedMax
      ? []
      : all.flatMap((from) =>
          all
            .filter((to) => to < from)
            .map((to) =>
              onWorkers(
                script,
                all.map((each) => (each === from ? to : each)),
              ),
            ),
        )),
  ];
}

/** With more clients than this, they are not tried in pairs: most of them will have gone once operations have. */
const mergedMax = 12;

/** Node and worker numbers in the order in which they are first met. */
export function inOrder(script: Script): readonly Script[] {
  const met = [...script.operations.map(({ worker }) => worker), ...script.finalReads];
  const all = script.workers.map((_, worker) => worker);
  const workers = [...new Set([...met, ...all])];
  const byWorker = onWorkersReordered(script, workers);
  const nodes = [...new Set([...byWorker.workers, ...Array.from({ length: script.options.nodeCount }, (_, n) => n)])];
  const reordered = onNodes(
    byWorker,
    nodes.map((_, node) => nodes.indexOf(node)),
  );
  const isSame = workers.every((worker, index) => worker === index) && nodes.every((node, index) => node === index);
  return isSame ? [] : [reordered, byWorker];
}

function onWorkersReordered(script: Script, order: readonly number[]): Script {
  return {
    ...script,
    workers: order.map((worker) => script.workers[worker]!),
    operations: script.operations.map((operation) => ({ ...operation, worker: order.indexOf(operation.worker) })),
    finalReads: script.finalReads.map((worker) => order.indexOf(worker)).sort((a, b) => a - b),
  };
}

/**
 * Less time: idle stretches cut to a few lengths. The pause before final reads stays as it is: that the cluster was left
 * alone for so long is what makes a wrong one wrong.
 */
export function shorter(script: Script): readonly Script[] {
  return [10, 100, 1_000]
    .map((gapMs) => withGaps(script, gapMs))
    .filter((each) => lengthOf(each) < lengthOf(script) || isTidier(each, script));
}

/** All gaps between what happens made `gapMs`, those of 0 excepted, and the end as near. */
function withGaps(script: Script, gapMs: number): Script {
  const { operations, faults, options } = script;
  const ends = faults.flatMap(({ fromMs, toMs }) => (Number.isFinite(toMs) ? [fromMs, toMs] : [fromMs]));
  const times = [...new Set([0, ...operations.map(({ atMs }) => atMs), ...ends])].sort((a, b) => a - b);
  const moved = new Map<number, number>();
  let nowMs = 0;
  for (const [index, atMs] of times.entries()) {
    if (index > 0) nowMs += Math.min(gapMs, Math.max(1, Math.round(atMs - times[index - 1]!)));
    moved.set(atMs, nowMs);
  }
  // The first thing to happen happens at once.
  const firstMs =
    operations[0] === undefined && ends.length === 0
      ? 0
      : moved.get(Math.min(operations[0]?.atMs ?? Number.POSITIVE_INFINITY, ...ends))!;
  const at = (ms: number) => moved.get(ms)! - firstMs;
  const timeLimitMs = Math.min(options.timeLimitMs, nowMs - firstMs + gapMs);
  return {
    ...script,
    options: { ...options, timeLimitMs },
    operations: operations.map((operation) => ({ ...operation, atMs: at(operation.atMs) })),
    faults: faults.map(({ fault, fromMs, toMs }) => ({
      fault,
      fromMs: at(fromMs),
      toMs: Number.isFinite(toMs) ? at(toMs) : toMs,
    })),
  };
}

function lengthOf({ options }: Script): number {
  return Math.round(options.timeLimitMs);
}

/** As long, but with whole milliseconds where there were fractions. */
function isTidier(each: Script, script: Script): boolean {
  const isWhole = ({ operations }: Script) => operations.every(({ atMs }) => Number.isInteger(atMs));
  return lengthOf(each) === lengthOf(script) && isWhole(each) && !isWhole(script);
}

/** Smaller deltas: few ones made all different, larger first, so that a sum tells which of them are in it; many all 1. */
export function smallerDeltas(script: Script): readonly Script[] {
  const { operations } = script;
  const adds = operations.flatMap(({ f }, at) => (f === 'add' ? [at] : []));
  const wanted = (at: number) => (adds.length > differentMax ? 1 : adds.length - adds.indexOf(at));
  const changed = (which: readonly number[]) => ({
    ...script,
    operations: operations.map((operation, at) =>
      which.includes(at) ? { ...operation, delta: wanted(at) } : operation,
    ),
  });
  const wrong = adds.filter((at) => operations[at]!.delta !== wanted(at));
  if (wrong.length === 0) return [];
  return [changed(wrong), ...(adds.length > differentMax ? [] : wrong.map((at) => changed([at])))];
}

/** Up to so many adds get different deltas. */
const differentMax = 4;

/** Simpler faults: one node instead of several, a sure thing instead of a chance, a shorter time. */
export function simplerFaults(script: Script): readonly Script[] {
  const { faults } = script;
  if (faults.length > simplerFaultsMax) return [];
  return faults.flatMap((fault, at) =>
    simpler(fault, script.options.timeLimitMs).map((each) => ({ ...script, faults: faults.with(at, each) })),
  );
}

const simplerFaultsMax = 12;

function simpler({ fault, fromMs, toMs }: ScriptedFault, timeLimitMs: number): readonly ScriptedFault[] {
  const endMs = Math.min(toMs, timeLimitMs);
  const middleMs = Math.round((fromMs + endMs) / 2);
  const kinds = simplerKinds(fault);
  return [
    ...kinds.map((each) => ({ fault: each, fromMs, toMs })),
    ...(endMs - fromMs > 2
      ? [
          { fault, fromMs, toMs: middleMs },
          { fault, fromMs: middleMs, toMs },
        ]
      : []),
  ];
}

function simplerKinds(fault: Fault): readonly Fault[] {
  switch (fault.kind) {
    case 'kill':
    case 'pause':
    case 'isolate-kv':
      return fault.nodes.length > 1 ? fault.nodes.map((node) => ({ ...fault, nodes: [node] })) : [];
    case 'loss':
    case 'duplicate':
    case 'reorder':
      return fault.probability < 1 ? [{ ...fault, probability: 1 }] : [];
    case 'partition':
      return [];
  }
}
