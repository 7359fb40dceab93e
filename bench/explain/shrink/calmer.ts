import type { Fault } from '../../nemesis/fault.ts';
import type { Script, ScriptedFault } from '../script/script.ts';

/** A calmer network, and clocks that don't jump. */
export function calmer(script: Script): readonly Script[] {
  const { options } = script;
  const calm = { ...options, latencyMs: 0, latencyDistribution: 'constant', clockJumpIntervalMs: 0 } as const;
  const variants = [
    ...(options.network === 'independent' ? [{ ...options, network: 'maelstrom' as const }] : []),
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

/**
 * What happens within about two round trips of each other happens at the same time: so it still
 * meets when there is no latency.
 */
function together(script: Script, withinMs: number): Script {
  let firstMs = Number.NEGATIVE_INFINITY;
  const operations = script.operations.map((operation) => {
    if (operation.atMs - firstMs > withinMs) {
      firstMs = operation.atMs;
    }
    return { ...operation, atMs: firstMs };
  });
  return { ...script, operations };
}

/** Simpler faults: one node instead of several, certainty instead of a chance, a shorter time. */
export function simplerFaults(script: Script): readonly Script[] {
  const { faults } = script;
  if (faults.length > simplerFaultsMax) {
    return [];
  }
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
