import type { Script } from '../script/script.ts';
import { onNodes, onWorkers } from './renaming.ts';

/** Fewer nodes: one taken away with its clients, or its clients given to another. */
export function fewerNodes(script: Script): readonly Script[] {
  const { nodeCount } = script.options;
  const all = Array.from({ length: nodeCount }, (_, node) => node);
  if (nodeCount === 1) {
    return [];
  }
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
  if (all.length === 1) {
    return [];
  }
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

/**
 * With more clients than this, pairs are not tried: most clients go once their operations are gone.
 */
const mergedMax = 12;

/** Node and worker numbers in the order of their first use. */
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
