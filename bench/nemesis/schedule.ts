import { below, between, pick, type Random, shuffle, stream } from '../random.ts';
import type { Fault, FaultEvent, FaultKind } from './fault.ts';
import { describeGrudge, drawGrudge, majority, minorityThird, partitionShapes } from './grudge.ts';

/** What a schedule of faults depends on, besides its seed. */
export interface ScheduleOptions {
  readonly faults: readonly FaultKind[];
  readonly nodes: readonly string[];
  /** Mean time between switching a fault on and off, in milliseconds. */
  readonly intervalMs: number;
  /** No event comes at or after this; whoever ends the run switches off what is still on. */
  readonly timeLimitMs: number;
}

/**
 * Draws all faults of a run, in order of time; a pure function of its arguments. Each kind is
 * switched on at once, then off and on in turn, after gaps drawn uniformly from 0 to twice the
 * interval, as Jepsen's generators do. Kill and pause together are one generator there
 * (`db-package` in its nemesis/combined.clj): after each gap one of the two, drawn at random, is
 * switched, so each strikes half as often as it does alone. Each generator draws from a stream of
 * its own, so adding a kind changes none of the others.
 */
export function schedule(seed: number, options: ScheduleOptions): readonly FaultEvent[] {
  const kinds = [...new Set(options.faults)];
  const together = (['kill', 'pause'] as const).filter((kind) => kinds.includes(kind));
  const alone = kinds.filter((kind) => kind !== 'kill' && kind !== 'pause').map((kind) => [kind]);
  return [...alone, together]
    .flatMap((mixed) => eventsOf(mixed, stream(seed, `nemesis ${mixed.join(' ')}`), options))
    .sort((left, right) => left.atMs - right.atMs);
}

/** The events of the kinds that are switched in turn by one generator. */
function eventsOf(kinds: readonly FaultKind[], random: Random, options: ScheduleOptions): readonly FaultEvent[] {
  const events: FaultEvent[] = [];
  if (kinds.length === 0) {
    return events;
  }
  const { intervalMs, timeLimitMs, nodes } = options;
  const isOn = new Map<FaultKind, Fault>();
  for (let atMs = 0; atMs < timeLimitMs; atMs += between(random, 0, 2 * intervalMs)) {
    const kind = kinds.length === 1 ? (kinds[0] as FaultKind) : pick(random, kinds);
    const fault = isOn.get(kind);
    if (fault) {
      isOn.delete(kind);
      events.push({ atMs, on: false, fault });
    } else {
      const drawn = drawFault(kind, nodes, random);
      isOn.set(kind, drawn);
      events.push({ atMs, on: true, fault: drawn });
    }
  }
  return events;
}

/** Draws one fault of a kind. Probabilities range from a nuisance to where little gets through. */
function drawFault(kind: FaultKind, nodes: readonly string[], random: Random): Fault {
  switch (kind) {
    case 'partition': {
      const grudge = drawGrudge(pick(random, partitionShapes), nodes, random);
      return { kind, grudge, detail: describeGrudge(grudge, nodes) };
    }
    case 'kill':
    case 'pause':
      return { kind, nodes: drawNodes(nodes, random) };
    case 'isolate-kv':
      return { kind, nodes: drawNodes(nodes, random, 1) };
    case 'loss':
    case 'duplicate':
      return { kind, probability: between(random, 0.05, 0.5) };
    case 'reorder':
      return { kind, probability: between(random, 0.1, 0.6), delayMaxMs: between(random, 10, 200) };
  }
}

/**
 * The nodes of a fault, drawn as Jepsen's db package does: any non-empty subset, one, less than a
 * third, a minority, a majority, or all. Less than a third of 3 nodes are none.
 */
function drawNodes(nodes: readonly string[], random: Random, least = 0): readonly string[] {
  const { length } = nodes;
  const counts = [1 + below(random, length), 1, minorityThird(length), majority(length) - 1, majority(length), length];
  return shuffle(random, nodes)
    .slice(0, Math.max(least, pick(random, counts)))
    .sort();
}
