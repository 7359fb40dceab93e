import { below, between, pick, type Random, shuffle, stream } from '../random.ts';
import type { Fault, FaultEvent, FaultKind } from './fault.ts';
import { describeGrudge, drawGrudge, majority, partitionShapes } from './grudge.ts';

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
 * interval, as Jepsen's generators do. Each kind draws from a stream of its own, so adding a kind
 * changes none of the others.
 */
export function schedule(seed: number, options: ScheduleOptions): readonly FaultEvent[] {
  return [...new Set(options.faults)]
    .flatMap((kind) => eventsOf(kind, stream(seed, `nemesis ${kind}`), options))
    .sort((left, right) => left.atMs - right.atMs);
}

function eventsOf(kind: FaultKind, random: Random, options: ScheduleOptions): readonly FaultEvent[] {
  const events: FaultEvent[] = [];
  const { intervalMs, timeLimitMs } = options;
  for (let atMs = 0; atMs < timeLimitMs; atMs += between(random, 0, 2 * intervalMs)) {
    const fault = drawFault(kind, options.nodes, random);
    events.push({ atMs, on: true, fault });
    atMs += between(random, 0, 2 * intervalMs);
    if (atMs < timeLimitMs) {
      events.push({ atMs, on: false, fault });
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
    case 'isolate-kv':
      return { kind, nodes: drawNodes(nodes, random) };
    case 'loss':
    case 'duplicate':
      return { kind, probability: between(random, 0.05, 0.5) };
    case 'reorder':
      return { kind, probability: between(random, 0.1, 0.6), delayMaxMs: between(random, 10, 200) };
  }
}

/**
 * The nodes of a fault, drawn as Jepsen's db package does: one, a minority, a majority, all, or any
 * non-empty subset.
 */
function drawNodes(nodes: readonly string[], random: Random): readonly string[] {
  const shuffled = shuffle(random, nodes);
  const counts = [1, majority(nodes.length) - 1, majority(nodes.length), nodes.length, 1 + below(random, nodes.length)];
  return shuffled.slice(0, Math.max(1, pick(random, counts))).sort();
}
