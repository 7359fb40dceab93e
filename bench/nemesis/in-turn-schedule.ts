import { pick, type Random, shuffle, stream } from '../random.ts';
import type { Fault, FaultEvent, FaultKind } from './fault.ts';
import { describeGrudge, drawGrudge } from './grudge.ts';
import type { ScheduleOptions } from './schedule.ts';

/** For how many turns each fault is on: it overlaps with the one after it. */
const turnsOn = 1.3;

/**
 * A schedule to show faults with: each kind has one turn, in an order drawn from the seed, and
 * strikes hard enough to be seen, yet leaves most of the cluster alive, so that something is tested
 * all along. The first half turn and the end are quiet. Intervals are not looked at.
 */
export function inTurnSchedule(
  seed: number,
  { faults, nodes, timeLimitMs }: Omit<ScheduleOptions, 'intervalMs'>,
): readonly FaultEvent[] {
  const random = stream(seed, 'nemesis in turn');
  const turnMs = timeLimitMs / (faults.length + 1);
  const struck = shuffle(random, nodes);
  return shuffle(random, faults)
    .flatMap((kind, turn): FaultEvent[] => {
      // Not the node that the fault before it struck, which may still be down.
      const fault = drawFault(kind, struck[turn % struck.length] as string, nodes, random);
      const atMs = (turn + 0.5) * turnMs;
      return [
        { atMs, on: true, fault },
        { atMs: atMs + turnsOn * turnMs, on: false, fault },
      ];
    })
    .sort((left, right) => left.atMs - right.atMs);
}

function drawFault(kind: FaultKind, node: string, nodes: readonly string[], random: Random): Fault {
  switch (kind) {
    case 'partition': {
      const grudge = drawGrudge(pick(random, ['one', 'majority'] as const), nodes, random);
      return { kind, grudge, detail: describeGrudge(grudge, nodes) };
    }
    case 'kill':
    case 'pause':
      return { kind, nodes: [node] };
    case 'isolate-kv':
      return { kind, nodes: nodes.length === 1 ? nodes : nodes.filter((other) => other !== node) };
    case 'loss':
    case 'duplicate':
      return { kind, probability: 0.3 };
    case 'reorder':
      return { kind, probability: 0.5, delayMaxMs: 200 };
  }
}
