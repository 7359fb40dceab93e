import type { Fault } from '../../nemesis/fault.ts';
import { describeGrudge } from '../../nemesis/grudge.ts';
import type { Grudge } from '../../network/link-faults.ts';
import { nodesOf, type Script, type ScriptedFault } from '../script/script.ts';

/**
 * The script on other nodes: node `index` becomes node `target[index]`, or is removed where that is
 * undefined, with its clients and their operations. The remaining numbers are closed up in order.
 */
export function onNodes(script: Script, target: readonly (number | undefined)[]): Script {
  const used = [...new Set(target.filter((node) => node !== undefined))].sort((a, b) => a - b);
  const renamed = target.map((node) => (node === undefined ? undefined : used.indexOf(node)));
  const before = nodesOf(script);
  const names = before.slice(0, used.length);
  const moved = script.workers.map((node) => renamed[node]);
  return onWorkers(
    {
      ...script,
      options: { ...script.options, nodeCount: used.length },
      ...(script.node && { node: { ...script.node, names } }),
      workers: moved.map((node) => node ?? 0),
      faults: script.faults.flatMap((each) =>
        renamedFault(each, (name) => names[renamed[before.indexOf(name)] ?? -1], names),
      ),
    },
    moved.map((node, worker) => (node === undefined ? undefined : worker)),
  );
}

/**
 * The script with other workers, in the same way. Workers that become one do each other's
 * operations on the node of the first.
 */
export function onWorkers(script: Script, target: readonly (number | undefined)[]): Script {
  const used = [...new Set(target.filter((worker) => worker !== undefined))].sort((a, b) => a - b);
  const renamed = target.map((worker) => (worker === undefined ? undefined : used.indexOf(worker)));
  return {
    ...script,
    workers: used.map((worker) => script.workers[worker]!),
    operations: script.operations.flatMap((operation) => {
      const worker = renamed[operation.worker];
      return worker === undefined ? [] : [{ ...operation, worker }];
    }),
    finalReads: [...new Set(script.finalReads.flatMap((worker) => renamed[worker] ?? []))].sort((a, b) => a - b),
  };
}

function renamedFault(
  each: ScriptedFault,
  rename: (name: string) => string | undefined,
  names: readonly string[],
): readonly ScriptedFault[] {
  const { fault } = each;
  const renamedList = (list: Iterable<string>) => [...new Set([...list].flatMap((name) => rename(name) ?? []))];
  switch (fault.kind) {
    case 'kill':
    case 'pause':
    case 'isolate-kv': {
      const nodes = renamedList(fault.nodes);
      return nodes.length === 0 ? [] : [{ ...each, fault: { ...fault, nodes } }];
    }
    case 'partition': {
      const grudge: Grudge = new Map(
        [...fault.grudge].flatMap(([deaf, unheard]): [string, ReadonlySet<string>][] => {
          const name = rename(deaf);
          const others = renamedList(unheard).filter((other) => other !== name);
          return name === undefined || others.length === 0 ? [] : [[name, new Set(others)]];
        }),
      );
      const moved: Fault = { kind: 'partition', grudge, detail: describeGrudge(grudge, names) };
      return grudge.size === 0 ? [] : [{ ...each, fault: moved }];
    }
    default:
      return [each];
  }
}
